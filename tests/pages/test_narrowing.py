"""The list page with excluded values or required ones, and the lists of all values of a facet."""

import pytest
from django.test import Client

from articles.models import Article
from articles.search.counting.interface import TOP
from tests.factories import ArticleFactory, EntityFactory
from tests.html import Tag, parse
from tests.pages.conftest import Getter
from tests.pages.test_list import chips, headlines

Archive = dict[str, Article]


def section(page: Tag, name: str) -> Tag:
    return page.one("section", **{"aria-labelledby": f"facet-{name}"})


def without(page: Tag, name: str, label: str) -> str:
    """Return the URL that excludes a value."""
    links = section(page, name).all("a", class_="without")
    return next(link.attributes["href"] for link in links if link.text == f"exclude {label}")


def test_a_value_can_be_left_out_and_taken_back(get: Getter, archive: Archive) -> None:
    page = get(without(get("/articles/?q=oil"), "country", "Russia"))
    assert headlines(page) == ["Oil prices fall again"]
    assert set(chips(page)) == {"not Russia"}
    form = page.one("form", class_="search")
    assert form.one("input", type="hidden", name="not_country").attributes["value"] == "RU"
    [row] = section(page, "country").all("li", class_="excluded")
    assert row.one("s").text == "Russia"
    assert row.text == "Excluded: Russia (select to stop excluding it)"
    assert get(row.one("a").attributes["href"]).one("h1").text == "3 articles"
    assert get(chips(page)["not Russia"]).one("h1").text == "3 articles"


def test_a_chosen_value_can_be_left_out_instead(get: Getter, archive: Archive) -> None:
    page = get(without(get("/articles/?country=RU"), "country", "Russia"))
    assert page.one("h1").text == "4 articles"
    assert set(chips(page)) == {"not Russia"}


def test_two_people_who_appear_together(get: Getter, archive: Archive) -> None:
    page = get("/articles/?person=bob-kerry&person=john-kerry")
    assert page.one("h1").text == "0 articles"
    modes = section(page, "person").one("p", class_="modes")
    assert modes.text == "Articles naming any of these all of these"
    assert modes.one("a", aria_current="true").text == "all of these"
    either = get(modes.links()["any of these"])
    assert either.one("h1").text == "3 articles"
    back = section(either, "person").one("p", class_="modes")
    assert back.one("a", aria_current="true").text == "any of these"
    assert get(back.links()["all of these"]).one("h1").text == "0 articles"
    assert len(headlines(get("/articles/?person=sergei-lavrov&person=john-kerry"))) == 2


def test_a_number_says_what_is_left_or_added(get: Getter, archive: Archive) -> None:
    def rows(query: str, name: str) -> dict[str, str]:
        every = section(get(f"/articles/{query}"), name).all("li")
        return {
            row.one("span", class_="label").text.split(" (")[0]: row.one("span", class_="figure").text
            for row in every
        }

    assert rows("?person=john-kerry", "person") == {"John Kerry": "2 articles", "Sergei Lavrov": "2 articles"}
    assert rows("?person=john-kerry&person_mode=any", "person") == {
        "John Kerry": "2 articles",
        "Sergei Lavrov": "+0 more articles",
        "Bob Kerry": "+1 more article",
    }
    assert rows("?country=RU", "country") == {
        "Russia": "2 articles",
        "United States": "+1 more article",
        "Ukraine": "+1 more article",
    }
    assert rows("?country=RU&country_mode=all", "country") == {
        "Russia": "2 articles",
        "United States": "2 articles",
        "Ukraine": "1 article",
    }


def test_a_value_that_would_change_nothing_is_no_link(get: Getter, archive: Archive) -> None:
    people = section(get("/articles/?person=john-kerry&person_mode=any"), "person")
    assert [each.one("span", class_="label").text for each in people.all("span", class_="value")] == [
        "Sergei Lavrov"
    ]
    page = get("/articles/facets/person/?person=john-kerry&person_mode=any")
    assert [each.text for each in page.one("ul", class_="values").all("b")] == ["Sergei Lavrov"]
    assert (
        page.one("p", class_="modes").links()["all of these"] == "/articles/facets/person/?person=john-kerry"
    )


def test_a_switch_stands_only_where_there_is_something_to_join(get: Getter, archive: Archive) -> None:
    page = get("/articles/?not_person=john-kerry&source=newswire&source=the-daily-record")
    assert not page.all("p", class_="modes")


def test_every_format_leaves_out_the_same(client: Client, archive: Archive) -> None:
    query = "?not_country=RU&not_person=bob-kerry"
    expected = {archive[name].pk for name in ("scotland", "nato", "undated")}
    answer = client.get(f"/api/articles{query}").json()
    assert {each["id"] for each in answer["results"]} == expected
    assert client.get(f"/articles.csv{query}")["X-Total-Count"] == "3"
    assert client.get(f"/articles.atom{query}").content.count(b"<entry") == 3
    together = "?person=john-kerry&person=bob-kerry&person_mode=all"
    assert client.get(f"/api/articles{together}").json()["count"] == 0
    assert client.get(f"/articles.jsonl{together}")["X-Total-Count"] == "0"


def test_the_api_describes_every_parameter(client: Client, db: None) -> None:
    described = client.get("/api/openapi.json").json()["paths"]["/api/articles"]["get"]["parameters"]
    names = {each["name"] for each in described}
    facets = ("country", "person", "organisation", "place", "source")
    assert {f"not_{name}" for name in facets} <= names
    assert {f"{name}_mode" for name in facets[:4]} <= names
    assert all(each.get("description") or each["schema"].get("description") for each in described)


@pytest.fixture
def crowd(db: None) -> None:
    """More people than fit beside the results, including four Smiths."""
    for number in range(TOP + 15):
        name = f"Person Smith {number}" if number % 6 == 0 else f"Person {number}"
        ArticleFactory.create(headline=f"Report {number}", entities=[EntityFactory.create(name=name)])


def test_all_values_of_a_facet_can_be_left_out(get: Getter, crowd: None) -> None:
    page = get("/articles/facets/person/?not_person=person-1&q=report")
    [row] = page.all("li", class_="excluded")
    assert row.text == "Excluded: Person 11 article"
    other = next(link for link in page.all("a", class_="without") if link.text == "exclude Person 2")
    assert get(other.attributes["href"]).one("h1").text == f"{TOP + 13} articles, 1–20 shown"
    form = page.one("main").one("form", class_="search")
    assert form.one("input", name="not_person").attributes["value"] == "person-1"


def test_the_list_alone_stands_beside_the_results(client: Client, crowd: None) -> None:
    answer = client.get("/articles/facets/person/?part=list&name=smith&q=report&not_person=person-smith-6")
    assert answer["X-Robots-Tag"] == "noindex"
    part = parse(answer.content.decode())
    assert not part.all("main")
    assert part.one("p", class_="found").text == "5 people in the articles found, with “smith” in the name"
    rows = part.one("ul").all("li")
    assert len(rows) == 5
    assert rows[0].all("a")[0].attributes["href"].startswith("/articles/?q=report&person=person-smith-0")
    assert [row.one("s").text for row in part.all("li", class_="excluded")] == ["Person Smith 6"]
    none = parse(client.get("/articles/facets/person/?part=list&name=%3Cb%3E").content.decode())
    assert none.one("p", class_="found").text == "0 people in the articles found, with “<b>” in the name"
    assert not none.all("ul")
