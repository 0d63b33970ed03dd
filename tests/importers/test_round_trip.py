"""Exports of the archive come in again as unchanged, in every format that holds whole articles."""

from pathlib import Path

import pytest
from django.test import Client

from articles.models import DATE_FIELDS, Article, Capture, Correction, DeletedOriginal
from tests.factories import ArticleFactory
from tests.importers.support import counts, run, write_jsonl

pytestmark = pytest.mark.django_db

RECORDS = [
    *(
        {"url": f"https://bay.example/{date}", "headline": "Partly dated", "date": date}
        for date in ("2012-05", "Mai 2012", "2012", "1890s", "c. 1890", "Spring 1968", "[1890]", "189X")
    ),
    {
        "id": 1,
        "headline": "=SUM(A1) and other formulas",
        "body": "-5 degrees.\n\n+2 on Friday.",
        "source": "The Post",
    },
    {
        "id": 2,
        "headline": "'=not a formula",
        "body": "“Quoted”, said Ann; 'so'.\n\n=A1",
        "byline": "@annberg",
    },
    {"url": "https://bay.example/1", "headline": "Ferry sinks", "date": "2012-02-02T23:52:00.123456-05:00"},
    {
        "url": "https://bay.example/2",
        "headline": "Crane falls",
        "date": "3/4/2012",
        "authors": ["Berg, Ann", "Roe"],
    },
    {
        "headline": "No address",
        "body": "Line one\nline two\n\n  verse\n  verse",
        "language": "fr",
        "section": "Vers",
    },
]
FIELDS = ("headline", "standfirst", "body", "byline", "dateline", "caption", *DATE_FIELDS, "published_at",
          "date_text", "url", "source__name", "language", "section")  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "json"])
def test_an_export_comes_in_as_unchanged(client: Client, tmp_path: Path, suffix: str) -> None:
    run(write_jsonl(tmp_path / "in.jsonl", RECORDS))
    (tmp_path / "page.txt").write_text("A tag\n\nHe wrote <p>Hello</p> on the wall, and nan, and N/A.")
    run(tmp_path / "page.txt")
    before = list(Article.objects.order_by("pk").values_list(*FIELDS))
    assert len(before) == 14
    for article in Article.objects.all():
        Correction.objects.create(article=article, text="=A name was\n\nwrong.")
    answer = client.get(f"/articles.{suffix}")
    (tmp_path / f"out.{suffix}").write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert counts(run(tmp_path / f"out.{suffix}")) == (0, 0, 14, 0)
    assert list(Article.objects.order_by("pk").values_list(*FIELDS)) == before
    assert Capture.objects.count() == Correction.objects.count() == 14


def test_an_export_restores_an_archive(client: Client, tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "in.jsonl", RECORDS))
    before = sorted(map(str, Article.objects.values_list(*FIELDS)))
    answer = client.get("/articles.csv")
    (tmp_path / "out.csv").write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    Article.objects.all().delete()
    DeletedOriginal.objects.all().delete()
    assert counts(run(tmp_path / "out.csv")) == (13, 0, 0, 0)
    assert sorted(map(str, Article.objects.values_list(*FIELDS))) == before


def test_unreadable_words_never_replace_a_known_day(tmp_path: Path) -> None:
    url = "https://bay.example/1"
    for day, expected in [
        ("3/4/2012", (None, "3/4/2012")),
        ("2012-05-01", ("2012-05-01", "")),
        ("sometime", ("2012-05-01", "")),
        ("", ("2012-05-01", "")),
    ]:
        run(write_jsonl(tmp_path / "a.jsonl", [{"url": url, "headline": "Ferry sinks", "date": day}]))
        article = Article.objects.get()
        shown = article.published_on.isoformat() if article.published_on else None
        assert (shown, article.date_text) == expected


def test_the_page_and_the_api_show_the_words_of_an_unread_date(client: Client) -> None:
    article = ArticleFactory.create(published_on=None, published_at=None, date_text="3/4/2012")
    assert "(written as “3/4/2012”)" in client.get(article.get_absolute_url()).content.decode()
    assert client.get(f"/api/articles/{article.pk}").json()["date_text"] == "3/4/2012"
