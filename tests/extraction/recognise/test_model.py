"""The trained model: its probabilities are those of the CRF, and a damaged file is rejected."""

import itertools
import random
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from numpy.typing import NDArray

from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import TokenizedText, read
from articles.extraction.recognise.crf import model as reading
from articles.extraction.recognise.crf.features import Features
from articles.extraction.recognise.crf.model import (
    GROUPS,
    KINDS,
    LABELS,
    TAG_ROWS,
    TAGS,
    Model,
    ModelError,
    Weights,
)
from articles.extraction.recognise.crf.runs import LONGEST, phrase_tags, runs

GAZETTEER = Gazetteer()
CLUSTERS = {"Wexo": (4, 2), "said": (7, 1)}
#: Runs of one, two and three words: at the start of the text, with a known name, and at the end.
BODY = "Anna Wexo said that Buenos Aires would see Dask & Ostrivar. Quandel"


def text_of(body: str) -> TokenizedText:
    return read("body", body, GAZETTEER.words)


def random_weights(seed: int, words: list[str]) -> Weights:
    """Scores for all features of the words, as large as a trained model's."""
    numbers = np.random.default_rng(seed)
    features = [Features(GAZETTEER, CLUSTERS).of(word) for word in [*words, ""]]
    names = {group: sorted({name for each in features for name in getattr(each, group)}) for group in GROUPS}
    size = len(LABELS)

    def scores(*shape: int) -> reading.Array:
        return numbers.normal(0, 1.5, shape).astype(np.float16).astype(np.float32)

    return Weights(
        names=names,
        scores={group: scores(len(names[group]), size * len(parts)) for group, parts in GROUPS.items()},
        transitions=scores(size, size),
        tags=scores(len(TAGS), size) * (np.arange(len(TAGS))[:, None] > 0),
        clusters=CLUSTERS,
        card={"seed": seed},
    )


def emissions(weights: Weights, text: TokenizedText, first: int, last: int) -> NDArray[np.float64]:
    """The score of each label for each token of a run, feature by feature."""
    make = Features(GAZETTEER, weights.clusters)
    size = len(LABELS)
    total = np.zeros((last - first, size))

    def add(row: int, word: str, group: str, part: int) -> None:
        for name in getattr(make.of(word), group):
            if name in weights.names[group]:
                at = weights.names[group].index(name)
                total[row] += weights.scores[group][at, part * size : (part + 1) * size]

    for row, token in enumerate(range(first, last)):
        add(row, text.word(token), "own", 0)
        if text.begins_sentence(token):
            add(row, text.word(token), "opening", 0)
        for part, offset in enumerate((-1, 1)):
            add(row, text.word(token + offset), "near", part)
        for part, offset in enumerate((-2, 2)):
            add(row, text.word(token + offset), "far", part)
    for token, tag in phrase_tags(text, GAZETTEER, first, last).items():
        total[token - first] += weights.tags[TAG_ROWS[tag]] if last - first > 1 else 0
    return total


def by_all_paths(weights: Weights, text: TokenizedText, first: int, last: int) -> NDArray[np.float64]:
    """Probability of each kind for each token of a run, summed over all labellings."""
    scores = emissions(weights, text, first, last)
    chances = np.zeros((last - first, len(LABELS)))
    for path in itertools.product(range(len(LABELS)), repeat=last - first):
        total = sum(scores[row, label] for row, label in enumerate(path))
        total += sum(weights.transitions[pair] for pair in itertools.pairwise([0, *path, 0]))
        for row, label in enumerate(path):
            chances[row, label] += np.exp(total)
    chances /= chances.sum(axis=1, keepdims=True)
    return np.column_stack([chances[:, 0], chances[:, 1::2] + chances[:, 2::2]])


@pytest.mark.parametrize("seed", range(3))
def test_chances_are_those_of_the_chain(seed: int) -> None:
    text = text_of(BODY)
    weights = random_weights(seed, text.words)
    found = Model(weights, GAZETTEER).probabilities(text)
    spans = runs(text)
    assert {last - first for first, last in spans} == {1, 2, 3}
    for first, last in spans:
        rows = [found.rows[token] for token in range(first, last)]
        np.testing.assert_allclose(found.chances[rows], by_all_paths(weights, text, first, last), atol=1e-4)


