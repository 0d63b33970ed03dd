"""Indexes and pages of people, countries, organisations, places and sources; all values of a facet."""

from datetime import date
from functools import partial

import pytest
from django.test import Client

from articles.extraction.store.annotate import refresh_arrays
from articles.models import Article, Decision, Entity, Source, Status
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import Tag
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]


def index(page: Tag) -> dict[str, int]:
    """Return the names of an index with their counts, in order."""
    return (
        {
            item.all("a")[0].text: int(item.all("span")[0].text.split()[0].replace(",", ""))
            for item in page.one("ul", class_="index").all("li")
        }
        if page.all("ul", class_="index")
        else {}
    )


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("/people/", {"John Kerry": 2, "Sergei Lavrov": 2, "Bob Kerry": 1}),
        ("/countries/", {"United States": 3, "Russia": 2, "Ukraine": 2}),
        ("/organisations/", {"NATO": 1}),
        ("/places/", {"Crimea": 1}),
        ("/sources/", {"Newswire": 4, "The Daily Record": 2}),
    ],
)
def test_index_counts_published_articles_most_named_first(
    get: Getter, archive: Archive, path: str, rows: dict[str, int]
) -> None:
    page = get(path)
    assert index(page) == rows
    assert list(index(page)) == list(rows)
    assert page.one("div", class_="count").one("b").text == str(len(rows))
    for link in page.one("ul", class_="index").links().values():
        assert get(link).one("h1").text in rows
    here = page.one("nav", **{"aria-label": "Main"}).one("a", **{"aria-current": "page"})
    assert here.attributes["href"] == path


def test_index_in_order_of_the_alphabet(get: Getter, archive: Archive) -> None:
    page = get("/people/")
    page = get("/people/" + page.one("nav", class_="sort").links()["A–Z"])
    assert list(index(page)) == ["Bob Kerry", "John Kerry", "Sergei Lavrov"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/people/?name=kerry", ["Bob Kerry", "John Kerry"]),
        ("/people/?name=SERGEY", ["Sergei Lavrov"]),  # by another of his names
        ("/people/?name=Kérry&sort=name", ["Bob Kerry", "John Kerry"]),
        ("/people/?name=%25", []),
        ("/people/?name=_", []),
        ("/people/?name=%00", ["Bob Kerry", "John Kerry", "Sergei Lavrov"]),
        ("/sources/?name=record", ["The Daily Record"]),
        ("/sources/?name=%25", []),
        ("/countries/?name=america", ["United States"]),
        ("/people/?name=" + "x" * 5000, []),
        ("/people/?sort=nonsense&page=nonsense", ["Bob Kerry", "John Kerry", "Sergei Lavrov"]),
        ("/people/?page=99", ["Bob Kerry", "John Kerry", "Sergei Lavrov"]),
    ],
)
def test_index_is_searched_by_name(get: Getter, archive: Archive, path: str, found: list[str]) -> None:
    assert sorted(index(get(path))) == found


def test_name_that_nobody_bears_is_explained(get: Getter, archive: Archive) -> None:
    page = get("/people/?name=%3Cb%3Ezyx%26")
    assert "No name in published articles matches “<b>zyx&”." in page.one("div", class_="empty").text
    assert (
        page.one("div", class_="empty").links()["Search the articles for it"] == "/articles/?q=%3Cb%3Ezyx%26"
    )
    assert get("/people/").one("ul", class_="index")


def test_empty_indexes_say_so(get: Getter, db: None) -> None:
    for path in ("/people/", "/countries/", "/organisations/", "/places/", "/sources/"):
        assert get(path).one("div", class_="empty").text == "No published article mentions any yet."


def test_long_index_has_pages(get: Getter, db: None) -> None:
    everyone = [EntityFactory.create(name=f"Person {number:03}") for number in range(201)]
    ArticleFactory.create(entities=everyone)
    page = get("/people/?sort=name&name=person")
    assert len(index(page)) == 200
    following = page.one("nav", class_="pages").links()["Next"]
    assert list(index(get("/people/" + following))) == ["Person 200"]


