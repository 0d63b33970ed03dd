"""Name directories: equal to plain queries, from the columns and from SQL, in every order, on every page."""

import time
from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

import pytest

from articles.models import Article, Author, EntityName, Kind, Source
from articles.search.browse import name_directory
from articles.search.browse.name_directory import LETTERS, OTHER, list_names
from articles.search.counting.sql import SQLCounting
from articles.search.facet_types import FACET_TYPES, FACETS, FacetName, Thing
from articles.text import fold
from tests.factories import ArticleFactory, EntityFactory, SourceFactory
from tests.search.columns import corpora

pytestmark = pytest.mark.django_db
Row = tuple[str, int]


@pytest.fixture(params=["columns", "sql"])
def _counted_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "sql":
        monkeypatch.setattr(name_directory, "counting", SQLCounting)


def naive(facet: FacetName) -> list[Row]:
    """Return every name with its number of articles, in alphabetical order."""
    counts: dict[int, int] = {}
    for article in Article.objects.published():
        for pk in FACET_TYPES[facet].ids_in(article):
            counts[pk] = counts.get(pk, 0) + 1
    things: Any = FACET_TYPES[facet].model.objects.all()
    if FACET_TYPES[facet].is_entity:
        things = things.filter(kind=facet)
    here = [each for each in things if each.pk in counts]
    named = sorted((fold(name_in_index(each)).encode(), each.pk, name_in_index(each)) for each in here)
    return [(name, counts[pk]) for _, pk, name in named]


def name_in_index(thing: Thing) -> str:
    return thing.sort_name if isinstance(thing, Author) else thing.name


def letter_of(name: str) -> str:
    first = fold(name)[:1]
    return first if first and first in LETTERS else OTHER


def _page(facet: FacetName, order: name_directory.Order, page: int) -> name_directory.NamePage:
    return list_names(facet, order=order, page=page, size=5)


def every(listing: Callable[[int], name_directory.NamePage]) -> list[Row]:
    """Return the rows of all pages."""
    pages = [listing(page) for page in range(1, listing(1).pages + 1)]
    return [(name_in_index(row.thing), row.count) for page in pages for row in page.rows]


@pytest.mark.usefixtures("_counted_by")
@pytest.mark.parametrize("seed", range(4))
def test_lists_equal_what_plain_queries_say(seed: int) -> None:
    archive = corpora.make_archive(seed)
    for name in ("Łukasz", "łabędź", "Éa", "7 Days", "王毅", "zed", "Zed", "“Quoted”"):
        made = EntityFactory.create(name=name)
        archive.entities["person"].append(made.pk)
    corpora.add_articles(archive, 25)
    for facet in FACETS:
        rows = naive(facet)
        assert every(partial(_page, facet, "name")) == rows
        by_count = sorted(rows, key=lambda row: -row[1])
        assert every(partial(_page, facet, "count")) == by_count
        found = list_names(facet)
        assert found.total == len(rows)
        grouped = groupby(sorted(letter_of(name) for name, _ in rows))
        assert sorted(found.letters) == sorted((letter, len(list(names))) for letter, names in grouped)
        for letter, _ in found.letters:
            own = [row for row in rows if letter_of(row[0]) == letter]
            of_letter = list_names(facet, letter=letter, order="name")
            assert [(name_in_index(row.thing), row.count) for row in of_letter.rows] == own


@pytest.mark.usefixtures("_counted_by")
def test_other_names_find_and_are_told() -> None:
    putin = EntityFactory.create(name="Vladimir Putin")
    EntityName.objects.create(entity=putin, name="Wladimir Putin")
    other = EntityFactory.create(name="Wladislaw Example")
    ArticleFactory.create(entities=[putin, other])
    found = list_names("person", text="WLAD")
    assert [(row.thing.name, row.other) for row in found.rows] == [
        ("Vladimir Putin", "Wladimir Putin"),
        ("Wladislaw Example", ""),
    ]
    assert found.letters == [("v", 1), ("w", 1)]
    assert [row.other for row in list_names("person", text="putin's").rows] == [""]
    assert list_names("organisation", text="wlad").rows == []


def test_names_with_signs_of_patterns_are_taken_as_they_are() -> None:
    percent = EntityFactory.create(kind=Kind.ORGANISATION, name="50% Off_er\\s")
    ArticleFactory.create(entities=[percent, EntityFactory.create(kind=Kind.ORGANISATION, name="Plain")])
    for text in ("%", "_", "\\", "50%"):
        assert [row.thing.name for row in list_names("organisation", text=text).rows] == [percent.name]


def test_pages_end_with_the_last() -> None:
    ArticleFactory.create(entities=[EntityFactory.create(name=f"Person {n}") for n in range(7)])
    for page, number, shown in ((0, 1, 3), (1, 1, 3), (3, 3, 1), (10_000, 3, 1)):
        found = list_names("person", page=page, size=3)
        assert (found.page, found.pages, len(found.rows)) == (number, 3, shown)
    assert list_names("person", letter="q").rows == []
    assert list_names("person", letter="aa").rows == []
    assert list_names("place").pages == 1


@pytest.mark.parametrize("kind", ["person", "source"])
def test_a_new_or_renamed_one_is_there_at_once(kind: FacetName) -> None:
    """This also holds while the order of a large directory is cached."""
    if kind == "source":
        source = SourceFactory.create(name="Alpha")
        ArticleFactory.create(source=source)
        assert [row.thing.name for row in list_names(kind).rows] == ["Alpha"]
        Source.objects.filter(pk=source.pk).update(name="Zulu")
        assert list_names(kind).letters == [("z", 1)]
        return
    ArticleFactory.create(entities=[EntityFactory.create(name="Alpha")])
    assert list_names(kind).letters == [("a", 1)]
    ArticleFactory.create(entities=[EntityFactory.create(name="Zulu")])
    assert list_names(kind).letters == [("a", 1), ("z", 1)]


def test_kept_order_is_read_again_for_a_name_that_nobody_knew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_directory, "_MOST_REREAD", 0)
    monkeypatch.setattr(name_directory, "_orders", {})
    first = EntityFactory.create(name="Alpha")
    ArticleFactory.create(entities=[first])
    order = time.monotonic(), *name_directory._entity_order("person")
    counts = name_directory._counted(SQLCounting(), "person")
    monkeypatch.setattr("articles.search.browse.name_directory.time.monotonic", lambda: 1.0)
    assert name_directory._made("person", *counts, order=order).ids.tolist() == [first.pk]
    second = EntityFactory.create(name="Beta")
    ArticleFactory.create(entities=[second])
    counts = name_directory._counted(SQLCounting(), "person")
    assert name_directory._made("person", *counts, order=order).ids.tolist() == [first.pk, second.pk]
