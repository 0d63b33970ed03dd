"""Which candidates there are for a name, and when one of them is clear."""

from typing import Any

import pytest

from articles.models import Entity, Kind
from articles.search.spelling.vocabulary import collect_words, vocabulary
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, country
from tests.reconciliation.conftest import known
from tests.reconciliation.openrefine import OpenRefine

pytestmark = pytest.mark.django_db
KERRY, BOB, LAVROV = "person:john-kerry", "person:bob-kerry", "person:sergei-lavrov"


@pytest.mark.parametrize(
    "text",
    [
        *("john kerry", " JOHN  KERRY ", "Kerry, John", "Jóhn Kerry", "John F. Kerry", "John-Kerry"),
        *(KERRY, "http://testserver/people/john-kerry/", "/people/john-kerry"),
    ],
)
def test_other_ways_to_write_a_name_are_clear(refine: OpenRefine, text: str) -> None:
    assert refine.match(text) == KERRY


def test_other_names_and_spellings_are_clear(refine: OpenRefine) -> None:
    assert refine.match("Sergey Lavrov") == LAVROV
    assert refine.match("Sergej Lavrov") == LAVROV
    country("US").names.get_or_create(name="U.S.A.")
    assert refine.match("USA") == refine.match("usa", type="country") == "country:US"


@pytest.mark.parametrize("text", ["Kerry", "Kerry John", "John Kerri", "John", "Jim Kerry", "Kerry Lavrov"])
def test_what_may_be_somebody_else_is_not_clear(refine: OpenRefine, text: str) -> None:
    found = refine.one(text)
    assert found
    assert not any(each.match for each in found)
    assert all(each.score < 95 for each in found)


def test_namesakes_are_not_clear_whatever_the_limit(refine: OpenRefine) -> None:
    known("John Kerry", slug="john-kerry-2")
    for limit in (1, 2, 50):
        found = refine.one("John Kerry", limit=limit)
        assert len(found) == min(limit, 3)
        assert not any(each.match for each in found)
    assert found[0].id == KERRY  # more articles
    assert [each.score for each in found[:2]] == [100, 100]


def test_name_of_several_kinds_is_clear_only_with_a_type(refine: OpenRefine) -> None:
    known("Washington", Kind.PLACE)
    known("Washington", Kind.ORGANISATION)
    assert refine.match("Washington") == ""
    assert refine.match("Washington", type="place") == "place:washington"
    both = refine.one("Washington", type="place", type_strict="should")
    assert [(each.id, each.score, each.match) for each in both] == [
        ("place:washington", 100, True),
        ("organisation:washington", 50, False),
    ]
    assert [each.feature("type") for each in both] == [True, False]
    assert refine.one("Washington", type=["place", "organisation"], type_strict="all") == []
    assert len(refine.one("Washington", type=["place", "organisation"], type_strict="any")) == 2


def test_family_name_on_its_own_is_clear_only_if_nobody_else_has_it(refine: OpenRefine) -> None:
    known("Lavrov")
    assert refine.match("Lavrov") == ""
    known("Voltaire")
    assert refine.match("Voltaire") == "person:voltaire"


def test_legal_forms_and_order_are_near_but_not_clear(refine: OpenRefine) -> None:
    known("Deutsche Bank", Kind.ORGANISATION)
    (found,) = refine.one("Deutsche Bank AG", type="organisation")
    assert (found.score, found.match) == (92, False)


def test_misspelt_words_are_found_by_the_vocabulary(refine: OpenRefine) -> None:
    assert refine.one("Lavrof") == []
    collect_words()
    vocabulary.forget()
    (found,) = refine.one("Lavrof")
    assert (found.id, found.match) == (LAVROV, False)


def test_identifiers_find_and_decide(refine: OpenRefine) -> None:
    Entity.objects.get(slug="john-kerry").identifiers.create(scheme="wikidata", value="Q22316")
    for text in ("Q22316", "wikidata:q22316", "https://www.wikidata.org/wiki/Q22316"):
        (found,) = refine.one(text)
        assert (found.id, found.score, found.match) == (KERRY, 100, True)
        assert found.feature("identifier") is True
    for value in (
        "Q22316",
        {"id": "Q22316", "name": "J. Kerry"},
        ["Q1", "http://www.wikidata.org/entity/Q22316"],
    ):
        properties = [{"pid": "wikidata", "v": value}]
        assert refine.match("Somebody Else", properties=properties) == KERRY
        (only,) = refine.reconcile({"q": {"properties": properties}})["q"].result
        assert (only.id, only.match) == (KERRY, True)


