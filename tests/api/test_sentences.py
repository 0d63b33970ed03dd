"""The sentences of an entity in the API."""

from datetime import date

import pytest

from articles.models import Entity
from tests.api.conftest import Asker
from tests.factories import EntityFactory, SourceFactory
from tests.sentences.support import article

pytestmark = pytest.mark.django_db
PATH = "/api/people/john-kerry/sentences"


@pytest.fixture
def kerry() -> Entity:
    entity: Entity = EntityFactory.create(name="John Kerry")
    return entity


def test_sentences_with_the_place_of_each_name(ask: Asker, kerry: Entity) -> None:
    made = article(
        "It rained. [Kerry] met [Kerry]’s aides.",
        {"Kerry": kerry},
        headline="Rain",
        published_on=date(2014, 3, 17),
        source=SourceFactory.create(name="Argus"),
    )
    assert ask(PATH) == {
        "count": 1,
        "results": [
            {
                "article": made.pk,
                "url": f"http://testserver{made.get_absolute_url()}",
                "published_on": "2014-03-17",
                "source": "Argus",
                "headline": "Rain",
                "field": "body",
                "start": 11,
                "text": "Kerry met Kerry’s aides.",
                "names": [{"start": 0, "end": 5, "text": "Kerry"}, {"start": 10, "end": 15, "text": "Kerry"}],
            }
        ],
        "next": None,
        "previous": None,
    }


def test_pages_and_filters(ask: Asker, kerry: Entity) -> None:
    for day in range(1, 26):
        article(f"[Kerry] spoke on day {day}.", {"Kerry": kerry}, published_on=date(2014, 1, day))
    first = ask(PATH)
    assert (first["count"], len(first["results"]), first["previous"]) == (25, 20, None)
    assert first["results"][0]["published_on"] == "2014-01-25"
    second = ask(first["next"])
    assert [each["published_on"] for each in second["results"]][-1] == "2014-01-01"
    assert second["next"] is None
    assert ask(second["previous"]) == first
    assert ask(f"{PATH}?sort=oldest")["results"][0]["published_on"] == "2014-01-01"
    assert ask(f"{PATH}?before=2014-01-03")["count"] == 3
    assert ask(f"{PATH}?q=nothing") == {"count": 0, "results": [], "next": None, "previous": None}


def test_what_is_not_there_is_said(ask: Asker, kerry: Entity) -> None:
    for path in (PATH, "/api/people/nobody/sentences", "/api/places/john-kerry/sentences"):
        assert "detail" in ask(path, status=404)
    ask("/api/sources/argus/sentences", status=404)
