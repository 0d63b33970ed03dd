"""The page of two entities: exactly the articles with both, by month, at one URL."""

from datetime import date
from functools import partial

import pytest
from django.http import QueryDict
from django.test import Client

from articles.models import Article, Entity, EntityName, Mention, Status
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import Tag
from tests.pages.conftest import Getter
from tests.sentences.support import article

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]
PAIR = "/people/john-kerry/with/sergei-lavrov/"


def headlines(page: Tag) -> list[str]:
    return [hit.one("h2").text for hit in page.all("article", class_="hit")]


def searched(query: str) -> list[str]:
    """Return the headlines of a search of all articles."""
    return [hit.article.headline for hit in run(ArticleFilterSet(QueryDict(query)).search_request).hits]


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        (PAIR, "person=john-kerry&person=sergei-lavrov&person_mode=all"),
        ("/people/john-kerry/with/countries/ua/", "person=john-kerry&country=UA"),
        ("/people/john-kerry/with/places/crimea/", "person=john-kerry&place=crimea"),
        ("/countries/ru/with/us/", "country=RU&country=US&country_mode=all"),
        ("/countries/ua/with/organisations/nato/", "country=UA&organisation=nato"),
    ],
)
@pytest.mark.parametrize(
    "narrowed",
    [
        "",
        "q=referendum",
        "q=oil&sort=oldest",
        "after=2014-03-15",
        "country=UA",
        "person=bob-kerry",
        "source=newswire",
    ],
)
def test_a_pair_is_the_list_with_both(
    get: Getter, archive: Archive, path: str, whole: str, narrowed: str
) -> None:
    query = "&".join(filter(None, [narrowed]))
    page = get(f"{path}?{query}")
    among_all = page.links()["Search all articles for this"]
    expected = searched(among_all.partition("?")[2])
    assert headlines(page) == expected
    if narrowed in ("", "q=referendum", "after=2014-03-15", "source=newswire"):
        assert headlines(page) == searched(f"{whole}&{narrowed}")
    if expected:
        assert page.one("h2", id="count").one("b").text == str(len(expected))
        csv = page.one("section", class_="take").links()["CSV"]
        assert searched(csv.partition("?")[2]) == expected


def test_several_chosen_people_can_be_alternatives_within_the_pair(get: Getter, db: None) -> None:
    a, b, c, d = (EntityFactory.create(name=name) for name in ("Ann One", "Ben Two", "Cy Three", "Di Four"))
    for headline, people in {"abc": (a, b, c), "abd": (a, b, d), "ab": (a, b), "acd": (a, c, d)}.items():
        ArticleFactory.create(headline=headline, entities=list(people))
    page = get("/people/ann-one/with/ben-two/?person=cy-three&person=di-four&person_mode=any")
    assert sorted(headlines(page)) == ["abc", "abd"]
    assert sorted(searched(page.links()["Search all articles for this"].partition("?")[2])) == [
        "abc",
        "abd",
    ]
    alone = get("/people/ann-one/?person=cy-three&person=di-four&person_mode=any&q=abc+OR+acd")
    assert sorted(headlines(alone)) == ["abc", "acd"]
    assert sorted(searched(alone.links()["Search all articles for this"].partition("?")[2])) == [
        "abc",
        "acd",
    ]


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/people/sergei-lavrov/with/john-kerry/", PAIR),
        ("/people/sergei-lavrov/with/john-kerry/?after=2014&q=a+b", f"{PAIR}?after=2014&q=a+b"),
        ("/people/john-kerry/with/people/sergei-lavrov/", PAIR),
        ("/people/sergey-lavrov/with/john-kerry/", PAIR),  # another of his names
        ("/countries/UA/with/people/john-kerry/", "/people/john-kerry/with/countries/ua/"),
        ("/countries/us/with/ru/", "/countries/ru/with/us/"),
        ("/people/john-kerry/with/john-kerry/", "/people/john-kerry/"),
    ],
)
def test_every_pair_has_one_address(client: Client, archive: Archive, asked: str, address: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/people/john-kerry/with/nobody/",
        "/people/nobody/with/john-kerry/",
        "/people/john-kerry/with/countries/qq/",
        "/people/john-kerry/with/only-drafted/",
        "/people/john-kerry/with/sources/newswire/",
        "/sources/newswire/with/people/john-kerry/",
        "/people/john-kerry/with/",
        "/people/john-kerry/with/%3Cscript%3E/",
        "/people/john-kerry/with/%00/",
    ],
)
def test_unknown_names_have_no_pair(get: Getter, archive: Archive, path: str) -> None:
    ArticleFactory.create(status=Status.DRAFT, entities=[EntityFactory.create(name="Only Drafted")])
    get(path, status=404)


