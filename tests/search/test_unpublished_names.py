"""Names that occur only in unpublished articles are not revealed to readers who guess them."""

import pytest
from django.http import QueryDict

from articles.models import Kind, Status
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from articles.search.query.compiler import read_query
from articles.search.results import SearchResults
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country


def search(query: str) -> SearchResults:
    return run(ArticleFilterSet(QueryDict(query)).search_request)


@pytest.fixture(params=[Status.DRAFT, Status.WITHDRAWN])
def secret(request: pytest.FixtureRequest, db: None) -> None:
    """Create an unpublished article with a person, an organisation and a source of its own."""
    ArticleFactory.create(
        status=request.param,
        source=SourceFactory.create(name="Hidden Gazette"),
        entities=[
            EntityFactory.create(name="Mary Quietly"),
            EntityFactory.create(kind=Kind.ORGANISATION, name="Quiet Society"),
            country("UG"),
        ],
    )


@pytest.mark.parametrize(
    "query",
    [
        *("q=person:quietly", "q=person:mary-quietly", "q=organisation:quiet", "q=source:hidden"),
        *("q=oil+OR+person:quietly", "person=mary-quietly", "source=hidden-gazette"),
    ],
)
def test_guessing_part_of_a_name_does_not_tell_the_rest(secret: None, query: str) -> None:
    results = search(query)
    told = [part.text for part in results.understanding.parts] + [chip.label for chip in results.chips]
    told += [value.label for facet in results.facets.values() for value in facet.values]
    told += [*results.understanding.notes, *results.problems]
    assert not [text for text in told if "Mary Q" in text or "Society" in text or "Gazette" in text]
    assert any("There is no" in text for text in told)


def test_countries_are_nobodys_secret(secret: None) -> None:
    assert search("country=UG").problems == ()


def test_editors_find_unpublished_articles_by_those_names(secret: None) -> None:
    assert read_query("person:quietly", public=False).understanding.parts[0].text == "Mary Quietly"
