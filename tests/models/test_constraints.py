"""Constraints enforced by the database itself."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from articles.models import Article, ArticleEntity, Capture, Entity, EntityName, Mention, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return Article.objects.create(headline="A headline")


@pytest.fixture
def person() -> Entity:
    return Entity.objects.create(kind="person", name="Ada Lovelace")


def refuses(constraint: str, make: Any, *args: Any, **kwargs: Any) -> None:
    """Check that the database, not a form or clean(), refuses this with the given constraint."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(*args, **kwargs)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("article_status_known", {"status": "gone"}),
        ("article_status_known", {"status": ""}),
        ("article_headline_given", {"headline": ""}),
        ("article_language_code", {"language": "English"}),
        ("article_language_code", {"language": ""}),
        ("article_language_code", {"language": "en\nx"}),
        ("article_moment_has_day", {"published_at": datetime(2014, 3, 17, 9, tzinfo=UTC)}),
    ],
)
def test_article_is_refused(constraint: str, values: dict[str, Any]) -> None:
    refuses(constraint, Article.objects.create, **{"headline": "A headline", **values})


@pytest.mark.parametrize("language", ["en", "fr", "pt-BR", "zh-Hant", "ast"])
def test_language_codes_are_taken(language: str) -> None:
    Article.objects.create(headline="x", language=language)


def test_article_with_a_day_and_no_moment_is_taken() -> None:
    Article.objects.create(headline="x", published_on=date(2014, 3, 17))
    Article.objects.create(headline="y")


def test_article_needs_an_existing_source_which_then_cannot_be_deleted() -> None:
    source = Source.objects.create(name="The Daily Record")
    Article.objects.create(headline="x", source=source)
    with pytest.raises(ProtectedError):
        source.delete()
    refuses("source", _delete_sources)


def _delete_sources() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_source")
    connection.check_constraints()


def test_source_names_and_slugs_are_unique() -> None:
    Source.objects.create(name="The Daily Record", slug="record")
    refuses("articles_source_name", Source.objects.create, name="The Daily Record")
    refuses("articles_source_slug", Source.objects.create, name="Another", slug="record")


SHA = "0123456789abcdef" * 4


def capture(article: Article, **values: Any) -> Capture:
    given = {
        "reference": "https://news.example/1",
        "sha256": SHA,
        "captured_at": datetime(2024, 1, 1, tzinfo=UTC),
        "media_type": "text/plain",
        "raw": b"\x00raw\xff",
        "parser": "test",
    }
    return Capture.objects.create(article=article, **(given | values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("capture_sha256_hex", {"sha256": "0123"}),
        ("capture_sha256_hex", {"sha256": SHA.upper()}),
        ("capture_reference_given", {"reference": ""}),
    ],
)
def test_capture_is_refused(article: Article, constraint: str, values: dict[str, Any]) -> None:
    refuses(constraint, capture, article, **values)


def test_same_original_is_captured_once(article: Article) -> None:
    capture(article)
    refuses("capture_origin_once", capture, Article.objects.create(headline="Another"))
    capture(article, sha256=SHA[::-1])
    capture(article, reference="https://news.example/2")
    assert bytes(article.captures.get(reference="https://news.example/2").raw) == b"\x00raw\xff"


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("https://news.example/a/b", "https://news.example/a/b"),
        ("file:/home/someone/private/dump.jsonl#12", "dump.jsonl#12"),
    ],
)
def test_readers_see_no_folders_of_the_machine(article: Article, reference: str, shown: str) -> None:
    assert capture(article, reference=reference).origin == shown


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("entity_kind_known", {"kind": "animal", "name": "Laika"}),
        ("entity_name_given", {"kind": "person", "name": "", "slug": "x"}),
        ("entity_country_has_code", {"kind": "country", "name": "Ruritania"}),
        ("entity_country_has_code", {"kind": "country", "name": "Ruritania", "code": "ru"}),
        ("entity_country_code_once", {"kind": "country", "name": "Ruritania", "code": "UA"}),
        ("entity_slug_once", {"kind": "country", "name": "Ukraine", "slug": "ukraine", "code": "QQ"}),
    ],
)
def test_entity_is_refused(constraint: str, values: dict[str, Any]) -> None:
    refuses(constraint, Entity.objects.create, **values)


def test_code_of_a_place_may_be_that_of_its_country() -> None:
    Entity.objects.create(kind="place", name="Kyiv", code="UA")
    Entity.objects.create(kind="place", name="Odesa", code="UA")


def test_other_name_is_refused_empty_or_twice(person: Entity) -> None:
    EntityName.objects.create(entity=person, name="Countess of Lovelace")
    refuses("entityname_once", EntityName.objects.create, entity=person, name="Countess of Lovelace")
    refuses("entityname_given", EntityName.objects.create, entity=person, name="")


def test_entity_is_in_an_article_once_and_by_a_known_decision(article: Article, person: Entity) -> None:
    create = ArticleEntity.objects.create
    refuses("articleentity_status_known", create, article=article, entity=person, status="maybe")
    create(article=article, entity=person)
    refuses("articleentity_once", create, article=article, entity=person, status="rejected")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("mention_span_not_empty", {"start": 3, "end": 3}),
        ("mention_span_not_empty", {"start": 3, "end": 2}),
        ("articles_mention_start_check", {"start": -1}),
        ("mention_field_known", {"field": "byline"}),
        ("mention_kind_known", {"kind": "animal"}),
        ("mention_status_known", {"status": "perhaps"}),
        ("mention_linked_has_entity", {"entity": None}),
    ],
)
def test_mention_is_refused(
    article: Article, person: Entity, constraint: str, values: dict[str, Any]
) -> None:
    given = {"entity": person, "field": "body", "start": 0, "end": 3, "surface": "Ada", "kind": "person"}
    given |= {"evidence": "name", "origin": "test"}
    Mention.objects.create(article=article, **given)
    refuses(constraint, Mention.objects.create, article=article, **(given | values))


def test_unresolved_mention_needs_no_entity(article: Article) -> None:
    Mention.objects.create(
        article=article, entity=None, status="unknown", field="body", start=0, end=1, kind="person"
    )


@pytest.mark.parametrize("field", ["headline", "body", "caption", "entity_names"])
def test_null_character_is_refused_by_the_database(field: str) -> None:
    with pytest.raises((DataError, ValueError)), transaction.atomic():
        Article.objects.create(**{"headline": "x", field: "a\x00b"})


def test_too_long_a_headline_is_refused_not_cut() -> None:
    with pytest.raises(DataError), transaction.atomic():
        Article.objects.create(headline="x" * 501)


def test_deleting_an_article_takes_everything_of_it(article: Article, person: Entity) -> None:
    capture(article)
    ArticleEntity.objects.create(article=article, entity=person)
    Mention.objects.create(
        article=article, entity=person, field="body", start=0, end=1, surface="A", kind="person"
    )
    article.delete()
    owned: list[type[models.Model]] = [Capture, ArticleEntity, Mention]
    assert [model._default_manager.count() for model in owned] == [0, 0, 0]
    assert Entity.objects.filter(pk=person.pk).exists()
