"""The countries that 68 articles of recent news are about, as a reader judged them: ids and codes only."""

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document
from articles.extraction.evaluation.scoring import ScoreCounts

pytestmark = pytest.mark.corpora

JUDGED = Path(__file__).resolve().parent / "judged" / "countries.jsonl"
#: Before countries were compared with the most prominent one: 0.82 and 0.99.
PRECISION, RECALL = 0.92, 0.98


def test_countries_are_those_that_a_reader_names(corpora: Path) -> None:
    judged = {each["id"]: each for each in map(json.loads, JUDGED.read_text(encoding="utf-8").splitlines())}
    counts = ScoreCounts()
    with lzma.open(corpora / "news-30k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            each = judged.pop(record["id"], None)
            if each is None:
                continue
            texts: dict[str, Any] = {
                name: record.get(name) or "" for name in ("headline", "dateline", "body")
            }
            found = set(extract(Document(**texts)).countries) - set(each["may"])
            counts.add(len(found & set(each["about"])), len(found), len(each["about"]))
    assert not judged, "articles that the corpus no longer has"
    assert counts.precision >= PRECISION, counts
    assert counts.recall >= RECALL, counts
