"""Conditional requests: 304 if a client's copy is still valid, and never another reader's page."""

import gzip
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Source
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

PATHS = (
    *("/", "/articles/", "/articles/?q=oil", "/people/", "/people/john-kerry/", "/sources/newswire/"),
    *("/articles.atom", "/articles.csv", "/articles.jsonl?q=oil", "/api/articles", "/api/people"),
    *("/sitemap.xml", "/sitemap-pages.xml", "/opensearch.xml", "/robots.txt", "/help/search/"),
)


@pytest.fixture
def article(transactional_db: None, static_files: None) -> Article:
    """An article that is committed, as outside tests."""
    made: Article = ArticleFactory.create(
        headline="Oil",
        source=SourceFactory.create(name="Newswire"),
        entities=[EntityFactory.create(name="John Kerry")],
    )
    return made


def again(client: Client, path: str, answer: Any, **headers: str) -> Any:
    """Send a conditional request based on ``answer``."""
    return client.get(path, headers={"If-None-Match": answer["ETag"], **headers})


def of_article(article: Article) -> tuple[str, ...]:
    own = (article.get_absolute_url(), f"/api/articles/{article.pk}")
    return (*own, *(f"/articles/{article.pk}.{suffix}" for suffix in ("json", "ris", "bib", "txt")))


def test_who_has_it_gets_304(client: Client, article: Article) -> None:
    for path in (*PATHS, *of_article(article)):
        first = client.get(path)
        assert first.getvalue(), path
        second = again(client, path, first)
        if second.status_code == 200 and second.streaming:  # the server tidied up: another moment, once
            first, second = second, again(client, path, second)
        assert (second.status_code, second.getvalue()) == (304, b""), path
        for name in ("ETag", "Cache-Control"):
            assert second[name] == first[name], path
        assert again(client, path, {"ETag": 'W/"something-else"'}).status_code == 200, path


def test_who_has_the_old_one_gets_the_new_one(client: Client, article: Article) -> None:
    named = [path for path in PATHS[:10] if path not in {"/", "/people/"}] + [f"/api/articles/{article.pk}"]
    kept = {path: client.get(path) for path in (*named, "/people/")}
    for answer in kept.values():
        assert answer.getvalue()
    article.headline = "Oil and gas"
    article.save()
    for path in named:
        second = again(client, path, kept[path])
        assert second.status_code == 200, path
        assert b" and gas" in second.getvalue(), path  # the search term is marked
    # Other data has changed, but this content has not.
    assert again(client, "/people/", kept["/people/"]).status_code == 304


def test_nothing_is_made_where_nothing_was_written(client: Client, article: Article) -> None:
    for path in ("/articles/?q=oil", article.get_absolute_url(), "/api/articles", "/articles.csv"):
        first = client.get(path)
        first.getvalue()
        with CaptureQueriesContext(connection) as captured:
            assert again(client, path, first).status_code == 304
        assert len(captured) == 1, path


def test_change_of_any_table_is_seen(client: Client, article: Article) -> None:
    first = client.get("/api/articles")
    Source.objects.update(name="Another name")
    second = again(client, "/api/articles", first)
    assert second.status_code == 200
    assert second.json()["results"][0]["source"] == "Another name"


def test_change_that_is_not_committed_is_not_seen(client: Client, article: Article) -> None:
    first = client.get("/api/articles")
    with transaction.atomic():
        Source.objects.update(name="Another name")
        transaction.set_rollback(True)
    assert again(client, "/api/articles", first).status_code == 304


def test_withdrawn_article_is_gone_at_once(client: Client, article: Article) -> None:
    kept = {path: client.get(path) for path in of_article(article)}
    Article.objects.update(status="withdrawn")
    assert {again(client, path, answer).status_code for path, answer in kept.items()} == {410}


def test_head_tells_the_same(client: Client, article: Article) -> None:
    for path in ("/articles.csv", "/articles.atom", "/articles/", "/api/articles"):
        head = client.head(path)
        assert head.status_code == 200
        assert again(client, path, head).status_code == 304
        assert client.head(path, headers={"If-None-Match": head["ETag"]}).status_code == 304


def test_last_change_of_an_article(client: Client, article: Article) -> None:
    for path in (f"/api/articles/{article.pk}", article.get_absolute_url()):
        first = client.get(path)
        changed = parsedate_to_datetime(first["Last-Modified"])
        assert changed == article.modified_at.replace(microsecond=0)
        assert client.get(path, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
        before = (changed - timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        assert client.get(path, headers={"If-Modified-Since": before}).status_code == 200
        assert client.get(path, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_compression_and_tags_go_together(client: Client, article: Article) -> None:
    plain = client.get("/articles/")
    packed = client.get("/articles/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    assert packed["ETag"].startswith("W/")
    assert "Accept-Encoding" in packed["Vary"]
    assert again(client, "/articles/", packed, **{"Accept-Encoding": "gzip"}).status_code == 304


def test_what_readers_get_may_be_kept_but_is_asked_for_again(client: Client, article: Article) -> None:
    for path in ("/", "/articles/", article.get_absolute_url(), "/people/"):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-cache"
        assert {"Cookie", "Accept-Language"} <= {name.strip() for name in answer["Vary"].split(",")}
        assert {"Cookie", "Accept-Language"} <= {
            name.strip() for name in again(client, path, answer)["Vary"].split(",")
        }
    assert client.get("/robots.txt")["Cache-Control"] == "public, max-age=3600"


def test_page_of_who_is_signed_in_is_for_nobody_else(
    client: Client, admin_client: Client, article: Article
) -> None:
    for path in ("/", "/articles/", article.get_absolute_url(), "/api/articles", "/robots.txt"):
        own = admin_client.get(path)
        assert own["Cache-Control"] == "private, no-cache"
        assert own["ETag"].startswith('W/"-')  # no moment, so it is rendered each time
    assert "no-store" in admin_client.get("/admin/")["Cache-Control"]


def test_tag_is_of_one_address_language_and_reader(client: Client, article: Article) -> None:
    first = client.get("/articles/?q=oil")
    moment = first["ETag"].partition("-")[0]
    others = [
        client.get("/articles/?q=gas"),
        client.get("/articles/?q=oil", headers={"Accept-Language": "fr"}),
        client.get("/articles/?q=oil", headers={"Host": "localhost"}),
        client.get("/articles/?q=oil", headers={"Cookie": "language=fr"}),
    ]
    assert moment not in {other["ETag"].partition("-")[0] for other in others}
    assert client.get("/articles/?q=oil")["ETag"] == first["ETag"]


@pytest.mark.parametrize("tags", ["*", '"', "W/", ",,,", '""', 'W/"-"', "x" * 5000])
def test_odd_tags_are_no_tags_of_ours(client: Client, article: Article, tags: str) -> None:
    answer = client.get("/articles/", headers={"If-None-Match": tags})
    assert answer.status_code in (200, 304)
    assert (answer.status_code == 304) == (tags == "*")


def test_errors_and_forms_have_no_tag(client: Client, article: Article) -> None:
    for path in ("/nothing/", "/articles/999999/", "/api/articles/0", "/admin/login/"):
        assert "ETag" not in client.get(path)