def test_those_who_never_meet_are_told_so(get: Getter, archive: Archive) -> None:
    page = get("/people/bob-kerry/with/john-kerry/")
    assert (
        "No published article mentions both Bob Kerry and John Kerry." in page.one("div", class_="empty").text
    )
    assert page.links()["See who appears with John Kerry"] == "/people/john-kerry/"
    assert page.one("meta", name="robots").attributes["content"] == "noindex, follow"


def test_all_months_are_shown_at_once_beside_the_number_of_the_year(get: Getter, archive: Archive) -> None:
    john, lavrov = Entity.objects.get(slug="john-kerry"), Entity.objects.get(slug="sergei-lavrov")
    for day in (date(2005, 6, 7), date(2012, 1, 5), date(2012, 3, 1), date(2012, 3, 30)):
        ArticleFactory.create(published_on=day, entities=[john, lavrov], headline=f"On {day}")
    ArticleFactory.create(published_on=date(2012, 4, 1), entities=[john])
    years = get(PAIR).one("section", class_="months")
    assert [each.text for each in years.all("h3")] == ["2005 1 of 1 article", "2012 3 of 4 articles", *MARCH]
    squares = [link.text for link in years.all("a", class_="unit")]
    assert squares[:4] == [
        "June 2005: On 2005-06-07",
        "January 2012: On 2012-01-05",
        "March 2012: On 2012-03-01",
        "March 2012: On 2012-03-30",
    ]
    year = next(link for link in years.all("a") if link.text == "2012")
    assert get(year.attributes["href"]).one("h2", id="count").text == "3 articles"
    for _ in range(40):
        ArticleFactory.create(published_on=date(2012, 5, 1), entities=[john, lavrov])
    bars = get(PAIR).one("section", class_="months").all("a", class_="bar")
    assert [link.text for link in bars][-2:] == ["May 2012: 40 articles", "March 2014: 2 articles"]


MARCH = ["2014 2 of 3 articles"]


def test_sentences_that_name_both_stand_on_a_line_of_time(get: Getter, archive: Archive) -> None:
    names = {
        "Kerry": Entity.objects.get(slug="john-kerry"),
        "Lavrov": Entity.objects.get(slug="sergei-lavrov"),
    }
    article("[Kerry] & <b>[Lavrov]</b> met.", names, published_on=date(2015, 1, 1), headline="They met")
    article("[Kerry] left. [Lavrov] stayed.", names, published_on=date(2015, 2, 1), headline="They parted")
    page = get(PAIR)
    story = page.one("section", class_="story")
    assert [each.text for each in story.all("li", class_="later")] == [
        "3 days later",
        "10 months later",
        "31 days later",
    ]
    assert [each.text for each in story.all("blockquote")] == [
        "Kerry & <b>Lavrov</b> met.",
        "Kerry left.",
        "Lavrov stayed.",
    ]
    assert "4 articles name both, March 2014 to February 2015. In 1 of them a sentence does." in page.text
    snippets = {
        hit.one("h2").text: hit.one("p", class_="text").text
        for hit in page.all("article", class_="hit")
        if hit.all("p", class_="text")
    }
    assert snippets["They met"] == "Kerry & <b>Lavrov</b> met."
    assert snippets["They parted"] == "Kerry left. Lavrov stayed."
    assert page.one("section", class_="take").one("button").text == "Cite these 4"
    assert page.links()["CSV"].startswith("/articles.csv?person=john-kerry&person=sergei-lavrov")


