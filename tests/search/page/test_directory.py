"""The names on a page of results, looked up together."""

from articles.models import Author
from articles.search.page.facets import Directory
from articles.search.query.entity_lookup import UNKNOWN
from tests.conftest import QueryCounter
from tests.factories import EntityFactory, SourceFactory, country


def test_names_of_all_kinds_take_one_query(db: None, count_queries: QueryCounter) -> None:
    kerry, france = EntityFactory.create(name="John Kerry"), country("FR")
    wire, author = SourceFactory.create(name="Newswire"), Author.objects.create(name="Ann Berg")
    ids = {"person": [kerry.pk], "country": [france.pk, UNKNOWN], "source": [wire.pk], "author": [author.pk]}
    made: list[Directory] = []
    assert count_queries(lambda: made.append(Directory(ids))) == 1
    (directory,) = made

    def look() -> None:
        assert directory.all("country", [france.pk, UNKNOWN]) == [france]
        assert directory.name("person", kerry.pk, "") == "John Kerry"
        assert directory.all("source", [wire.pk])[0].key == wire.slug
        (found,) = directory.all("author", [author.pk])
        assert (found.name, found.sort_name, found.kind) == ("Ann Berg", author.sort_name, author.kind)

    assert count_queries(look) == 0
    assert count_queries(lambda: Directory({"person": [], "country": [UNKNOWN]})) == 0
