"""The sample articles have the form described in articles/samples/README.md.

These tests only read the file: they need no database and no settings.
"""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).resolve().parent.parent / "articles" / "samples" / "articles.jsonl"
REQUIRED = {
    "id",
    "headline",
    "body",
    "date",
    "source",
    "dateline",
    "language",
    "section",
    "country",
}
OPTIONAL = {"standfirst", "byline", "caption"}
SOURCES = {
    "Sample Wire",
    "The Specimen Post",
    "Atlas Dispatch",
    "Meridian Courier",
    "Harbour Gazette",
    "Southern Ledger",
}
SECTIONS = {"World", "Politics", "Business", "Science", "Sport", "Culture", "Environment"}


def load() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]


ARTICLES = load()
each_article = pytest.mark.parametrize("article", ARTICLES, ids=[a["id"] for a in ARTICLES])


@each_article
def test_keys_and_values_are_known(article: dict[str, Any]) -> None:
    assert article.keys() >= REQUIRED
    assert article.keys() <= REQUIRED | OPTIONAL
    assert all(isinstance(v, str) and v and v == v.strip() for v in article.values())
    assert article["source"] in SOURCES
    assert article["section"] in SECTIONS
    assert article["language"] == "en"
    assert re.fullmatch(r"[A-Z]{2}", article["country"])
    assert not article["dateline"].endswith(":")


@each_article
def test_body_is_short_prose_in_paragraphs(article: dict[str, Any]) -> None:
    paragraphs = article["body"].split("\n\n")
    assert 3 <= len(paragraphs) <= 5
    assert all(p and "\n" not in p for p in paragraphs)
    assert 120 <= len(article["body"].split()) <= 250
    # Quotation marks would mean quotations, and the samples promise to have none.
    assert not re.search(r"[\"“”«»]", article["body"])
    assert not article["body"].startswith(article["dateline"] + ":")


@each_article
def test_id_carries_the_year_of_a_valid_date(article: dict[str, Any]) -> None:
    published = date.fromisoformat(article["date"])
    assert 1989 <= published.year <= 2025
    assert re.fullmatch(rf"sample-{published.year}-[a-z0-9-]+", article["id"])


def test_ids_and_headlines_are_unique() -> None:
    for key in ("id", "headline", "body"):
        repeated = [value for value, n in Counter(a[key] for a in ARTICLES).items() if n > 1]
        assert repeated == [], key


def test_samples_are_in_order_of_date() -> None:
    dates = [a["date"] for a in ARTICLES]
    assert dates == sorted(dates)


def test_samples_are_spread_over_the_facets() -> None:
    assert len(ARTICLES) >= 60
    assert len({a["country"] for a in ARTICLES}) >= 40
    assert {a["date"][:4] for a in ARTICLES} == {str(year) for year in range(1989, 2026)}
    assert {a["source"] for a in ARTICLES} == SOURCES
    assert {a["section"] for a in ARTICLES} == SECTIONS
