""" "Did you mean …?": only words of published articles, and only queries with results."""

import random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Kind, SearchWord, Status
from articles.search.backend import counting
from articles.search.columns.column_counting import ColumnCounting
from articles.search.counting.sql import SQLCounting
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from articles.search.request import SearchRequest
from articles.search.spelling.vocabulary import collect_words
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory


@pytest.fixture
def archive(db: None) -> None:
    """Thirty articles with few words; a draft and a withdrawn one have words of their own."""
    lavrov = EntityFactory.create(name="Sergei Lavrov")
    merkel = EntityFactory.create(name="Angela Merkel")
    lodz = EntityFactory.create(kind=Kind.PLACE, name="Łódź")
    for number in range(30):
        ArticleFactory.create(
            headline=f"Sanctions against {'Ukraine' if number % 2 else 'Russia'}",
            body="The government spoke of a referendum.",
            entities=[lavrov, lodz] if number % 2 else [merkel],
        )
    ArticleFactory.create(headline="Goverment by mistake")
    for status, name in ((Status.DRAFT, "Mary Quietly"), (Status.WITHDRAWN, "Zenobia Withdrawn")):
        ArticleFactory.create(
            status=status, headline=f"{name} resigns", entities=[EntityFactory.create(name=name)]
        )
    collect_words()


def suggested(query: str) -> tuple[str, int] | None:
    found = run(ArticleFilterSet(QueryDict(query)).search_request).suggestion
    return (found.q, found.count) if found else None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *(("q=lavrof", ("lavrov", 15)), ("q=Lavrof", ("Lavrov", 15)), ("q=LAVROF", ("LAVROV", 15))),
        *(("q=merkle", ("merkel", 15)), ("q=angela+merkle", ("angela merkel", 15))),
        *(("q=goverment", ("government", 30)), ("q=refrendum", ("referendum", 30))),
        *(
            ('q="angela+merkle"', ('"angela merkel"', 15)),
            ("q=headline:sanctoins", ("headline:sanctions", 30)),
        ),
        *(("q=person:lavrof", ("person:lavrov", 15)), ("q=lodzz", ("łódź", 15))),
        ("q=sanctoins+ukrane+-merkel", ("sanctions ukraine -merkel", 15)),
        ("q=(lavrof+OR+xqzzyv)", ("(lavrov OR xqzzyv)", 15)),
        *(("q=russia+ukraine", None), ("q=lavrov", None), ("q=xqzzyv", None), ("q=the", None), ("", None)),
        *(("q=lavrof&country=UA", None), ("q=lavrof&after=2014", None)),
        # Words and names that are in no published article.
        *(("q=quietlly", None), ("q=person:quietlly", None), ("q=withdrawm", None), ("q=zenobja", None)),
        *(("q=person:quiettly+OR+lavrof", ("person:quiettly OR lavrov", 15)), ("q=resigms", None)),
    ],
)
def test_what_is_suggested(archive: None, query: str, expected: tuple[str, int] | None) -> None:
    assert suggested(query) == expected


def test_names_come_before_words_as_near_and_more_frequent(db: None) -> None:
    putin, ukrane = EntityFactory.create(name="Vladimir Putin"), EntityFactory.create(name="Hilda Ukrane")
    ArticleFactory.create_batch(20, headline="Taxes put up in Ukraine")
    ArticleFactory.create_batch(4, headline="A visit", entities=[putin])
    ArticleFactory.create(headline="A letter", entities=[ukrane])
    collect_words()
    assert suggested("q=putn") == ("putin", 4)
    assert suggested("q=putn+taxes") == ("put taxes", 20)
    assert suggested("q=putn+visit") == ("putin visit", 4)
    # A name that is hardly ever named does not.
    ArticleFactory.create_batch(5, headline="Ukraine")
    collect_words()
    assert suggested("q=ukraone") == ("ukraine", 25)


def test_a_word_that_is_good_elsewhere_is_doubted_where_it_finds_hardly_anything(archive: None) -> None:
    ArticleFactory.create_batch(12, headline="Erich Merkle of Grand Rapids")
    ArticleFactory.create(headline="Erich Merkle meets Angela")
    ArticleFactory.create_batch(6, headline="Angela Merkel")
    collect_words()
    assert suggested("q=merkle") is None
    assert suggested("q=angela+merkle") == ("angela merkel", 21)


def test_a_word_that_is_no_longer_public_is_not_suggested_before_words_are_collected_again(
    archive: None,
) -> None:
    article = ArticleFactory.create(headline="Jabberwocky")
    collect_words()
    assert suggested("q=jaberwocky") == ("jabberwocky", 1)
    article.status = Status.WITHDRAWN
    article.save()
    assert SearchWord.objects.filter(word="jabberwocky").exists()
    assert suggested("q=jaberwocky") is None


def test_the_page_links_to_it(archive: None, client: Client) -> None:
    page = client.get("/articles/?q=lavrof&country=").content.decode()
    assert "Did you mean" in page
    assert 'href="/articles/?q=lavrov"' in page
    assert "15 articles" in page
    hostile = client.get("/articles/", {"q": "<script>lavrof</script>"}).content.decode()
    assert "<script>" not in hostile.replace("<script src", "").replace("<script defer", "")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_nothing_suggested_finds_nothing(archive: None, seed: int) -> None:
    chance = random.Random(seed)
    known = ["lavrov", "merkel", "government", "sanctions", "ukraine", "quietly", "angela"]
    q = " ".join(
        "".join(chance.sample(word, len(word))[:2]) + word[2:] for word in chance.choices(known, k=3)
    )
    found = run(SearchRequest(q=q)).suggestion
    assert found is None or run(SearchRequest(q=found.q)).count == found.count > 0


@pytest.mark.parametrize("query", ["q=lavrof", "q=person:lavrof", "q=angela+merkle", "q=sanctoins+ukrane"])
def test_whoever_counts_the_suggestion_is_the_same(archive: None, query: str) -> None:
    request = ArticleFilterSet(QueryDict(query)).search_request
    fast = counting()
    assert isinstance(fast, ColumnCounting)
    found = run(request, fast).suggestion
    assert found is not None
    assert found == run(request, SQLCounting()).suggestion


def test_looking_for_rare_words_leaves_no_setting_behind(archive: None) -> None:
    def setting() -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('gin_fuzzy_search_limit'), current_setting('enable_seqscan'),"
                " current_setting('max_parallel_workers_per_gather')"
            )
            return cursor.fetchone()

    before = setting()
    assert suggested("q=goverment+lavrof") == ("government lavrov", 15)
    assert setting() == before


def test_a_suggestion_takes_few_statements(archive: None, count_queries: QueryCounter) -> None:
    suggested("q=lavrof")
    found = count_queries(lambda: run(SearchRequest(q="sanctions")))
    assert count_queries(lambda: run(SearchRequest(q="lavrof merkle"))) <= found + 40
    assert count_queries(lambda: run(SearchRequest(q="sanctoins"))) <= found + 14
