"""Exports of searches: complete, ordered, only published articles, and safe."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.exports import article_rows
from articles.exports.tables import BOM, COLUMNS, safe_cell
from articles.models import Article, Capture, Status
from articles.search import all_ids
from articles.search.timeouts import limited
from tests.conftest import QueryCounter
from tests.exports.conftest import Fetcher
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import Tag, parse
from tests.importers.support import counts, run, write_jsonl

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
}
SEARCHES = [
    *("", "?sort=oldest", "?q=referendum", "?q=referendum&sort=newest", "?q=oil&country=US", "?country=UA"),
    *("?person=john-kerry&after=2014-03-15", "?source=the-daily-record", "?q=zyzzyva", "?page=2&per_page=2"),
    *("?q=price&country=QQ", "?country=US&country=RU&country_mode=all", "?before=2014-12"),
]


def ids_in(suffix: str, text: str) -> list[int]:
    """The ids of the articles in a file, in order."""
    if suffix == "csv":
        return [int(row["id"]) for row in table(text)]
    if suffix == "json":
        return [each["id"] for each in json.loads(text)["articles"]]
    if suffix == "jsonl":
        return [json.loads(each)["id"] for each in text.splitlines()]
    pattern = r"^ID  - newsarchive-(\d+)\r$" if suffix == "ris" else r"^@\w+\{newsarchive-(\d+),$"
    return [int(each) for each in re.findall(pattern, text, re.MULTILINE)]


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def listed(fetch: Fetcher, query: str) -> list[int]:
    """The ids on the pages of a search, in order."""
    query = re.sub(r"[?&](page|per_page)=\d+", "", query)
    page: Tag = parse(fetch(f"/articles/{query or '?'}&per_page=100"))
    links = [hit.one("h2").one("a").attributes["href"] for hit in page.all("article", class_="hit")]
    return [int(link.split("/")[2]) for link in links]


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_a_file_holds_what_the_pages_list(fetch: Fetcher, archive: Archive, suffix: str) -> None:
    for query in SEARCHES:
        assert ids_in(suffix, fetch(f"/articles.{suffix}{query}")) == listed(fetch, query), query


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_every_article_once_whatever_the_chunks(
    fetch: Fetcher, db: None, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(article_rows, "CHUNK", 7)
    made = [ArticleFactory.create(published_on=date(2020, 1, 1 + number % 9)) for number in range(40)]
    ordered = sorted(made, key=lambda each: (each.published_on, each.pk), reverse=True)
    assert ids_in(suffix, fetch(f"/articles.{suffix}")) == [each.pk for each in ordered]


def test_queries_do_not_grow_within_a_chunk(
    fetch: Fetcher, archive: Archive, count_queries: QueryCounter
) -> None:
    before = count_queries(lambda: fetch("/articles.jsonl"))
    for number in range(30):
        ArticleFactory.create(entities=[EntityFactory.create(name=f"Someone {number}"), country("FR")])
    assert count_queries(lambda: fetch("/articles.jsonl")) <= before <= 15


def test_what_is_withdrawn_while_a_file_is_sent_is_left_out(client: Client, db: None) -> None:
    made = [ArticleFactory.create() for _ in range(article_rows.CHUNK + 5)]
    answer = client.get("/articles.jsonl?sort=oldest")
    parts = iter(answer.streaming_content)  # type: ignore[attr-defined]
    Article.objects.filter(pk=made[-1].pk).update(status=Status.WITHDRAWN)
    ids = ids_in("jsonl", b"".join(parts).decode())
    assert sorted(ids) == sorted(each.pk for each in made[:-1])


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_head_says_what_get_says_and_sends_nothing(client: Client, archive: Archive, suffix: str) -> None:
    path = f"/articles.{suffix}?q=oil&country=US"
    got, asked = client.get(path), client.head(path)
    assert list(got.items()) == list(asked.items())
    assert asked.getvalue() == b""
    assert len(ids_in(suffix, got.getvalue().decode())) == int(got["X-Total-Count"]) == 3
    assert got["Content-Type"] == MEDIA_TYPES[suffix]
    assert got["Content-Disposition"] == f'attachment; filename="articles-oil-us.{suffix}"'
    assert got["X-Robots-Tag"] == "noindex"


def test_file_names_tell_searches_apart(client: Client, archive: Archive) -> None:
    names = {
        "": "articles",
        "?q=%22Lódź%22%0d%0aX:+1": "articles-lodz-x-1",
        "?q=" + "a" * 90: "articles-" + "a" * 50,
    }
    for query, name in names.items():
        assert client.head(f"/articles.csv{query}")["Content-Disposition"] == (
            f'attachment; filename="{name}.csv"'
        )


def test_files_are_compressed_for_who_takes_that(client: Client, archive: Archive) -> None:
    plain = client.get("/articles.csv")
    packed = client.get("/articles.csv", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.getvalue()) == plain.getvalue()


def test_only_reading_is_allowed_and_other_endings_are_not_there(client: Client, archive: Archive) -> None:
    for path in ("/articles.csv", "/articles.atom", f"/articles/{archive['vote'].pk}.ris"):
        assert client.post(path).status_code == 405
    for path in ("/articles.xml", "/articles.csv/", "/articles.", f"/articles/{archive['vote'].pk}.csv"):
        assert client.get(path).status_code == 404


def test_a_json_file_says_which_search_it_answers(fetch: Fetcher, archive: Archive) -> None:
    answer = json.loads(fetch("/articles.json?q=oil&country=US&country=QQ&sort=newest&page=3"))
    assert answer["search"] == "?q=oil&country=QQ&country=US&sort=newest"
    assert answer["count"] == len(answer["articles"]) == 3
    assert answer["problems"] == ["There is no country “QQ” in the archive."]
    assert json.loads(fetch("/articles.json?q=zyzzyva"))["articles"] == []


def test_a_record_has_every_field(fetch: Fetcher, db: None) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    article = ArticleFactory.create(
        full=True,
        headline="Vote in “Crimea”",
        body="One.\n\nTwo: naïve \N{PILE OF POO}.",
        byline="Ada Byron",
        url="https://paper.example/1",
        entities=[kerry, country("UA"), country("US")],
    )
    record = json.loads(fetch("/articles.jsonl"))
    assert record == {
        "id": article.pk,
        "headline": "Vote in “Crimea”",
        "date": "2014-03-17",
        "published_at": "2014-03-17T09:30:00+00:00",
        "source": "Newswire",
        "standfirst": "The lead",
        "body": "One.\n\nTwo: naïve \N{PILE OF POO}.",
        "byline": "Ada Byron",
        "dateline": "Washington",
        "caption": "At the poll",
        "url": "https://paper.example/1",
        "section": "World",
        "language": "en",
        "archive_url": f"http://testserver/articles/{article.pk}/",
        "authors": [{"slug": "ada-byron", "name": "Ada Byron"}],
        "people": [{"slug": "john-kerry", "name": "John Kerry"}],
        "countries": [{"code": "UA", "name": "Ukraine"}, {"code": "US", "name": "United States"}],
        "organisations": [],
        "places": [],
    }
    (row,) = table(fetch("/articles.csv"))
    assert list(row) == list(COLUMNS)
    assert row == {
        **{name: str(record.get(name, "")) for name in COLUMNS},
        "authors": "Ada Byron",
        "people": "John Kerry",
        "countries": "Ukraine; United States",
        "organisations": "",
        "places": "",
        "sample": "",
    }


def test_json_lines_go_back_into_the_archive_and_change_nothing(fetch: Fetcher, tmp_path: Path) -> None:
    lines = [
        {"id": 1, "headline": "By id", "body": "John Kerry went to Kyiv.", "source": "The Paper"},
        {"url": "https://example.com/a", "headline": "By address", "date": "2012-02-02T23:52:00-05:00"},
    ]
    run(write_jsonl(tmp_path / "a.jsonl", lines))
    captures = Capture.objects.count()
    (tmp_path / "export.jsonl").write_text(fetch("/articles.jsonl"))
    assert counts(run(tmp_path / "export.jsonl")) == (0, 0, 2, 0)
    assert Capture.objects.count() == captures
    assert str(tmp_path) not in fetch("/articles.jsonl")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_table_is_a_formula(fetch: Fetcher, db: None, start: str) -> None:
    evil = f'{start}HYPERLINK("http://evil.example";"x")'
    ArticleFactory.create(
        **dict.fromkeys(("headline", "standfirst", "body", "byline", "dateline", "caption", "section"), evil),
        source=SourceFactory.create(name=evil),
        entities=[EntityFactory.create(name=evil, slug="evil")],
    )
    (row,) = table(fetch("/articles.csv"))
    assert [value for value in row.values() if value.startswith(start)] == []
    assert row["headline"] == row["people"] == f"'{evil}"


def test_harmless_cells_stay_as_they_are() -> None:
    assert [safe_cell(text) for text in ("", "a=b", "'quoted'", "5 - 3", "Łódź")] == [
        *("", "a=b", "'quoted'", "5 - 3", "Łódź")
    ]


def test_cells_with_quotes_commas_and_lines_are_one_cell_each(fetch: Fetcher, db: None) -> None:
    ArticleFactory.create(headline='He said "no", twice', body='One,\r\n"two"\n\nthree;')
    (row,) = table(fetch("/articles.csv"))
    assert row["headline"] == 'He said "no", twice'
    assert row["body"] == 'One,\r\n"two"\n\nthree;'


@pytest.mark.parametrize("suffix", ["json", "ris", "bib", "txt"])
def test_one_article(client: Client, archive: Archive, suffix: str) -> None:
    article = archive["vote"]
    answer = client.get(f"/articles/{article.pk}.{suffix}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == MEDIA_TYPES.get(suffix, "text/plain; charset=utf-8")
    assert answer["Content-Disposition"].endswith(f'; filename="article-{article.pk}.{suffix}"')
    checks: dict[str, Callable[[str], bool]] = {
        "json": lambda text: json.loads(text) == client.get(f"/api/articles/{article.pk}").json(),
        "ris": lambda text: text in client.get("/articles.ris").getvalue().decode(),
        "bib": lambda text: text in client.get("/articles.bib").getvalue().decode(),
        "txt": lambda text: (
            text
            == (
                "US rejects Crimea vote\n\nNewswire, 2014-03-17\n\n"
                "The United States said the referendum in Crimea was illegal. Oil prices rose.\n\n"
                f"http://testserver/articles/{article.pk}/\n"
            )
        ),
    }
    assert checks[suffix](answer.content.decode())
    head = client.head(f"/articles/{article.pk}.{suffix}")
    assert (head.status_code, head.content) == (200, b"")
    again = client.get(f"/articles/{article.pk}.{suffix}", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("suffix", ["json", "ris", "bib", "txt"])
def test_an_article_that_is_not_published_is_not_there(client: Client, archive: Archive, suffix: str) -> None:
    for pk in (archive["draft"].pk, 0, 10**30):
        assert client.get(f"/articles/{pk}.{suffix}").status_code == 404
    answer = client.get(f"/articles/{archive['withdrawn'].pk}.{suffix}")
    assert (answer.status_code, answer.json()) == (410, {"detail": "There is nothing at this address."})


def test_results_link_to_their_files(client: Client, archive: Archive) -> None:
    page = parse(client.get("/articles/?q=oil&country=US&page=1&per_page=2&sort=newest").content.decode())
    links = page.one("nav", class_="exports").links()
    query = "?q=oil&country=US&sort=newest"
    assert links == {
        "CSV": f"/articles.csv{query}",
        "JSON lines": f"/articles.jsonl{query}",
        "JSON": f"/articles.json{query}",
        "RIS": f"/articles.ris{query}",
        "BibTeX": f"/articles.bib{query}",
        "ninjs": f"/articles.ninjs{query}",
        "NewsML-G2": f"/articles.newsml{query}",
        "Originals (ZIP)": f"/articles.zip{query}",
        "Originals (WACZ)": f"/articles.wacz{query}",
        "Atom feed": f"/articles.atom{query}",
    }
    assert page.one("nav", class_="exports").first("p") == "Export all 3 articles:"
    feed = page.one("link", rel="alternate")
    assert feed.attributes["href"] == f"/articles.atom{query}"
    assert feed.attributes["type"] == "application/atom+xml"
    for link in links.values():
        assert client.get(link).getvalue()
    person = parse(client.get("/people/john-kerry/").content.decode())
    assert person.one("link", rel="alternate").attributes["href"] == "/articles.atom?person=john-kerry"
    assert person.one("nav", class_="exports").links()["CSV"] == "/articles.csv?person=john-kerry"
    home = parse(client.get("/").content.decode())
    assert home.one("link", rel="alternate").attributes["href"] == "/articles.atom"
    assert parse(client.get("/articles/?q=zyzzyva").content.decode()).all("nav", class_="exports") == []


def test_a_download_may_take_longer_to_begin_than_a_page(
    client: Client, archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """An export's search may take several times the time limit of a page; HEAD, only the limit itself."""
    limits: list[int | None] = []

    @contextmanager
    def noted(milliseconds: int | None = None) -> Iterator[None]:
        limits.append(milliseconds)
        with limited(milliseconds):
            yield

    monkeypatch.setattr(all_ids, "limited", noted)
    settings.SEARCH_TIMEOUT_MS = 1_000
    assert client.get("/articles.csv").getvalue().count(b"\r\n") > 1
    client.head("/articles.csv")
    assert limits == [6_000, 1_000]