def test_rejected_and_passing_entities_are_in_no_index(get: Getter, db: None) -> None:
    people = {name: EntityFactory.create(name=name) for name in ("Ann Auto", "Con Firmed", "Re Jected")}
    article = ArticleFactory.create(entities=list(people.values()))
    for name, decision in (("Con Firmed", Decision.CONFIRMED), ("Re Jected", Decision.REJECTED)):
        article.article_entities.filter(entity=people[name]).update(status=decision)
    article.article_entities.create(entity=country("FR"), is_about=False)
    refresh_arrays([article.pk])
    assert set(index(get("/people/"))) == {"Ann Auto", "Con Firmed"}
    assert index(get("/countries/")) == {}


def test_page_of_a_person(get: Getter, archive: Archive) -> None:
    Entity.objects.filter(name="Sergei Lavrov").update(description="Foreign minister & more.")
    page = get("/people/sergei-lavrov/")
    assert page.one("h1").text == "Sergei Lavrov"
    assert page.one("p", class_="names").text == "Also: Sergey Lavrov"
    assert "Foreign minister & more." in page.one("div", class_="entity-head").text
    assert page.one("h2", id="count").text == "2 articles"
    assert [hit.one("h2").text for hit in page.all("article", class_="hit")] == [
        "US rejects Crimea vote",
        "Kerry meets Lavrov in London",
    ]
    assert page.links()["Search all articles for this"] == "/articles/?person=sergei-lavrov"
    beside = {section.attributes["aria-labelledby"] for section in page.all("section", class_="facet")}
    assert "facet-country" in beside
    others = page.one("section", **{"aria-labelledby": "facet-person"})
    assert [
        link.one("span", class_="label").text
        for link in others.all("a", rel="nofollow")
        if link.all("span", class_="label")
    ] == ["John Kerry"]
    with_country = page.one("section", **{"aria-labelledby": "facet-country"}).all("a")[0].attributes["href"]
    narrowed = get(with_country)
    assert with_country.startswith("/people/sergei-lavrov/?country=")
    assert narrowed.one("h1").text == "Sergei Lavrov"
    assert narrowed.one("ul", class_="chips").text.count("Remove:") == 1


def test_page_of_a_country_is_found_by_code_and_by_name(
    get: Getter, client: Client, archive: Archive
) -> None:
    assert get("/countries/ua/").one("h1").text == "Ukraine"
    for path in ("/countries/UA/", "/countries/ukraine/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/countries/ua/")
    assert client.get("/countries/qq/").status_code == 404


def test_country_in_no_article_has_a_page_with_a_next_step(get: Getter, archive: Archive) -> None:
    page = get("/countries/fj/")
    assert page.one("h1").text == "Fiji"
    assert page.links()["Search for these words instead"] == "/articles/?q=Fiji"


def test_page_of_a_source(get: Getter, archive: Archive) -> None:
    Source.objects.filter(name="Newswire").update(
        homepage="https://newswire.example/", description="An agency."
    )
    page = get("/sources/newswire/")
    assert page.one("h1").text == "Newswire"
    assert page.one("h2", id="count").text == "4 articles"
    assert page.links()["https://newswire.example/"] == "https://newswire.example/"
    assert "An agency." in page.text


@pytest.mark.parametrize(
    "path",
    ["/people/nobody/", "/sources/nowhere/", "/places/ua/", "/people/ua/", "/animals/", "/people/a/b/"],
)
def test_unknown_names_are_not_there(get: Getter, archive: Archive, path: str) -> None:
    get(path, status=404)


def test_person_of_drafts_alone_is_not_there(get: Getter, db: None) -> None:
    person = EntityFactory.create(name="Only Drafted")
    ArticleFactory.create(status=Status.DRAFT, entities=[person])
    get(person.get_absolute_url(), status=404)


def test_queries_do_not_grow_with_rows(get: Getter, archive: Archive, count_queries: QueryCounter) -> None:
    paths = ["/people/", "/countries/", "/sources/", "/people/john-kerry/", "/sources/newswire/"]
    before = {path: count_queries(partial(get, path)) for path in paths}
    kerry = Entity.objects.get(name="John Kerry")
    for number in range(30):
        ArticleFactory.create(
            published_on=date(1990 + number, 1, 1),
            source=SourceFactory.create(name="Newswire" if number % 2 else f"Paper {number}"),
            entities=[kerry, EntityFactory.create(name=f"Someone {number}"), country("FR"), country("DE")],
        )
    after = {path: count_queries(partial(get, path)) for path in paths}
    assert {path: after[path] - before[path] for path in paths if after[path] > before[path]} == {}
    assert max(after.values()) <= 24  # an entity's page also reads its sentences, roles and companions


