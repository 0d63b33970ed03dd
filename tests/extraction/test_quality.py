"""Minimum scores of extraction on tagged corpora."""

from pathlib import Path

import pytest

from articles.extraction.evaluation.gold import read_gold
from articles.extraction.evaluation.scoring import evaluate

pytestmark = pytest.mark.corpora


@pytest.mark.parametrize(
    ("name", "limit", "floors"),
    [
        ("ieer-dev.jsonl.xz", None, {"PER": 0.915, "LOC": 0.87, "ORG": 0.69}),
        ("conll2003/valid.txt.xz", None, {"PER": 0.945, "LOC": 0.92, "ORG": 0.82}),
        ("reuters21578-dev.jsonl.xz", 3000, {"countries outside US": 0.80}),
    ],
)
def test_f1(corpora: Path, name: str, limit: int | None, floors: dict[str, float]) -> None:
    report = evaluate(list(read_gold(corpora / name))[:limit])
    reached = {kind: report.kinds[kind].f1 for kind in floors}
    assert all(reached[kind] >= floor for kind, floor in floors.items()), reached
