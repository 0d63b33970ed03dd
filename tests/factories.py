"""Factories of articles and entities. An article's id arrays match its ArticleEntity rows."""

from datetime import UTC, date, datetime
from typing import Any

from factory.declarations import Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from articles.authorship.store import set_authors
from articles.models import Article, ArticleEntity, Decision, Entity, Kind, Source, Status

ARRAYS = {kind: f"{kind}_ids" for kind in Kind.values}


class SourceFactory(DjangoModelFactory[Source]):
    """A publication."""

    name = Sequence(lambda n: f"Paper {n}")  # type: ignore[no-untyped-call]

    class Meta:
        model = Source
        django_get_or_create = ("name",)


class EntityFactory(DjangoModelFactory[Entity]):
    """An entity, by default a person."""

    kind = Kind.PERSON
    name = Sequence(lambda n: f"Person {n}")  # type: ignore[no-untyped-call]

    class Meta:
        model = Entity


class ArticleFactory(DjangoModelFactory[Article]):
    """A published article. ``entities=[…]`` links entities to it; ``full=True`` fills every field."""

    headline = Sequence(lambda n: f"Report {n}")  # type: ignore[no-untyped-call]
    body = "Nothing of note."
    status = Status.PUBLISHED

    class Meta:
        model = Article

    class Params:
        full = Trait(  # type: ignore[no-untyped-call]
            standfirst="The lead",
            dateline="Washington",
            caption="At the poll",
            section="World",
            published_on=date(2014, 3, 17),
            published_at=datetime(2014, 3, 17, 9, 30, tzinfo=UTC),
            source=SubFactory(SourceFactory, name="Newswire"),  # type: ignore[no-untyped-call]
        )

    @classmethod
    def _create(cls, model_class: type[Article], **kwargs: Any) -> Article:
        entities: list[Entity] = kwargs.pop("entities", [])
        for kind, column in ARRAYS.items():
            kwargs.setdefault(column, [entity.pk for entity in entities if entity.kind == kind])
        kwargs.setdefault("entity_names", "\n".join(entity.name for entity in entities))
        article = model_class(**kwargs)
        set_authors([article])
        article.save(force_insert=True)
        ArticleEntity.objects.bulk_create(
            ArticleEntity(article=article, entity=entity, status=Decision.AUTOMATIC, mention_count=1)
            for entity in entities
        )
        return article


def country(code: str) -> Entity:
    """Return a country; every migrated database has all of them."""
    return Entity.objects.get(kind=Kind.COUNTRY, code=code)
