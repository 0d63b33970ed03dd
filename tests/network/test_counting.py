"""Co-occurrence counts: the columns against plain SQL and against counting every article."""

import numpy as np
import pytest
from django.db import connection

from articles.models import Article
from articles.network import matrix as columns
from articles.network.companions import companions
from articles.network.cooccurrence import KINDS, common_articles, most_frequent
from articles.network.matrix import MOST_NODES, Node
from articles.search.columns.cache.history import History
from articles.search.columns.column_counting import ColumnCounting, SearchCaches
from articles.search.counting.sql import SQLCounting
from articles.search.facet_types import FacetName
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from tests.search.columns import corpora
from tests.search.columns.test_equality import follow, logged, read

pytestmark = pytest.mark.django_db


def nodes_of(archive: corpora.Archive) -> list[Node]:
    """Return all entities of a random archive, and one that no article mentions."""
    every = [Node(kind, pk) for kind in KINDS for pk in archive.entities[kind]]
    return [*every, Node("person", 999_999_999)]


def naive(nodes: list[Node]) -> list[list[int]]:
    """Compute the matrix by checking every article for every pair."""
    articles = [
        {Node(kind, pk) for kind in KINDS for pk in getattr(article, f"{kind}_ids")}
        for article in Article.objects.published()
    ]
    return [[sum({one, other} <= each for each in articles) for other in nodes] for one in nodes]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("common", "scattered"), [(1 / 64, 8), (0.25, 0.01), (2, 8)])
def test_every_pair_is_counted_as_sql_counts_it(
    monkeypatch: pytest.MonkeyPatch, seed: int, common: float, scattered: float
) -> None:
    """Test both algorithms, on a base, and on a base with a tail of changes."""
    monkeypatch.setattr(columns, "_COMMON", common)
    monkeypatch.setattr(columns, "_SCATTERED", scattered)
    archive = corpora.make_archive(seed)
    corpora.add_articles(archive, 25)
    logged()
    history = History()
    snapshot = read()
    for _ in range(3):
        nodes = nodes_of(archive)
        fast = common_articles(ColumnCounting(snapshot, SearchCaches(history)), nodes)
        assert fast.tolist() == common_articles(SQLCounting(), nodes).tolist() == naive(nodes)
        archive = corpora.change(archive)
        snapshot = follow(snapshot, history, logged())


@pytest.mark.parametrize("seed", range(4))
def test_pairs_within_a_selection_are_counted_as_sql_counts_them(seed: int) -> None:
    archive = corpora.make_archive(seed)
    corpora.add_articles(archive, 25)
    logged()
    using = ColumnCounting(read(), SearchCaches(History()))
    nodes = nodes_of(archive)
    for asked in selections(archive):
        inside = set(Selection(asked).articles().values_list("pk", flat=True))
        members = [
            {Node(kind, pk) for kind in KINDS for pk in getattr(article, f"{kind}_ids")}
            for article in Article.objects.filter(pk__in=inside)
        ]
        plain = [[sum({one, other} <= each for each in members) for other in nodes] for one in nodes]
        within = Selection(asked)
        assert common_articles(using, nodes, within).tolist() == plain
        assert common_articles(SQLCounting(), nodes, within).tolist() == plain


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("everyone", [False, True])
def test_companions_are_those_of_sql(seed: int, everyone: bool) -> None:
    archive = corpora.make_archive(seed)
    corpora.add_articles(archive, 60)
    logged()
    using = ColumnCounting(read(), SearchCaches(History()))
    for asked in selections(archive):
        for facet in KINDS:
            for most in (3, 50):
                plain = companions(SQLCounting(), Selection(asked), facet, most, everyone=everyone)
                assert companions(using, Selection(asked), facet, most, everyone=everyone) == plain


def selections(archive: corpora.Archive) -> list[SearchRequest]:
    """Return a few selections of a random archive: of one entity, of two, and one with a filter."""
    person, country = archive.entities["person"][1], archive.entities["country"][0]
    return [
        SearchRequest(within=(("person", person),)),
        SearchRequest(within=(("country", country), ("person", person))),
        SearchRequest(within=(("country", country),), after="2010"),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_most_frequent_are_those_of_sql(seed: int) -> None:
    archive = corpora.make_archive(seed)
    corpora.add_articles(archive, 25)
    logged()
    using = ColumnCounting(read(), SearchCaches(History()))
    within: list[tuple[FacetName, int]] = [
        ("person", archive.entities["person"][1]),
        ("country", archive.entities["country"][0]),
    ]
    for each in within:
        selection = Selection(SearchRequest(within=(each,)))
        for facet in KINDS:
            for most in (1, 3, 50):
                plain = most_frequent(SQLCounting(), selection, facet, most)
                assert most_frequent(using, selection, facet, most) == plain


def test_more_nodes_than_have_room_are_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        columns.cooccurrence_matrix(read(), [Node("person", pk) for pk in range(MOST_NODES + 1)])


def test_nothing_is_together_in_an_empty_archive() -> None:
    nodes = [Node("person", 1), Node("country", 2)]
    using = ColumnCounting(read(), SearchCaches(History()))
    assert common_articles(using, nodes).tolist() == [[0, 0], [0, 0]]
    assert np.array_equal(common_articles(SQLCounting(), nodes), common_articles(using, nodes))
    assert connection.in_atomic_block