def test_other_identifier_contradicts_a_name(refine: OpenRefine) -> None:
    Entity.objects.get(slug="john-kerry").identifiers.create(scheme="gnd", value="118540238")
    found = {
        each.id: each for each in refine.one("John Kerry", properties=[{"pid": "gnd", "v": "118529579"}])
    }
    assert (found[KERRY].match, found[KERRY].feature("property_gnd")) == (False, 0)
    assert found[KERRY].score < 50
    assert (
        refine.match("John Kerry", properties=[{"pid": "viaf", "v": "113230702"}]) == KERRY
    )  # not known here
    assert refine.match("John Kerry", properties=[{"pid": "gnd", "v": "unknown"}]) == KERRY  # says nothing


def test_two_identifiers_of_two_entities_are_not_clear(refine: OpenRefine) -> None:
    Entity.objects.get(slug="john-kerry").identifiers.create(scheme="wikidata", value="Q22316")
    Entity.objects.get(slug="bob-kerry").identifiers.create(scheme="viaf", value="113230702")
    properties = [{"pid": "wikidata", "v": "Q22316"}, {"pid": "viaf", "v": "113230702"}]
    found = refine.one("Kerry", properties=properties)
    assert [(each.score, each.match) for each in found] == [(100, False), (100, False)]


@pytest.mark.parametrize("value", ["UA", "Ukraine", "ukraine", "Украина", {"id": "country:UA", "name": "x"}])
def test_country_tells_places_apart(refine: OpenRefine, value: Any) -> None:
    known("Odessa", Kind.PLACE, code="US", slug="odessa-us")
    known("Odessa", Kind.PLACE, code="UA", slug="odessa-ua")
    assert refine.match("Odessa") == ""
    found = refine.one("Odessa", properties=[{"pid": "country", "v": value}])
    assert [(each.id, each.score, each.match) for each in found] == [
        ("place:odessa-ua", 100, True),
        ("place:odessa-us", 75, False),
    ]


def test_years_and_numbers_of_articles_tell_namesakes_apart(refine: OpenRefine) -> None:
    other: Entity = EntityFactory.create(name="John Kerry", slug="john-kerry-2")
    for _ in range(4):
        ArticleFactory.create(entities=[other], published_on="1974-05-05")
    for pid, value in (("first_year", 1974), ("last_year", "1975"), ("articles", 4)):
        assert refine.one("John Kerry", properties=[{"pid": pid, "v": value}])[0].id == "person:john-kerry-2"
    assert refine.match("John Kerry", properties=[{"pid": "last_year", "v": "1975"}]) == "person:john-kerry-2"
    assert refine.match("John Kerry", properties=[{"pid": "last_year", "v": 2014}]) == KERRY
    for nonsense in ("soon", -5, "1e99", True, ""):
        assert refine.match("John Kerry", properties=[{"pid": "last_year", "v": nonsense}]) == ""


def test_another_name_among_the_properties_counts(refine: OpenRefine) -> None:
    properties = [{"pid": "other_names", "v": ["Sergey Lavrov", "S. V. Lavrov"]}]
    found = refine.one("Lavrov", properties=properties)
    assert found[0].feature("property_other_names") == 0.98
    assert found[0].score > refine.one("Lavrov")[0].score
    (only,) = refine.reconcile({"q": {"properties": properties}})["q"].result
    assert (only.id, only.match) == (LAVROV, True)
    kerry = refine.reconcile({"q": {"properties": [{"pid": "name", "v": "John Kerry"}]}})["q"].result
    assert [(each.id, each.match) for each in kerry] == [(KERRY, True), (BOB, False)]


def test_names_that_begin_alike_do_not_hide_the_same_name(refine: OpenRefine) -> None:
    ArticleFactory.create(entities=[EntityFactory.create(name=f"John Kerry {n} Smith") for n in range(150)])
    assert refine.match("John Kerry") == KERRY


def test_queries_do_not_grow_with_the_batch(refine: OpenRefine, count_queries: QueryCounter) -> None:
    names = ["John Kerry", "Lavrov", "Crimea", "NATO", "Q42", KERRY, "Someone Else"]

    def ask(times: int) -> int:
        batch = {f"q{n}": {"query": name} for n, name in enumerate(names * times)}
        return count_queries(lambda: refine.reconcile(batch))

    ask(1)
    assert ask(1) == ask(7) <= 20
