"""HTML pages: a small made-up page, hostile pages, and real pages with ground truth."""

import gzip
import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from articles.importers.formats import parse
from articles.importers.record import ArticleRecord, ReadOptions, RecordError
from tests.importers.support import paragraphs_of, raw_record

SENTENCE = "The bridge over the river was opened to traffic again on Tuesday after two years of work. "
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Bridge opens - The Ferry Post</title>
<link rel="canonical" href="https://ferry.example/bridge">
<meta property="og:site_name" content="The Ferry Post">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
{{"@type": "WebPage"}}, {{"@type": ["NewsArticle"], "headline": "Bridge opens",
"datePublished": "2019-11-19T09:00:00+01:00",
"author": [{{"@type": "Person", "name": "Jane Doe"}}, {{"name": "John Roe"}}],
"articleSection": "Local"}}]}}</script>
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Bridge opens</h1><figure><img src="b.jpg"><figcaption>The bridge at dawn</figcaption></figure>
<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}Caf&eacute; owners were pleased.</p><p>{SENTENCE * 3}</p></article>
<aside><p>Most read: ten ways to save on your next holiday in the sun</p></aside>
<footer><p>Copyright The Ferry Post. All rights reserved.</p></footer></body></html>"""


def read(page: bytes) -> ArticleRecord:
    return parse(raw_record("html", page, "page.html"), ReadOptions())


def test_a_page_gives_its_article_and_what_it_says_of_it() -> None:
    record = read(PAGE.encode())
    assert record.headline == "Bridge opens"
    assert (record.byline, record.source, record.section) == ("Jane Doe, John Roe", "The Ferry Post", "Local")
    assert record.published_on == date(2019, 11, 19)
    assert record.published_at == datetime(2019, 11, 19, 8, tzinfo=UTC)
    assert (record.url, record.language) == ("https://ferry.example/bridge", "en-GB")
    assert record.caption == "The bridge at dawn"
    assert len(paragraphs_of(record)) == 3
    assert "Café owners" in record.body
    for elsewhere in ("Most read", "Copyright", "Sport", "dawn"):
        assert elsewhere not in record.body
    assert record.raw == PAGE.encode()
    assert record.reference == "file:///nowhere/page.html"


def test_the_title_loses_the_name_of_the_site() -> None:
    page = re.sub("<script.*?</script>|<h1>.*?</h1>", "", PAGE, flags=re.DOTALL)
    assert read(page.encode()).headline == "Bridge opens"


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"<html></html>",
        b"\x00\xff" * 1000,
        b"<html><body>" + b"<div>" * 20_000 + b"</body></html>",
        b"<html><script type='application/ld+json'>" + b"[" * 50_000 + b"</script><body></body></html>",
    ],
)
def test_pages_without_an_article_are_refused(page: bytes) -> None:
    with pytest.raises(RecordError):
        read(page)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _f1(found: str, truth: str) -> float:
    got, wanted = _words(found), _words(truth)
    same = (got & wanted).total()
    return 2 * same / (got.total() + wanted.total())


@pytest.mark.corpora
def test_real_pages(corpora: Path) -> None:
    folder = corpora / "html"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    records = {key: read(gzip.decompress((folder / f"{key}.html.gz").read_bytes())) for key in truth}
    scores = [_f1(record.body, truth[key]["articleBody"]) for key, record in records.items()]
    assert sum(scores) / len(scores) >= 0.977
    assert sum(record.published_on is not None for record in records.values()) >= 0.95 * len(truth)
