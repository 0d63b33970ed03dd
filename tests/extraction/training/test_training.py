"""Training: cleaned tags, explained sentences, clusters, and reproducible weights."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from articles.extraction.annotations import Document, ExtractedMention
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import read
from articles.extraction.link.linker import Linker
from articles.extraction.recognise.crf.model import LABELS, Weights
from articles.extraction.recognise.crf.runs import runs
from articles.extraction.recognise.rules import RulesRecognizer
from articles.extraction.training import clusters as clustering
from articles.extraction.training.clusters import make_clusters
from articles.extraction.training.corpus import CorpusError
from articles.extraction.training.examples import Example, token_spans
from articles.extraction.training.gmb import read_gmb
from articles.extraction.training.trainer import Trainer, load_library
from articles.extraction.training.unlabelled import read_texts, tag
from tests.extraction.training.small_corpora import sentences, write_gmb, write_news

GAZETTEER = Gazetteer()


def cleaned(path: Path, *marked: str) -> list[list[tuple[str, str]]]:
    """(words, kind) of the names in each sentence that is kept."""
    return [
        [(" ".join(example.text.words[first:last]), kind) for first, last, kind in example.spans]
        for example in read_gmb(write_gmb(path, list(marked)), GAZETTEER)
    ]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("[per President Olga Renko] spoke .", [("Olga Renko", "PER")]),
        ("[per Prime Minister Olga Renko] spoke .", [("Olga Renko", "PER")]),
        ("[per Mr. Renko] of [org Vexil Group] .", [("Renko", "PER"), ("Vexil Group", "ORG")]),
        ("Envoys of the [geo U.N.] came .", [("U.N.", "ORG")]),
        ("[org The Vexil Group 's] boss .", [("Vexil Group", "ORG")]),
        ("[gpe French] troops left [gpe Iraq] .", [("French", "MISC"), ("Iraq", "LOC")]),
        ("[org Anna Smith] spoke .", [("Anna Smith", "PER")]),
        ("They won [art Vorlu Prize] in [tim March] .", [("Vorlu Prize", "MISC")]),
        ("[per President] came on [geo Monday] .", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["csv", "csv.xz"])
def test_tags_are_cleaned(tmp_path: Path, marked: str, names: list[tuple[str, str]], ending: str) -> None:
    assert cleaned(tmp_path / f"gmb.{ending}", marked) == [names]


def test_the_majority_overrules(tmp_path: Path) -> None:
    often = ["Aides of [org Ostrivar] left ."] * 5
    assert cleaned(tmp_path / "gmb.csv", *often, "They saw [geo Ostrivar] .")[-1] == [("Ostrivar", "ORG")]
    # four to one is not a clear majority
    assert cleaned(tmp_path / "gmb.csv", *often[:4], "They saw [geo Ostrivar] .")[-1] == [("Ostrivar", "LOC")]


def test_a_sentence_with_a_name_that_was_missed_is_dropped(tmp_path: Path) -> None:
    often = ["Aides of [org Ostrivar] left ."] * 5
    assert len(cleaned(tmp_path / "gmb.csv", *often, "They saw Ostrivar then .")) == 5
    assert len(cleaned(tmp_path / "gmb.csv", *often, "They saw Vorlu then .")) == 6
    # the first word is always capitalised
    assert len(cleaned(tmp_path / "gmb.csv", *often, "Ostrivar left .")) == 6


def damaged(folder: Path, what: str) -> Path:
    path = folder / ("gmb.csv.xz" if "packed" in what else "gmb.csv")
    whole = write_gmb(path, sentences(200))
    if what == "columns":
        path.write_text("Word,Tag\nLima,B-geo\n")
    elif what == "row":
        path.write_text(path.read_text() + "one,two\n")
    elif what == "encoding":
        path.write_bytes(path.read_bytes() + b"\xff\xfe")
    elif what == "packed, cut":
        path.write_bytes(whole.read_bytes()[:-40])
    elif what == "packed, noise":
        path.write_bytes(b"noise" * 100)
    elif what == "field":
        path.write_text(path.read_text() + "a" * (csv.field_size_limit() + 1) + ",b,c,d\n")
    elif what == "empty":
        path.write_text("")
    return path


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("columns", "does not begin with the columns Sentence #, Word, POS, Tag"),
        ("empty", "does not begin with the columns"),
        ("row", r"line \d+: 2 columns, not 4"),
        ("encoding", "is not UTF-8 text"),
        ("packed, cut", "cannot be read"),
        ("packed, noise", "cannot be read"),
        ("field", "cannot be read: field larger than field limit"),
    ],
)
def test_a_file_that_is_no_corpus_says_so(tmp_path: Path, what: str, message: str) -> None:
    path = damaged(tmp_path, what)
    with pytest.raises(CorpusError, match=message) as error:
        list(read_gmb(path, GAZETTEER))
    assert str(path) in str(error.value)


@pytest.mark.parametrize("line", ["{", "[1]", '{"body": 5}', "[" * 100_000])
def test_a_line_that_is_no_article_says_so(tmp_path: Path, line: str) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(f'{{"headline": null, "body": "Rain fell."}}\n\n{line}\n')
    texts = read_texts(path)
    assert next(texts) == Document(body="Rain fell.")
    with pytest.raises(CorpusError, match=r"news\.jsonl, line 3: "):
        next(texts)


def explained(body: str) -> list[list[tuple[str, str]]]:
    recognizer, linker = RulesRecognizer(GAZETTEER), Linker(GAZETTEER)

    def find(document: Document) -> list[ExtractedMention]:
        return linker.link(document, recognizer.find(document))

    return [
        [(" ".join(example.text.words[first:last]), kind) for first, last, kind in example.spans]
        for example in tag(Document(body=body), find, GAZETTEER, random.Random(1))
    ]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("The envoy met John Kerry in Lima today.", [[("John Kerry", "PER"), ("Lima", "LOC")]]),
        ("The envoy met Zodwa Qexo in Lima today.", []),  # a capital that no rule explains
        ("The Kenyan envoy left on Monday for Lima.", [[("Kenyan", "MISC"), ("Lima", "LOC")]]),
        ("He left Lima.", []),  # too short
        ("Yesterday the envoy left Lima. Then Vorlu said in Minsk that it was so.", [[("Lima", "LOC")]]),
        ("The envoy left for Lima today.\n\nReporting by Jane Roe in Minsk for us.", [[("Lima", "LOC")]]),
    ],
)  # fmt: skip
def test_only_sentences_explained_in_full_are_kept(body: str, kept: list[list[tuple[str, str]]]) -> None:
    assert explained(body) == kept


def test_few_sentences_without_names_are_kept() -> None:
    assert 40 < len(explained("The rain fell all day long. " * 1000)) < 200


def company(seed: int) -> Iterator[str]:
    """A text in which cities, days and people have typical contexts, plus 700 other words."""
    chance = random.Random(seed)
    for _ in range(3000):
        city, day = chance.choice(CITIES), chance.choice(DAYS)
        name, other = chance.choice(NAMES), chance.choice(OTHERS)
        yield f"{name} said that rain fell in {city} on {day} night. the {other} was of {other}."


CITIES = [f"City{letter}" for letter in "abcdefgh"]
DAYS = [f"Day{letter}" for letter in "abcdefg"]
NAMES = [f"Name{letter}" for letter in "abcdefgh"]
OTHERS = [f"w{a}{b}" for a in "abcdefghijkl" for b in "abcdefghijklmnop"]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer clusters, since the text is small."""
    monkeypatch.setattr(clustering, "FINE", 12)
    monkeypatch.setattr(clustering, "COARSE", 5)
    monkeypatch.setattr(clustering, "DIMENSIONS", 8)