def test_all_values_of_a_facet_keep_the_search(get: Getter, db: None) -> None:
    everyone = [EntityFactory.create(name=f"Person {number:03}") for number in range(205)]
    ArticleFactory.create(headline="Oil meeting", entities=everyone, published_on=date(2020, 1, 1))
    ArticleFactory.create(headline="Oil again", entities=everyone[:2], published_on=date(2021, 1, 1))
    ArticleFactory.create(headline="Football", entities=[EntityFactory.create(name="Other Person")])
    page = get("/articles/?q=oil&after=2019")
    more = page.one("section", **{"aria-labelledby": "facet-person"}).one("a", class_="more")
    assert more.text == "Show all 205 people"
    full = get(more.attributes["href"])
    assert full.one("h1").text == "Filter by person"
    assert full.one("p", class_="count").text == "205 people in the articles found"
    rows = index(full)
    assert list(rows.items())[:3] == [("Person 000", 2), ("Person 001", 2), ("Person 002", 1)]
    assert len(rows) == 200
    second = get("/articles/facets/person/" + full.one("nav", class_="pages").links()["Next"])
    assert list(index(second)) == [f"Person {number:03}" for number in range(200, 205)]
    assert second.one("nav", class_="pages").links()["Previous"]
    chosen = full.one("ul", class_="index").links()["Person 001"]
    assert get(chosen).one("h1").text == "2 articles"
    assert get(full.links()["Back to the results"]).one("h1").text == "2 articles"
    form = full.one("main").one("form", class_="search")
    hidden = {tag.attributes["name"]: tag.attributes["value"] for tag in form.all("input", type="hidden")}
    assert hidden == {"q": "oil", "after": "2019"}
    assert list(index(get("/articles/facets/person/?q=oil&after=2019&name=SON+20"))) == [
        f"Person {number:03}" for number in range(200, 205)
    ]


def test_one_value_of_a_facet_is_one(get: Getter, archive: Archive) -> None:
    page = get("/articles/facets/person/?name=lavrov")
    assert page.one("p", class_="count").text == "1 person in the articles found, with “lavrov” in the name"


def test_facet_page_without_values_or_name_is_explained(get: Getter, archive: Archive) -> None:
    page = get("/articles/facets/place/?q=zyzzyva&name=%3Cb%3E")
    assert "Nothing in these results has “<b>” in its name." in page.one("div", class_="empty").text
    get("/articles/facets/animal/", status=404)
    get("/articles/facets/country/?page=77")


def test_index_by_letter(get: Getter, archive: Archive) -> None:
    for name in ("Łukasz Example", "7 Days", "王毅"):
        ArticleFactory.create(entities=[EntityFactory.create(name=name)])
    page = get("/people/")
    letters = page.one("nav", class_="letters")
    counted = {link.text: link.attributes["href"] for link in letters.all("a")}
    assert list(counted) == ["All", "B 1 name", "J 1 name", "L 1 name", "S 1 name", "Others 2 names"]
    assert list(index(get("/people/" + counted["L 1 name"]))) == ["Łukasz Example"]
    others = get("/people/" + counted["Others 2 names"])
    assert list(index(others)) == ["7 Days", "王毅"]
    chosen = others.one("nav", class_="letters").one("a", **{"aria-current": "true"})
    assert chosen.text == "Others 2 names"
    everyone = index(get("/people/" + others.one("nav", class_="letters").links()["All"]))
    assert next(iter(everyone)) == "7 Days"


@pytest.mark.parametrize("letter", ["q", "aa", "%00", "é", "ALL", "x" * 3000])
def test_letters_without_names_are_explained(get: Getter, archive: Archive, letter: str) -> None:
    page = get(f"/people/?letter={letter}")
    assert index(page) == {}
    assert page.one("div", class_="empty").links()["See all names"] == "?"


@pytest.mark.parametrize("number", ["10000", "999999999", "0", "-1", "٣", "1e9", "9" * 50])
def test_pages_that_are_not_there_show_one_that_is(get: Getter, archive: Archive, number: str) -> None:
    page = get(f"/people/?page={number}")
    assert len(index(page)) == 3
    if number in ("10000", "999999999"):
        assert f"There is no page {int(number):,}; this is the last one." in page.text


