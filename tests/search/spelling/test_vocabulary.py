"""The vocabulary: which words it has, and which are similar."""

import time

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.fulltext.vector import fold
from articles.models import SearchWord, Status
from articles.search.spelling.vocabulary import KEPT_SECONDS, collect_words, vocabulary
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory


def test_words_are_collected_with_the_number_of_articles_that_have_them(db: None) -> None:
    lavrov = EntityFactory.create(name="Sergei Lavrov")
    ArticleFactory.create_batch(3, headline="Sanctions of sanctions", entities=[lavrov])
    ArticleFactory.create(headline="Lavrov speaks", body="Of a referendum.")
    ArticleFactory.create(headline="Quietly", status=Status.DRAFT)
    ArticleFactory.create(headline="Gone", status=Status.WITHDRAWN)
    collect_words()
    known = dict(SearchWord.objects.values_list("word", "articles"))
    assert (known["lavrov"], known["sanctions"], known["referendum"], known[""]) == (4, 3, 1, 4)
    assert not {"quietly", "gone", "of"} & set(known)
    # Words that are mostly parts of names.
    assert (known["Lavrov"], known["Sergei"]) == (3, 3)
    assert not {"Sanctions", "Referendum", "Quietly"} & set(known)


def test_an_import_collects_words_where_the_archive_has_grown(db: None) -> None:
    ArticleFactory.create_batch(30)
    assert collect_words()
    assert collect_words(grown=0.05) is None
    ArticleFactory.create_batch(3, headline="Growth")
    assert collect_words(grown=0.05)


def test_words_collected_by_an_earlier_version_are_collected_again(db: None) -> None:
    ArticleFactory.create_batch(3, entities=[EntityFactory.create(name="Sergei Lavrov")])
    assert collect_words()
    SearchWord.objects.filter(word__in=["Sergei", "Lavrov"]).delete()
    assert collect_words(grown=0.05)
    assert collect_words(grown=0.05) is None


@pytest.mark.django_db
def test_samples_and_the_command_collect_words(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_samples")
    assert SearchWord.objects.count() > 50
    SearchWord.objects.all().delete()
    capsys.readouterr()
    call_command("collect_words")
    assert (
        capsys.readouterr().out
        == f"{SearchWord.objects.filter(word__regex='^[[:lower:]]').count():,} words.\n"
    )


@pytest.mark.django_db
def test_of_two_words_as_near_the_more_frequent_comes_first() -> None:
    SearchWord.objects.bulk_create(
        SearchWord(word=word, articles=articles)
        for word, articles in {"bark": 3, "lark": 9, "dank": 7}.items()
    )
    assert vocabulary.near("xark", 3) == ["lark", "bark"]
    assert vocabulary.near("dark", 3) == ["dank", "lark", "bark"]


@pytest.mark.django_db
def test_of_two_words_as_near_a_name_comes_first_unless_it_is_rare() -> None:
    known = {"bark": 30, "lark": 9, "Lark": 9, "wark": 1, "Wark": 1}
    SearchWord.objects.bulk_create(SearchWord(word=word, articles=n) for word, n in known.items())
    assert vocabulary.near("xark", 3) == ["lark", "bark", "wark"]


def _one_by_one(one: str, other: str) -> int:
    """Compute the optimal string alignment distance by its definition."""
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


def _near(word: str, words: dict[str, int]) -> list[str]:
    """Return what Vocabulary.near() should return, checking one word at a time."""
    most = 1 if len(fold(word)) <= 6 else 2
    found = []
    for other, articles in words.items():
        one, another = fold(word), fold(other)
        steps = _one_by_one(one, another)
        if 0 < steps <= most:
            found.append((steps + (one[0] != another[0]), -articles, other))
    return [other for _, _, other in sorted(found)]


words = st.text("abcdł", min_size=3, max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words, st.dictionaries(words, st.integers(1, 5), max_size=60))
def test_near_words_are_those_of_the_definition(db: None, word: str, known: dict[str, int]) -> None:
    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create(SearchWord(word=each, articles=n) for each, n in known.items())
    vocabulary.forget()
    assert vocabulary.near(word, 100) == _near(word, known)
    assert vocabulary.near(word.upper(), 2) == _near(word, known)[:2]


MISTAKES = """lavrof lavrov, lavro lavrov, lavvrov lavrov, lvarov lavrov, avrov lavrov, refrendm referendum,
    lodzz łódź, strase straße, українa україна, министер министр"""


def test_mistakes_that_people_make(db: None) -> None:
    words = ["lavrov", "referendum", "łódź", "straße", "україна", "министр"]
    SearchWord.objects.bulk_create(SearchWord(word=each, articles=9) for each in words)
    for mistaken, meant in (pair.split() for pair in MISTAKES.split(",")):
        assert vocabulary.near(mistaken, 3) == [meant]
    for none in ["lavrov", "lodz", "lvaorv", "refrnm", "x" * 500, "🙂🙂🙂🙂", "\ud800abc"]:
        assert vocabulary.near(none, 3) == []


def test_words_collected_anew_are_read_within_a_minute(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ArticleFactory.create(headline="Jabberwocky")
    collect_words()
    assert vocabulary.near("jaberwocky", 3) == ["jabberwocky"]
    ArticleFactory.create(headline="Bandersnatch")
    collect_words()
    assert vocabulary.near("bandersnach", 3) == []
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + KEPT_SECONDS)
    assert vocabulary.near("bandersnach", 3) == ["bandersnatch"]


def test_as_long_as_nothing_is_collected_anew_a_look_is_one_statement(
    db: None, count_queries: QueryCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ArticleFactory.create(headline="Jabberwocky")
    collect_words()
    assert count_queries(lambda: vocabulary.near("jaberwocky", 3)) == 2
    assert count_queries(lambda: vocabulary.near("jaberwocky", 3)) == 0
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + KEPT_SECONDS)
    assert count_queries(lambda: vocabulary.near("jaberwocky", 3)) == 1
