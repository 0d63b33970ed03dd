"""The command that trains the model."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import read
from articles.extraction.recognise.crf.model import MODEL, Model, Weights
from tests.extraction.training.small_corpora import sentences, write_gmb, write_news

NEWS = [
    "The envoy met John Kerry in Lima today and left for Nairobi. Rain fell in Minsk on Monday.",
    "Officials said that Angela Merkel would go to Paris in March.",
] * 20


def train(folder: Path, **options: Any) -> Path:
    """Train on small files; return the model's path."""
    out = folder / "model.npz"
    gmb = write_gmb(folder / "gmb.csv", sentences(150))
    call_command("train_recognizer", **{"gmb": gmb, "iterations": 12, "out": out} | options)
    return out


def test_a_model_is_made_and_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = MODEL.read_bytes()
    weights = Weights.load(train(tmp_path, unlabelled=write_news(tmp_path / "news.jsonl", NEWS), seed=7))
    assert weights.card["seed"] == 7
    assert (weights.card["gmb"], weights.card["unlabelled"]) == ("gmb.csv", "news.jsonl")
    told = capsys.readouterr().err
    assert "tokens from gmb.csv" in told
    assert "model.npz written" in told
    assert MODEL.read_bytes() == before
    gazetteer = Gazetteer()
    text = read("body", "Officials met Anna Kovacs on Monday.", gazetteer.words)
    assert ("PER", 2, 4) in [
        (kind, a, b) for a, b, kind, _ in Model(weights, gazetteer).probabilities(text).spans
    ]


def test_unlabelled_news_can_be_left_out(tmp_path: Path) -> None:
    assert Weights.load(train(tmp_path)).clusters == {}


def test_the_second_run_makes_the_same_file(tmp_path: Path) -> None:
    first = train(tmp_path).read_bytes()
    assert train(tmp_path).read_bytes() == first


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gmb": "none.csv"}, "none.csv"),
        ({"unlabelled": "none.jsonl"}, "none.jsonl"),
        ({"iterations": 0}, "--iterations 1 or more"),
        ({"articles": -1}, "--articles must be 0 or more"),
        ({"out": "folder"}, "is a folder; name a file"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    tmp_path: Path, options: dict[str, Any], message: str
) -> None:
    (tmp_path / "folder").mkdir()
    wrong = {name: tmp_path / value if isinstance(value, str) else value for name, value in options.items()}
    with pytest.raises(CommandError, match=message):
        train(tmp_path, **wrong)
    assert not list(tmp_path.rglob("*.npz*"))


def test_where_it_cannot_write_it_says_so_and_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(CommandError, match="file"):
        train(tmp_path, out=tmp_path / "file" / "model.npz")
    assert (tmp_path / "file").read_text() == "kept"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "gmb.csv"]


def test_a_damaged_line_stops_it_with_its_number(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"headline": "News", "body": "Rain fell."}) + "\n{\n")
    with pytest.raises(CommandError, match=r"news\.jsonl, line 2: not JSON"):
        train(tmp_path, unlabelled=news)
    assert not (tmp_path / "model.npz").exists()


def test_without_the_library_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pycrfsuite", None)
    with pytest.raises(CommandError, match=r"python-crfsuite, which is not installed"):
        train(tmp_path)