def test_page_tells_first_and_latest_and_how_each_is_named(get: Getter, archive: Archive) -> None:
    lavrov = Entity.objects.get(slug="sergei-lavrov")
    for start, surface in ((0, "Lavrov"), (20, "Lavrov"), (40, "<Sergei> Lavrov")):
        Mention.objects.create(
            article=archive["talks"],
            entity=lavrov,
            field="body",
            start=start,
            end=start + 6,
            surface=surface,
            kind="person",
            evidence="name",
            origin="rules",
        )
    page = get(PAIR)
    ends = page.all("dl", class_="ends")
    said = {row.one("dt").text: row.one("dd").text for each in ends for row in each.all("div")}
    assert said == {
        "First article": "14 March 2014 Kerry meets Lavrov in London",
        "Latest article": "17 March 2014 US rejects Crimea vote",
        "Names used for Sergei Lavrov": "Lavrov 2×, <Sergei> Lavrov 1×",
    }


def test_chips_and_facets_stay_on_the_page(get: Getter, archive: Archive) -> None:
    page = get(PAIR)
    beside = page.one("section", **{"aria-labelledby": "facet-country"}).all("a")[0].attributes["href"]
    assert beside == f"{PAIR}?country=RU" or beside.startswith(f"{PAIR}?country=")
    narrowed = get(beside)
    assert narrowed.one("ul", class_="chips").all("a")[0].attributes["href"].rstrip("?") == PAIR
    people = page.all("section", **{"aria-labelledby": "facet-person"})
    assert not people  # nobody else is there


def test_own_value_in_the_parameters_changes_nothing(get: Getter, archive: Archive) -> None:
    assert headlines(get(f"{PAIR}?person=john-kerry")) == headlines(get(PAIR))
    assert headlines(get("/people/john-kerry/?person=john-kerry")) == headlines(get("/people/john-kerry/"))


def test_names_of_merged_or_renamed_entries_lead_on(client: Client, archive: Archive) -> None:
    john = Entity.objects.get(slug="john-kerry")
    for name in ("John F Kerry", "Jean-Claude Kerry"):
        EntityName.objects.create(entity=john, name=name)
    for slug in ("john-f-kerry", "john-f-kerry-2", "sergey-lavrov"):
        answer = client.get(f"/people/{slug}/?page=2")
        assert answer.status_code == 302
        assert answer["Location"].endswith("/?page=2")
    EntityName.objects.create(entity=Entity.objects.get(slug="bob-kerry"), name="John F Kerry")
    assert client.get("/people/john-f-kerry/").status_code == 404  # which of the two?
    drafted = EntityFactory.create(name="Only Drafted")
    EntityName.objects.create(entity=drafted, name="Secret Name")
    ArticleFactory.create(status=Status.DRAFT, entities=[drafted])
    assert client.get("/people/secret-name/").status_code == 404


def test_queries_do_not_grow_with_articles(
    get: Getter, archive: Archive, count_queries: QueryCounter
) -> None:
    before = count_queries(partial(get, PAIR))
    john, lavrov = Entity.objects.get(slug="john-kerry"), Entity.objects.get(slug="sergei-lavrov")
    for number in range(25):
        ArticleFactory.create(
            source=SourceFactory.create(name=f"Paper {number}"),
            entities=[john, lavrov, EntityFactory.create(name=f"Someone {number}"), country("FR")],
        )
    assert count_queries(partial(get, PAIR)) <= before
    assert before <= 22
