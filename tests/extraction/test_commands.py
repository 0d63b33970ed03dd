"""extract_text and evaluate_extraction."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LINES = [
    {
        "id": 7,
        "headline": "Peru votes",
        "body": "John Kerry came to Lima. Kerry's plane left.",
        "dateline": None,
    },
    {"id": "é", "body": ""},
]


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_extract_text_answers_each_line_in_order(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [json.dumps(line) for line in LINES])
    out = io.StringIO()
    call_command("extract_text", str(source), stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["id"], first["countries"], first["people"]) == (7, ["PE"], ["John Kerry"])
    assert first["mentions"][-1] == {
        "field": "body",
        "kind": "person",
        "start": 25,
        "end": 30,
        "text": "Kerry",
        "entity": "John Kerry",
        "code": None,
        "evidence": "surname",
        "score": 0.7,
    }
    assert second == {"id": "é", "countries": [], "people": [], "mentions": []}


@pytest.mark.parametrize(
    ("day", "people"),
    [("2013-05-01", ["Barack Obama"]), ("2013-05-01T10:00:00Z", ["Barack Obama"]), ("May 1", []), (None, [])],
)
def test_extract_text_uses_the_date(tmp_path: Path, day: str | None, people: list[str]) -> None:
    source = write(tmp_path / "in.jsonl", [json.dumps({"id": 1, "body": "Mr. Obama spoke.", "date": day})])
    out = io.StringIO()
    call_command("extract_text", str(source), stdout=out)
    assert json.loads(out.getvalue())["people"] == people


def test_extract_text_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO(b"\xef\xbb\xbf" + json.dumps(LINES[0]).encode() + b"\n\xff\xfe\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw, encoding="ascii"))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 bad line") as error:
        call_command("extract_text", stdout=out, stderr=err)
    assert error.value.returncode == 1
    assert json.loads(out.getvalue())["people"] == ["John Kerry"]
    assert err.getvalue().startswith("line 2: not JSON")


@pytest.mark.parametrize("bad", ["{", "[1]", '"text"', '{"body": 5}', "[" * 100_000])
def test_a_bad_line_does_not_stop_the_others(tmp_path: Path, bad: str) -> None:
    source = write(tmp_path / "in.jsonl", [bad, "", '{"id": 1}'])
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 bad line"):
        call_command("extract_text", str(source), stdout=out, stderr=err)
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [1]
    assert err.getvalue().startswith("line 1: ")


CONLL = """-DOCSTART- -X- O O

U.N. NNP I-NP I-ORG
official NN I-NP O
John NNP I-NP I-PER
Smith NNP I-NP I-PER
left VBD I-VP O
Peru NNP I-NP I-LOC
Chile NNP I-NP B-LOC
. . O O
"""
IEER = {
    "body": "John Smith left Peru.",
    "entities": [[0, 10, "PERSON"], [16, 20, "LOCATION"], [0, 4, "DATE"]],
}
REUTERS = {
    "headline": "USSR AND U.K. AGREE",
    "body": "Mr. Smith came.",
    "places": ["ussr", "uk"],
    "people": ["smith"],
}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (CONLL, {"PER": 1, "LOC": 2, "ORG": 1}),
        (json.dumps(IEER), {"PER": 1, "LOC": 1, "ORG": 0}),
        (json.dumps(REUTERS), {"countries": 2, "countries outside US": 2, "people tagged": 1}),
    ],
)
def test_evaluate_reads_each_format(tmp_path: Path, text: str, right: dict[str, int]) -> None:
    gold = tmp_path / "gold.txt"
    gold.write_text(text, encoding="utf-8")
    out = io.StringIO()
    call_command("evaluate_extraction", str(gold), "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert {kind: figures["right"] for kind, figures in report["kinds"].items()} == right
    assert report["documents"] == 1


def test_evaluate_prints_a_table_and_the_errors(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"body": "Peru won.", "entities": [[0, 4, "PERSON"]]}), encoding="utf-8")
    out = io.StringIO()
    call_command("evaluate_extraction", str(gold), stdout=out)
    assert "missed (kind: LOC) 1" in out.getvalue()


@pytest.mark.parametrize("text", ["plain words", "{}", "{"])
def test_evaluate_refuses_what_is_no_gold(tmp_path: Path, text: str) -> None:
    gold = tmp_path / "gold.txt"
    gold.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate_extraction", str(gold))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate_extraction", str(tmp_path / "absent"))
