"""Line endings and trailing spaces are not edits, since browsers change them."""

from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from articles.models import Article, Entity, Source
from tests.admin.helpers import save
from tests.factories import ArticleFactory, EntityFactory, SourceFactory
from tests.importers.support import counts, run, write_jsonl

TEXTS = ("standfirst", "body", "caption")
LINES = ("headline", "byline", "dateline", "section")
STORED = [
    "One.\n\nTwo.",
    "One.\n\nTwo.\n",
    "One.\r\n\r\nTwo. ",
    "One.\r\rTwo.\u00a0",
    "One. \u2028\u2028Two.\t\x85",
    "\n\n One.\n\nTwo.",
]


def as_a_browser(text: str) -> str:
    """Return the value of a text area as a browser sends it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@pytest.mark.parametrize("stored", STORED)
def test_only_what_was_edited_is_an_edit(desk: Client, stored: str) -> None:
    article = ArticleFactory.create(**dict.fromkeys(TEXTS, stored))
    answer = save(desk, article, byline="Jane Roe", **{name: as_a_browser(stored) for name in TEXTS})
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.edited_fields == ["byline"]
    assert [getattr(article, name) for name in TEXTS] == [stored] * 3
    assert LogEntry.objects.latest("pk").get_change_message() == "Changed Byline."


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("stored", ["Paris ", "\u00a0Paris", "Pa\nris", "Paris\r\n"])
def test_fields_of_one_line(desk: Client, name: str, stored: str) -> None:
    article = ArticleFactory.create(**{name: stored})
    assert save(desk, article, **{name: stored.replace("\r", "").replace("\n", "")}).status_code == 302
    article.refresh_from_db()
    assert (article.edited_fields, getattr(article, name)) == ([], stored)


def test_a_real_edit_is_one_and_is_stored_tidy(desk: Client) -> None:
    article = ArticleFactory.create(body="One.\n\nTwo.")
    save(desk, article, body="One. \r\n\r\nThree.\u00a0\r\n")
    article.refresh_from_db()
    assert (article.edited_fields, article.body) == (["body"], "One.\n\nThree.")


def test_the_moment_keeps_its_microseconds(desk: Client) -> None:
    moment = "2014-03-17T10:00:00.123456Z"
    article = ArticleFactory.create(published_on="2014-03-17", published_at=moment)
    save(desk, article, byline="Jane Roe")
    article.refresh_from_db()
    assert article.published_at is not None
    assert (article.published_at.microsecond, article.edited_fields) == (123456, ["byline"])


def test_a_corrected_record_is_taken_after_the_byline_was_edited(desk: Client, tmp_path: Path) -> None:
    record = {"id": 1, "headline": "Rain", "body": "One.\n\nTwo.", "byline": "J. Roe"}
    run(write_jsonl(tmp_path / "a.jsonl", [record]))
    save(desk, Article.objects.get(), byline="Jane Roe", body="One.\r\n\r\nTwo.")
    corrected = {**record, "body": "One.\n\nThree.", "byline": "J. Row"}
    assert counts(run(write_jsonl(tmp_path / "a.jsonl", [corrected]))) == (0, 1, 0, 0)
    article = Article.objects.get()
    assert (article.body, article.byline) == ("One.\n\nThree.", "Jane Roe")


@pytest.mark.parametrize("kind", ["source", "entity"])
def test_sources_and_entities(administrator: Client, kind: str) -> None:
    thing: Source | Entity
    thing = SourceFactory.create(name="Post") if kind == "source" else EntityFactory.create(name="Post")
    type(thing)._default_manager.filter(pk=thing.pk).update(description="One.\nTwo. ")
    assert save(administrator, thing, description="One.\r\nTwo.").status_code == 302
    thing.refresh_from_db()
    assert thing.description == "One.\nTwo. "
    assert LogEntry.objects.latest("pk").get_change_message() == "No fields changed."


def test_other_names_of_an_entity(desk: Client) -> None:
    entity = EntityFactory.create(name="Post")
    entity.names.create(name="The Post ")
    assert save(desk, entity, **{"names-0-name": "The Post"}).status_code == 302
    assert entity.names.get().name == "The Post "
    assert LogEntry.objects.latest("pk").get_change_message() == "No fields changed."