def test_chances_do_not_depend_on_what_was_read_before() -> None:
    text = text_of(BODY)
    weights = random_weights(1, text.words)
    fresh, used = Model(weights, GAZETTEER), Model(weights, GAZETTEER)
    used.probabilities(text_of("Quandel 1999 and Dask 2000 met Anna 55 Ostrivar. " * 9))
    np.testing.assert_allclose(fresh.probabilities(text).chances, used.probabilities(text).chances, atol=1e-6)


def test_a_text_without_runs_has_no_names() -> None:
    found = Model(random_weights(1, ["rain"]), GAZETTEER).probabilities(text_of("rain fell all day."))
    assert found.spans == []
    assert found.of("PER", 0, 1) == 0.0


def test_spans_join_neighbours_of_one_kind_and_keep_the_least_chance() -> None:
    chances = np.zeros((4, len(KINDS)), dtype=np.float32)
    chances[:, KINDS.index("PER")] = [0.9, 0.6, 0.2, 0.8]
    chances[2, KINDS.index("ORG")] = 0.7
    found = reading.Probabilities({3: 0, 4: 1, 5: 2, 9: 3}, chances)
    assert [(first, last, kind) for first, last, kind, _ in found.spans] == [
        (3, 5, "PER"),
        (5, 6, "ORG"),
        (9, 10, "PER"),
    ]
    assert found.spans[0][3] == pytest.approx(0.6)
    assert found.of("PER", 3, 5) == pytest.approx(0.6)
    assert found.of("PER", 5, 8) == 0.0


def test_a_file_holds_what_was_written(tmp_path: Path) -> None:
    weights = random_weights(2, ["Anna", "Wexo"])
    path = tmp_path / "new" / "model.npz"
    weights.save(path)
    read_back = Weights.load(path)
    assert (read_back.names, read_back.clusters, read_back.card) == (
        weights.names,
        weights.clusters,
        weights.card,
    )
    for group in GROUPS:
        np.testing.assert_array_equal(read_back.scores[group], weights.scores[group])
    np.testing.assert_array_equal(read_back.transitions, weights.transitions)
    assert [each.name for each in path.parent.iterdir()] == ["model.npz"]


def test_a_file_that_cannot_be_written_leaves_no_part(tmp_path: Path) -> None:
    taken = tmp_path / "model.npz"
    taken.mkdir()
    with pytest.raises(OSError, match=r"model\.npz"):
        random_weights(2, ["Anna"]).save(taken)
    assert [each.name for each in tmp_path.iterdir()] == ["model.npz"]
    assert list(taken.iterdir()) == []


def damage(path: Path, what: str) -> None:
    whole = path.read_bytes()
    weights = random_weights(3, ["Anna"])
    if what == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif what == "noise":
        path.write_bytes(b"PK" + random.Random(1).randbytes(2000))
    elif what == "empty":
        path.write_bytes(b"")
    elif what == "foreign":
        np.savez(path, pictures=np.zeros(3))
    elif what == "labels":
        Weights(**{**vars(weights), "transitions": weights.transitions[:4]}).save(path)
    elif what == "features":
        Weights(**{**vars(weights), "names": {**weights.names, "far": []}}).save(path)
    elif what == "infinite":
        Weights(**{**vars(weights), "tags": weights.tags + np.inf}).save(path)


@pytest.mark.parametrize("what", ["cut", "noise", "empty", "foreign", "labels", "features", "infinite"])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, what: str) -> None:
    path = tmp_path / "model.npz"
    random_weights(3, ["Anna"]).save(path)
    damage(path, what)
    with pytest.raises(ModelError, match=r"damaged.*train_recognizer.*EXTRACTION_BACKEND=rules"):
        Weights.load(path)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"is missing.*train_recognizer"):
        Weights.load(tmp_path / "none.npz")


def test_words_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_WORDS", 100)
    model = Model(random_weights(1, ["Anna"]), GAZETTEER)
    for number in range(30):
        model.probabilities(text_of(" ".join(f"Word{chr(97 + i)}{chr(97 + number)} x" for i in range(20))))
        assert len(model._index) <= 200


@pytest.mark.parametrize(
    "body",
    [
        "ABC def " * 100_000,
        "Anna Wexo " * 50_000,
        "A" * 1_000_000,
        "An of the " * 50_000,
        "\ud800 A\x00 " * 9,
    ],
)
def test_noise_is_read_in_linear_time(body: str) -> None:
    text = text_of(body)
    begun = process_time()
    found = Model(random_weights(1, ["Anna"]), GAZETTEER).probabilities(text)
    assert process_time() - begun < 20
    assert np.isfinite(found.chances).all()
    assert all(last - first <= LONGEST for first, last in runs(text))
