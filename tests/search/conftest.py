"""A small archive whose expected results can be read off it."""

from datetime import date

import pytest

from articles.models import Article, Entity, Kind, Status
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country


@pytest.fixture
def archive(db: None) -> dict[str, Article]:
    """Articles by short name. Withdrawn and draft ones match everything that the others match."""
    us, ukraine, russia = country("US"), country("UA"), country("RU")
    kerry = EntityFactory.create(name="John Kerry")
    lavrov = EntityFactory.create(name="Sergei Lavrov")
    lavrov.names.create(name="Sergey Lavrov")
    bob = EntityFactory.create(name="Bob Kerry")
    nato = EntityFactory.create(kind=Kind.ORGANISATION, name="NATO")
    crimea = EntityFactory.create(kind=Kind.PLACE, name="Crimea", code="UA")
    wire, daily = SourceFactory.create(name="Newswire"), SourceFactory.create(name="The Daily Record")

    def make(headline: str, day: str | None, *entities: Entity, **values: object) -> Article:
        values.setdefault("source", wire)
        made: Article = ArticleFactory.create(
            headline=headline,
            published_on=date.fromisoformat(day) if day else None,
            entities=list(entities),
            **values,
        )
        return made

    vote = "Crimea holds a referendum"
    return {
        "vote": make(
            "US rejects Crimea vote",
            "2014-03-17",
            *(us, ukraine, russia, kerry, lavrov, crimea),
            body="The United States said the referendum in Crimea was illegal. Oil prices rose.",
        ),
        "talks": make(
            "Kerry meets Lavrov in London",
            "2014-03-14",
            *(us, russia, kerry, lavrov),
            body="Talks before the referendum brought no agreement on the price of oil.",
        ),
        "scotland": make(
            "Scotland votes on independence",
            "2014-09-18",
            body="A referendum asks one question. The rise of nations is a book.",
            source=daily,
            section="UK politics",
        ),
        "oil": make("Oil prices fall again", "2015-01-05", us, bob, body="Crude oil fell.", source=daily),
        "nato": make(
            "NATO looks east", "2016-07-08", nato, ukraine, body="The alliance met in Warsaw.", language="pl"
        ),
        "undated": make(
            "A letter to the editor", None, body="On referendums, governmental advice and theology."
        ),
        "draft": make(vote, "2014-03-16", us, kerry, crimea, status=Status.DRAFT, body="Oil prices."),
        "withdrawn": make(vote, "2014-03-18", us, kerry, crimea, status=Status.WITHDRAWN, body="Oil prices."),
    }