def test_words_of_one_company_share_a_cluster(few: None) -> None:
    made = make_clusters(lambda: company(1), 3)
    for group in (CITIES, DAYS, NAMES):
        assert len({made[word] for word in group}) == 1
    assert len({made[group[0]] for group in (CITIES, DAYS, NAMES, OTHERS)}) == 4
    assert {coarse for _, coarse in made.values()} <= set(range(5))
    coarse_of: dict[int, int] = {}
    for fine, coarse in made.values():
        assert coarse_of.setdefault(fine, coarse) == coarse


def test_clusters_are_repeatable(few: None) -> None:
    made = make_clusters(lambda: company(1), 3)
    assert make_clusters(lambda: company(1), 3) == made
    assert make_clusters(lambda: company(1), 4) != made


def test_too_little_text_makes_no_clusters() -> None:
    assert make_clusters(lambda: ["one two three " * 50], 1) == {}
    assert make_clusters(list, 1) == {}


def test_token_spans_begin_at_tokens() -> None:
    text = read("body", "Pro-Kenya men left Lima.", GAZETTEER.words)
    start, first = text.source.index("Lima"), text.words.index("Lima")
    assert token_spans(text, [(start, start + 4, "LOC")]) == ((first, first + 1, "LOC"),)
    assert token_spans(text, [(start, start, "LOC")]) == ()
    example = Example(text, 0, len(text.words), ((0, 2, "PER"), (2, 3, "ORG")))
    assert example.labels()[:4] == ["B-PER", "I-PER", "B-ORG", "O"]


def trained(path: Path, seed: int) -> Weights:
    load_library()
    trainer = Trainer(GAZETTEER, {"Lima": (4, 2)}, seed)
    assert trainer.add(read_gmb(path, GAZETTEER)) == trainer.tokens > 0
    return trainer.train(15, {"seed": seed})


def test_the_same_seed_gives_the_same_scores(tmp_path: Path) -> None:
    path = write_gmb(tmp_path / "gmb.csv", sentences(150))
    files = []
    for number, seed in enumerate((1, 1, 2)):
        trained(path, seed).save(tmp_path / f"{number}.npz")
        files.append((tmp_path / f"{number}.npz").read_bytes())
    assert files[0] == files[1] != files[2]


def test_what_is_learned_fits_the_labels(tmp_path: Path) -> None:
    weights = trained(write_gmb(tmp_path / "gmb.csv", sentences(150)), 1)
    assert weights.transitions.shape == (len(LABELS), len(LABELS))
    for group, names in weights.names.items():
        assert names == sorted(set(names))
        assert len(weights.scores[group]) == len(names)
        assert np.isfinite(weights.scores[group]).all()
    assert weights.card["tokens"] == sum(
        last - first
        for example in read_gmb(tmp_path / "gmb.csv", GAZETTEER)
        for first, last in runs(example.text)
    )
    assert weights.card["iterations"] == 15
    assert weights.clusters == {"Lima": (4, 2)}


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    trainer = Trainer(GAZETTEER, {}, 1)
    trainer.add(read_gmb(write_gmb(tmp_path / "gmb.csv", ["no name is here ."]), GAZETTEER))
    with pytest.raises(CorpusError, match="nothing to learn from"):
        trainer.train(5, {})


def test_articles_of_the_archive_as_unlabelled_text(tmp_path: Path) -> None:
    path = write_news(tmp_path / "news.jsonl", ["Rain fell.", "x" * 10_000])
    first, second = read_texts(path)
    assert (first.headline, first.body, len(second.body)) == ("News", "Rain fell.", 6000)
