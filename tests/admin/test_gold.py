"""What editors decide in the admin changes what is measured and trained."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles.extraction import extract
from articles.extraction.annotations import Document, ExtractedMention
from articles.extraction.evaluation.gold import read_gold
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.link.linker import Linker
from articles.extraction.recognise.crf.model import Weights
from articles.extraction.recognise.rules import RulesRecognizer
from articles.extraction.store.annotate import annotate
from articles.extraction.training.corpus import CorpusError
from articles.extraction.training.decisions import read_decided
from articles.models import Article, Entity, EntitySample
from tests.admin.helpers import act
from tests.extraction.training.small_corpora import sentences, write_gmb
from tests.factories import ArticleFactory, EntityFactory

GAZETTEER = Gazetteer()


def stored(body: str) -> Article:
    """An article with the names that extraction finds."""
    article = ArticleFactory.create(headline="News", body=body, published_on=date(2014, 3, 4))
    annotate([(article, extract(Document.of(article)))])
    return article


def correct(desk: Client, article: Article, words: str, **answer: object) -> None:
    desk.post(f"/admin/articles/article/{article.pk}/names/", {"words": words, **answer})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gold.jsonl"


def exported(file: Path) -> Path:
    call_command("check_precision", "--export", str(file), stdout=StringIO(), stderr=StringIO())
    return file


def measured(file: Path) -> dict[str, tuple[int, int, int]]:
    """Right, found and gold by kind, from the default recognizer."""
    out = StringIO()
    call_command("evaluate_extraction", str(exported(file)), "--json", stdout=out)
    kinds = json.loads(out.getvalue())["kinds"]
    return {kind: (each["right"], each["found"], each["gold"]) for kind, each in kinds.items()}


def trained(file: Path) -> list[list[tuple[str, str]]]:
    """The labelled names of each sentence to train on."""
    recognizer, linker = RulesRecognizer(GAZETTEER), Linker(GAZETTEER)

    def find(document: Document) -> list[ExtractedMention]:
        return linker.link(document, recognizer.find(document))

    return [
        [(" ".join(example.text.words[first:last]), kind) for first, last, kind in example.spans]
        for example in read_decided(exported(file), find, GAZETTEER)
    ]


def test_words_that_are_no_name_count_as_found_wrongly(desk: Client, file: Path) -> None:
    article = stored("The envoy met John Kerry in Lima today.")
    assert measured(file) == {}
    correct(desk, article, "John Kerry", nobody="1")
    assert measured(file) == {"words: person": (0, 1, 0)}
    assert trained(file) == [[("Lima", "LOC")]]
    desk.post(f"/admin/articles/article/{article.pk}/names/", {"undo": "1"})
    assert measured(file) == {}


def test_words_of_another_kind_are_measured_and_trained(desk: Client, file: Path) -> None:
    article = stored("The envoy met Zodwa Qexo in Lima today. It is far from there, said Vorlu.")
    correct(desk, article, "Zodwa Qexo", make="organisation", name="Zodwa Qexo")
    assert trained(file) == [[("Zodwa Qexo", "ORG"), ("Lima", "LOC")]]
    assert measured(file)["words: organisation"] == (0, 1, 1), "the recognizer takes it for a person"


def test_a_corrected_person_counts_under_each_name(desk: Client, file: Path) -> None:
    article = stored("The envoy met John Kerry in Lima today.")
    other = EntityFactory.create(name="John Forbes Kerry")
    correct(desk, article, "John Kerry", entity=other.pk)
    assert measured(file) == {"decided person": (0, 0, 1), "words: person": (0, 1, 1)}
    other.names.create(name="John Kerry", folded="john kerry")
    assert measured(file) == {"decided person": (1, 1, 1), "words: person": (1, 1, 1)}


def test_a_checked_sample_is_gold(desk: Client, file: Path) -> None:
    article = stored("The envoy met John Kerry in Lima today. It is far from there, said Vorlu.")
    sample = EntitySample.objects.create(article=article, entity=Entity.objects.get(name="John Kerry"))
    act(desk, "right", [sample])
    assert measured(file) == {"decided person": (1, 1, 1)}
    assert trained(file) == [[("John Kerry", "PER"), ("Lima", "LOC")]]
    (gold,) = read_gold(file)
    assert gold.document.published == date(2014, 3, 4)


def test_a_sentence_with_a_rejected_name_is_left_out(desk: Client, file: Path) -> None:
    article = stored("The envoy met John Kerry in Lima today.")
    sample = EntitySample.objects.create(article=article, entity=Entity.objects.get(name="John Kerry"))
    act(desk, "wrong", [sample])
    assert measured(file) == {"decided person": (0, 1, 0)}
    assert trained(file) == []


def test_the_model_is_trained_on_decisions(
    desk: Client, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = stored("The envoy met Zodwa Qexo in Lima today.")
    correct(desk, article, "Zodwa Qexo", make="organisation", name="Zodwa Qexo")
    gmb = write_gmb(tmp_path / "gmb.csv", sentences(100))
    cards: list[dict[str, Any]] = []
    for decisions in (None, exported(file)):
        out = tmp_path / "model.npz"
        call_command("train_recognizer", gmb=gmb, decisions=decisions, iterations=3, out=out)
        cards.append(Weights.load(out).card)
    assert [card["decisions"] for card in cards] == ["", "gold.jsonl"]
    assert cards[1]["tokens"] > cards[0]["tokens"]
    assert "tokens from gold.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", ["{", '{"decisions": [{"kind": "person"}]}', '{"decisions": 5}', "[1]", '{"body": "Rain fell."}']
)
def test_a_file_without_decisions_is_refused(file: Path, line: str) -> None:
    file.write_text(f"{line}\n")
    with pytest.raises(CorpusError, match=r"gold\.jsonl cannot be read"):
        list(read_decided(file, lambda _: [], GAZETTEER))
    with pytest.raises(CommandError, match=r"gold\.jsonl cannot be read"):
        call_command("evaluate_extraction", str(file))
