"""Captures of one page in web archives are versions of one article."""

from pathlib import Path

import pytest

from articles.importers.record import ReadOptions
from articles.importers.run import import_paths
from articles.models import Article, Capture
from tests.importers.formats.web_archive_parts import PROSE, answer, one, page, warc
from tests.importers.support import counts, run

VERSIONS = [("2019-05-01T10:00:00Z", "Ferry strikes"), ("2019-05-02T10:00:00Z", "Ferry sails again")]


@pytest.mark.django_db
@pytest.mark.parametrize("order", [VERSIONS, VERSIONS[::-1]])
@pytest.mark.parametrize("is_one_file", [True, False])
def test_the_newest_capture_counts_whatever_the_order(
    tmp_path: Path, order: list[tuple[str, str]], is_one_file: bool
) -> None:
    parts = [warc(answer(page(headline)), date=date) for date, headline in order]
    if is_one_file:
        (tmp_path / "a.warc").write_bytes(b"".join(parts))
    else:
        (tmp_path / "a.warc").write_bytes(parts[0])
        (tmp_path / "b.warc").write_bytes(parts[1])
    summary = run(tmp_path, extract=True)
    assert (summary.counts["created"], summary.failed) == (1, 0)
    assert summary.counts["updated"] + summary.counts["earlier"] == 1
    article = Article.objects.get()
    assert article.headline == "Ferry sails again"
    assert article.url == "http://paper.example/a"
    captures = list(Capture.objects.order_by("captured_at"))
    assert [capture.captured_at.isoformat() for capture in captures] == [
        "2019-05-01T10:00:00+00:00",
        "2019-05-02T10:00:00+00:00",
    ]
    assert captures[0].http_headers.splitlines() == [
        "HTTP/1.1 200 OK",
        "Content-Type: text/html; charset=utf-8",
        "Server: test",
    ]
    assert bytes(captures[0].raw) == page("Ferry strikes")
    assert counts(run(tmp_path)) == (0, 0, 2, 0)
    assert Capture.objects.count() == 2


@pytest.mark.django_db
def test_an_earlier_capture_fills_only_what_is_missing(tmp_path: Path) -> None:
    later = warc(answer(page("Ferry sails")), date="2019-05-02T10:00:00Z")
    head = (
        '<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2019-05-01">'
    )
    earlier = warc(answer(page("Ferry strikes", PROSE, head)))
    (tmp_path / "a.warc").write_bytes(later)
    (tmp_path / "b.warc").write_bytes(earlier)
    summary = run(tmp_path)
    article = Article.objects.get()
    assert (article.headline, article.byline, str(article.published_on)) == (
        "Ferry sails",
        "Ann Lee",
        "2019-05-01",
    )
    assert summary.counts["updated"] == 1


@pytest.mark.django_db
def test_the_summary_counts_what_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(one(0) + warc(answer(b"x", kind="image/png")) + warc(b"", "request"))
    summary = import_paths([str(tmp_path / "a.warc")], ReadOptions(extract=False))
    assert counts(summary) == (1, 0, 0, 0)
    assert summary.skipped == {"images": 1, "notes of the crawler": 1}
