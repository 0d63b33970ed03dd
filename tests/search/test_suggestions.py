"""Did you mean …? Only words of published articles, and only what finds something."""

import random

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Kind, SearchWord, Status
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.search.vocabulary import as_letters, collect_words, distances, vocabulary
from tests.factories import ArticleFactory, EntityFactory


@pytest.fixture
def archive(db: None) -> None:
    """Thirty articles of few words; a draft and a withdrawn one have words of their own."""
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
    found = run(SearchRequest.from_params(QueryDict(query))).suggestion
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
        # Words and names that no published article has.
        *(("q=quietlly", None), ("q=person:quietlly", None), ("q=withdrawm", None), ("q=zenobja", None)),
        *(("q=person:quiettly+OR+lavrof", ("person:quiettly OR lavrov", 15)), ("q=resigms", None)),
    ],
)
def test_what_is_suggested(archive: None, query: str, expected: tuple[str, int] | None) -> None:
    assert suggested(query) == expected


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


def test_words_are_collected_with_the_number_of_articles_that_have_them(archive: None) -> None:
    known = dict(SearchWord.objects.values_list("word", "articles"))
    assert known["lavrov"] == 15
    assert known["sanctions"] == 30
    assert known[""] == 31
    assert not {"quietly", "zenobia", "resigns", "of"} & set(known)


def test_an_import_collects_words_where_the_archive_has_grown(archive: None) -> None:
    assert collect_words(grown=0.05) == 0
    ArticleFactory.create_batch(3, headline="Growth")
    assert collect_words(grown=0.05) > 0


@pytest.mark.django_db
def test_samples_and_the_command_collect_words(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_samples")
    assert SearchWord.objects.count() > 50
    SearchWord.objects.all().delete()
    capsys.readouterr()
    call_command("collect_words")
    assert capsys.readouterr().out == f"{SearchWord.objects.count() - 1:,} words.\n"


@pytest.mark.django_db
def test_of_two_words_as_near_the_more_frequent_comes_first() -> None:
    SearchWord.objects.bulk_create(
        SearchWord(word=word, articles=articles)
        for word, articles in {"bark": 3, "lark": 9, "dank": 7}.items()
    )
    assert vocabulary.near("xark", 3) == ["lark", "bark"]
    assert vocabulary.near("dark", 3) == ["dank", "lark", "bark"]


def _one_by_one(one: str, other: str) -> int:
    """Optimal string alignment by its definition."""
    if not one or not other:
        return len(one) + len(other)
    steps = [
        _one_by_one(one[1:], other) + 1,
        _one_by_one(one, other[1:]) + 1,
        _one_by_one(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if one[1:2] and other[1:2] and one[0] == other[1] and one[1] == other[0]:
        steps.append(_one_by_one(one[2:], other[2:]) + 1)
    return min(steps)


words = st.text("abcł", min_size=1, max_size=6)


@settings(max_examples=60)
@given(words, st.lists(words, min_size=1, max_size=8))
def test_distances_are_those_of_the_definition(word: str, others: list[str]) -> None:
    assert list(distances(word, as_letters(others))) == [_one_by_one(word, other) for other in others]


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