def test_index_says_by_which_other_name_one_was_found(get: Getter, archive: Archive) -> None:
    page = get("/people/?name=sergey")
    assert page.one("ul", class_="index").one("small").text == "as Sergey Lavrov"
    assert not get("/people/?name=lavrov").one("ul", class_="index").all("small")


def ranked(page: Tag) -> dict[str, tuple[str, str]]:
    """Return the URL and the figures of each name that appears with the page's entity."""
    rows = page.one("section", class_="company").all("tr")
    return {
        row.one("th").text: (row.one("a").attributes["href"], row.one("td").text)
        for row in rows
        if row.all("td")
    }


def test_names_that_appear_with_an_entity_are_ranked_by_share(get: Getter, db: None) -> None:
    kerry, lavrov, psaki, obama = (
        EntityFactory.create(name=name)
        for name in ("John Kerry", "Sergei Lavrov", "Jen Psaki", "Barack Obama")
    )
    for _ in range(6):
        ArticleFactory.create(entities=[kerry, lavrov, obama, country("RU")])
    for _ in range(6):
        ArticleFactory.create(entities=[kerry, psaki, obama])
    for _ in range(18):
        ArticleFactory.create(entities=[lavrov])
    for _ in range(100):
        ArticleFactory.create(entities=[obama])
    page = get("/people/john-kerry/")
    assert list(ranked(page).items()) == [
        ("Jen Psaki", ("/people/jen-psaki/with/john-kerry/", "6 of 6")),
        ("Sergei Lavrov", ("/people/john-kerry/with/sergei-lavrov/", "6 of 24")),
        ("Russia", ("/people/john-kerry/with/countries/ru/", "6 of 6")),
    ]
    assert "Barack Obama" in page.one("section", class_="company").text
    every = get(page.links()["Show them"].partition("#")[0])
    assert ranked(every)["Barack Obama"] == ("/people/barack-obama/with/john-kerry/", "12 of 112")
    narrowed = get("/people/john-kerry/?country=RU")
    assert ranked(narrowed)["Russia"][1] == "6 of 6"
    assert "Jen Psaki" not in ranked(narrowed)


def test_people_who_appear_together_are_drawn(get: Getter, db: None) -> None:
    kerry, *others = (EntityFactory.create(name=f"Person {letter}") for letter in "KABCDE")
    for one, other in ((0, 1), (1, 2), (2, 3)):
        for _ in range(5):
            ArticleFactory.create(entities=[kerry, others[one], others[other]])
    for _ in range(5):
        ArticleFactory.create(entities=[kerry, others[4]])
    for _ in range(300):
        ArticleFactory.create()
    drawn = get("/people/person-k/").one("figure", class_="net")
    names = [link.one("text").text for link in drawn.all("a")]
    assert sorted(names) == ["Person A", "Person B", "Person C", "Person D"]
    assert len(drawn.all("line")) == 3
    assert "Person B and Person A: 5 articles" in {line.one("title").text for line in drawn.all("line")}
    assert not get("/people/person-e/").all("figure", class_="net")


def test_whoever_appears_with_nobody_has_no_network(get: Getter, db: None) -> None:
    ArticleFactory.create(entities=[EntityFactory.create(name="Robinson Alone")])
    assert not get("/people/robinson-alone/").all("section", class_="company")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=headline:meets", ["Kerry meets Lavrov in London"]),
        ("country=UA", ["US rejects Crimea vote"]),
        ("after=2014-03-15", ["US rejects Crimea vote"]),
        ("before=2014-03-15&sort=oldest", ["Kerry meets Lavrov in London"]),
        ("sort=oldest", ["Kerry meets Lavrov in London", "US rejects Crimea vote"]),
        ("per_page=1&page=2", ["Kerry meets Lavrov in London"]),
        ("not_country=UA", ["Kerry meets Lavrov in London"]),
        ("source=the-daily-record", []),
        ("q=%00%27%22&country=ZZ&person=%3C", []),
    ],
)
def test_every_parameter_of_a_search_works_on_a_page(
    get: Getter, archive: Archive, query: str, found: list[str]
) -> None:
    page = get(f"/people/john-kerry/?{query}")
    assert [hit.one("h2").text for hit in page.all("article", class_="hit")] == found
    if not found:
        assert page.one("div", class_="empty").links()["See them all"] == "/people/john-kerry/"
