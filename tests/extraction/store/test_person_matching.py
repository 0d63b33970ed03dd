"""One person is one entity, whatever the spelling; different people stay separate."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import merge
from articles.extraction.store.annotate import annotate
from articles.models import Article, Entity, EntityName
from tests.annotations import found, person

pytestmark = pytest.mark.django_db


def read(*names: str) -> Article:
    """An article that names the people."""
    article = Article.objects.create(headline="x")
    annotate([(article, found(*map(person, names)))])
    return article


def people() -> dict[str, set[str]]:
    """The people of the archive with their other names."""
    return {
        entity.name: set(entity.names.values_list("name", flat=True))
        for entity in Entity.objects.filter(kind="person")
    }


def test_spellings_of_later_articles_become_other_names() -> None:
    first = read("Sergei Lavrov")
    for name in ("Sergey Lavrov", "Serguei Lavrov", "Sergej Lavrov"):
        assert read(name).person_ids == first.person_ids
    assert people() == {"Sergei Lavrov": {"Sergey Lavrov", "Serguei Lavrov", "Sergej Lavrov"}}


def test_spellings_within_one_batch_are_one_person_named_as_most_often() -> None:
    pairs = [
        (Article.objects.create(headline="x"), found(person(name)))
        for name in ("Muhammad Morsi", "Mohammed Morsi", "Mohamed Morsi", "Mohammed Morsi")
    ]
    annotate(pairs)
    assert people() == {"Mohammed Morsi": {"Muhammad Morsi", "Mohamed Morsi"}}
    assert len({tuple(article.person_ids) for article, _ in pairs}) == 1


def test_a_spelling_that_joined_is_found_by_its_name_from_then_on() -> None:
    read("Yasser Arafat")
    read("Yasir Arafat")
    with CaptureQueriesContext(connection) as queries:
        read("Yasir Arafat")
    assert not [query for query in queries if "advisory_xact_lock(" in query["sql"]]
    assert EntityName.objects.filter(entity__kind="person").count() == 1


@pytest.mark.parametrize("names", [("John F. Kerry", "John Kerry"), ("John Kerry", "John F. Kerry")])
def test_an_initial_may_be_missing(names: tuple[str, str]) -> None:
    assert read(names[0]).person_ids == read(names[1]).person_ids
    assert people() == {names[0]: {names[1]}}


def test_who_differ_in_initials_are_two() -> None:
    read("George W. Bush")
    read("George H.W. Bush")
    assert set(people()) == {"George W. Bush", "George H.W. Bush"}


def test_a_name_that_may_be_either_of_two_is_left_apart() -> None:
    read("George W. Bush", "George H.W. Bush")
    read("George Bush")
    assert set(people()) == {"George W. Bush", "George H.W. Bush", "George Bush"}


@pytest.mark.parametrize(
    "names",
    [
        ("Bill Clinton", "William Clinton"),
        ("John Smith", "John A. Smith"),
        ("Donald Trump", "Donald Trump Jr."),
    ],
)
def test_doubtful_names_are_left_apart(names: tuple[str, str]) -> None:
    assert read(names[0]).person_ids != read(names[1]).person_ids


def test_an_editors_person_of_that_very_name_wins() -> None:
    read("Sergei Lavrov")
    own = Entity.objects.create(kind="person", name="Sergey Lavrov")
    assert read("Sergey Lavrov").person_ids == [own.pk]


def test_an_editors_merge_wins() -> None:
    read("George W. Bush")
    read("George H.W. Bush")
    kept, other = Entity.objects.filter(kind="person").order_by("pk")
    merge(kept, [other])
    assert read("George H.W. Bush").person_ids == [kept.pk]


def test_two_of_one_spelling_make_another_spelling_nobodys() -> None:
    for _ in range(2):
        Entity.objects.create(kind="person", name="Sergei Lavrov")
    read("Sergey Lavrov")
    assert Entity.objects.filter(kind="person").count() == 3


def test_an_organisation_of_like_name_is_not_meant() -> None:
    Entity.objects.create(kind="organisation", name="Sergei Lavrov")
    read("Sergey Lavrov")
    assert people() == {"Sergey Lavrov": set()}


def test_many_new_names_need_few_queries() -> None:
    counts = []
    for number, letter in ((10, "a"), (400, "b")):
        names = [f"Mohammed {letter.upper()}{chr(97 + i % 26)}{chr(97 + i // 26)}ov" for i in range(number)]
        article = Article.objects.create(headline="x")
        with CaptureQueriesContext(connection) as queries:
            annotate([(article, found(*map(person, names)))])
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def test_a_large_family_is_no_slow_case() -> None:
    names = [f"Mohammed {a}. {b}. Doe" for a in "ABCDEFGHIJKLMN" for b in "ABCDEFGHIJKLMN"]
    assert len(read(*names).person_ids) == len(names)


def read_in(year: int, *names: str) -> Article:
    """An article of a year that names the people."""
    article = Article.objects.create(headline="x", published_on=date(year, 5, 1))
    annotate([(article, found(*map(person, names)))])
    return article


@pytest.mark.parametrize("years", [(1962, 2018), (2018, 1962)])
def test_a_middle_initial_joins_no_names_across_decades(years: tuple[int, int]) -> None:
    first = read_in(years[0], "John F. Zorvik")
    later = read_in(years[1], "John Zorvik")
    assert first.person_ids != later.person_ids
    assert read_in(years[0], "John F. Zorvik").person_ids == first.person_ids
    assert read_in(years[1], "John Zorvik").person_ids == later.person_ids


def test_a_name_without_the_initial_means_the_person_of_its_years() -> None:
    first, later = read_in(1962, "John F. Zorvik"), read_in(2018, "John Zorvik")
    assert read_in(1963, "John Zorvik").person_ids == first.person_ids
    assert read_in(2019, "John Zorvik").person_ids == later.person_ids


def test_a_middle_initial_joins_names_of_the_same_years() -> None:
    assert read_in(2003, "John F. Zorvik").person_ids == read_in(2012, "John Zorvik").person_ids


def test_the_same_name_in_full_stays_one_person_across_decades() -> None:
    assert read_in(1962, "John F. Zorvik").person_ids == read_in(2018, "John F. Zorvik").person_ids
