"""The list of articles: search, facets, chips, order and pages, in all states."""

import re
from datetime import date
from functools import partial

import pytest
from django.test import Client

from articles.models import Article
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, country
from tests.html import Tag
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]


def headlines(page: Tag) -> list[str]:
    """Return the headlines of the hits, in order."""
    return [hit.one("h2").text for hit in page.all("article", class_="hit")]


def foreign_scripts(page: Tag) -> list[Tag]:
    """Return scripts that are not the archive's own files."""
    ours = {f"/static/js/{name}" for name in ("results", "find", "dates", "keys", "suggest", "timeline")}
    return [
        tag
        for tag in page.all("script")
        if tag.raw_text or tag.attributes.get("src", "").partition(".")[0] not in ours
    ]


def facet(page: Tag, name: str) -> dict[str, tuple[int, str]]:
    """Return the values of a facet on the page: label -> (count, link)."""
    found = {}
    for item in page.one("section", **{"aria-labelledby": f"facet-{name}"}).all("li"):
        link = item.all("a")[0]
        label = re.sub(r" ?\(chosen;.*", "", link.one("span", class_="label").text)
        count = int(link.one("span", class_="figure").text.split()[0].replace(",", ""))
        found[label] = (count, link.attributes["href"])
    return found


def chips(page: Tag) -> dict[str, str]:
    """Return the chosen filters: label -> link that removes it."""
    return {
        re.sub(r"Remove: |\s*×$", "", text): link
        for text, link in page.one("ul", class_="chips").links().items()
        if text != "Remove all"
    }


def notes(page: Tag) -> list[str]:
    """Return the notes about parts of the query that were ignored or interpreted differently."""
    return [item.text for box in page.all("ul", class_="notes") for item in box.all("li")]


def test_everything_published_is_listed_newest_first(get: Getter, archive: Archive) -> None:
    page = get("/articles/")
    assert headlines(page) == [
        "NATO looks east",
        "Oil prices fall again",
        "Scotland votes on independence",
        "US rejects Crimea vote",
        "Kerry meets Lavrov in London",
        "A letter to the editor",
    ]
    assert page.one("h1").text == "6 articles"
    assert notes(page) == []
    assert not page.all("ul", class_="chips")
    assert not page.all("nav", class_="pages")
    assert "Date unknown" in page.all("article", class_="hit")[-1].text
    assert [link.text for link in page.one("nav", class_="sort").all("a")] == ["Newest", "Oldest"]
    robots = page.all("meta", name="robots")
    assert robots == []


def test_search_counts_marks_and_says_how_it_was_read(get: Getter, archive: Archive) -> None:
    page = get("/articles/?q=referendum")
    assert page.one("h1").text == "4 articles"
    assert page.one("p", class_="understood").text.startswith("Articles containing referendum.")
    understood = get("/articles/?q=oil+person:john-kerry+prices").one("p", class_="understood").text
    assert understood.startswith("Articles containing oil and prices, mentioning John Kerry.")
    assert {mark.text.lower() for mark in page.all("mark")} <= {"referendum", "referendums"}
    assert len(page.all("mark")) >= 4
    assert page.one("input", id="q").attributes["value"] == "referendum"
    assert page.one("title").text == "referendum · 4 articles · News Archive"
    assert page.all("meta", name="robots")[0].attributes["content"] == "noindex, follow"
    order = page.one("nav", class_="sort")
    assert order.one("a", **{"aria-current": "true"}).text == "Relevance"


def test_headline_counts_most(get: Getter, archive: Archive) -> None:
    assert headlines(get("/articles/?q=oil"))[0] == "Oil prices fall again"


def test_facets_count_what_choosing_them_shows(get: Getter, archive: Archive) -> None:
    page = get("/articles/")
    for name in ("country", "person", "organisation", "place", "source"):
        values = facet(page, name)
        assert values, name
        for count, link in values.values():
            assert get(link).one("h1").text == f"{count} article{'' if count == 1 else 's'}"
    assert {label: count for label, (count, _) in facet(page, "country").items()} == {
        "United States": 3,
        "Russia": 2,
        "Ukraine": 2,
    }


def test_values_of_one_facet_widen_and_different_facets_narrow(get: Getter, archive: Archive) -> None:
    page = get("/articles/?country=UA")
    assert page.one("h1").text == "2 articles"
    # One more country adds its articles to those found; other facets count within them.
    assert facet(page, "country")["United States"][0] == 2
    assert {label: count for label, (count, _) in facet(page, "person").items()} == {
        "John Kerry": 1,
        "Sergei Lavrov": 1,
    }
    both = get(facet(page, "country")["Russia"][1])
    assert both.one("h1").text == "3 articles"
    assert set(chips(both)) == {"Russia", "Ukraine"}
    modes = both.one("p", class_="modes")
    assert modes.text == "Articles about any of these all of these"
    everyone = get(modes.links()["all of these"])
    assert headlines(everyone) == ["US rejects Crimea vote"]
    narrowed = get("/articles/?country=UA&country=RU&person=sergei-lavrov&source=newswire&q=oil")
    assert sorted(headlines(narrowed)) == ["Kerry meets Lavrov in London", "US rejects Crimea vote"]


def test_chips_take_one_filter_off_each(get: Getter, archive: Archive) -> None:
    page = get("/articles/?q=referendum&country=US&person=john-kerry&after=2014-03&before=2014-03")
    links = chips(page)
    assert set(links) == {"United States", "John Kerry", "March 2014"}
    without_date = get(links["March 2014"])
    assert set(chips(without_date)) == {"United States", "John Kerry"}
    assert without_date.one("input", id="q").attributes["value"] == "referendum"
    clear = page.one("a", class_="clear").attributes["href"]
    assert get(clear).one("h1").text == "4 articles"


def test_search_box_keeps_the_chosen_filters(get: Getter, archive: Archive) -> None:
    form = get("/articles/?q=x&country=US&country=UA&after=2014&per_page=50").one("form", class_="search")
    hidden = [(tag.attributes["name"], tag.attributes["value"]) for tag in form.all("input", type="hidden")]
    assert hidden == [("country", "UA"), ("country", "US"), ("after", "2014"), ("per_page", "50")]


def test_dates_form_keeps_everything_but_the_dates(get: Getter, archive: Archive) -> None:
    form = get("/articles/?q=oil&country=US&after=2014&before=2015-01").one("form", class_="dates")
    fields = [(tag.attributes["name"], tag.attributes["value"]) for tag in form.all("input")]
    assert sorted(fields) == [("after", "2014"), ("before", "2015-01"), ("country", "US"), ("q", "oil")]


def test_timeline_goes_from_years_to_months_to_days_and_up_again(get: Getter, archive: Archive) -> None:
    def bars(page: Tag) -> dict[str, str]:
        """Return the link of each column, "" for one without articles, by its label or else its words."""
        columns = page.one("nav", class_="time").one("ol").all("li")
        links = [next(iter(column.all("a")), None) for column in columns]
        return {
            link.attributes["data-label"]
            if link
            else column.one("span", class_="value").text.split(":")[0]: (
                link.attributes["href"] if link else ""
            )
            for column, link in zip(columns, links, strict=True)
        }

    ArticleFactory.create(published_on=date(1990, 2, 11))
    years = get("/articles/")
    legend = years.one("nav", class_="time").one("p", class_="legend").text
    assert legend == "Articles by year almost nothing held 1 article without a date is not shown"
    assert list(bars(years)) == [str(year) for year in range(1990, 2017)]
    months = get(bars(years)["2014"])
    assert months.one("h1").text == "3 articles"
    assert len(bars(months)) == 12
    days = get(bars(months)["March 2014"])
    assert days.one("h1").text == "2 articles"
    assert len(bars(days)) == 31
    day = get(bars(days)["17 March 2014"])
    assert headlines(day) == ["US rejects Crimea vote"]
    up = day.one("nav", class_="time").one("p", class_="legend").all("a")
    assert up
    assert get(up[0].attributes["href"]).one("h1").text in {"3 articles", "2 articles"}


def test_order_can_be_chosen(get: Getter, archive: Archive) -> None:
    page = get("/articles/?q=referendum")
    links = page.one("nav", class_="sort").links()
    assert list(links) == ["Relevance", "Newest", "Oldest"]
    newest, oldest = headlines(get(links["Newest"])), headlines(get(links["Oldest"]))
    assert newest == [
        "Scotland votes on independence",
        "US rejects Crimea vote",
        "Kerry meets Lavrov in London",
        "A letter to the editor",
    ]
    assert oldest == [*reversed(newest[:3]), newest[3]]


def test_pages_hold_every_article_once(get: Getter, db: None) -> None:
    for number in range(45):
        ArticleFactory.create(headline=f"Report {number}", published_on=date(2020, 1, 1 + number % 5))
    seen: list[str] = []
    path = "/articles/?q=report"
    for first, last in ((1, 20), (21, 40), (41, 45)):
        page = get(path)
        assert page.one("h1").text == f"45 articles, {first}–{last} shown"
        seen += headlines(page)
        nav = page.one("nav", class_="pages")
        assert nav.one("a", **{"aria-current": "page"}).text == f"Page {1 + first // 20}"
        following = nav.all("a", rel="next")
        path = following[0].attributes["href"] if following else ""
    assert path == ""
    assert len(seen) == len(set(seen)) == 45


def test_page_past_the_end_shows_the_last_and_says_so(get: Getter, archive: Archive) -> None:
    page = get("/articles/?page=99&per_page=4")
    assert notes(page) == ["There is no page 99; this is the last one."]
    assert len(headlines(page)) == 2
    assert page.one("nav", class_="pages").one("a", **{"aria-current": "page"}).text == "Page 2"
    assert get("/articles/?page=999999999").one("h1").text == "6 articles"


def test_empty_archive_says_how_to_fill_it(get: Getter, db: None) -> None:
    page = get("/articles/")
    assert page.one("h1").text == "0 articles"
    assert page.one("div", class_="empty").text.startswith("This archive has no published articles yet.")
    assert "script/manage import_articles" in page.one("div", class_="empty").text
    assert not page.all("nav", class_="sort")


@pytest.mark.parametrize(
    ("query", "words", "offered"),
    [
        ("q=zyzzyva", "No articles match these words.", "Check the spelling"),
        ("country=FR", "No articles match these filters.", "Remove all filters"),
        (
            "q=oil&country=FR",
            "No articles match both these words and these filters.",
            "Remove all filters and",
        ),
        ("q=oil+zyzzyva", "No articles match these words.", "Use fewer words"),
    ],
)
def test_no_results_are_explained_with_a_next_step(
    get: Getter, archive: Archive, query: str, words: str, offered: str
) -> None:
    page = get(f"/articles/?{query}")
    assert page.one("h1").text == "0 articles"
    box = page.one("div", class_="empty").text
    assert words in box
    assert offered in box
    assert "This archive has no published" not in box
    assert page.one("div", class_="empty").links()["See all articles"] == "/articles/"


@pytest.mark.parametrize(
    ("query", "count", "note"),
    [
        ("q=the+of", 6, "contains only very common words"),
        ("q=oil+the", 3, "Ignored common words: the."),
        ("q=-oil", 3, "only excludes articles"),
        ("q=%21%21%21", 6, "no searchable words"),
        ("q=person:nobody", 0, "There is no person called “nobody”"),
        ("q=" + "oil+" * 300, 3, "first 500 characters"),
    ],
)
def test_query_that_had_to_be_read_differently_is_explained(
    get: Getter, archive: Archive, query: str, count: int, note: str
) -> None:
    page = get(f"/articles/?{query}")
    assert page.one("h1").text == f"{count} articles"
    assert any(note in each for each in notes(page)), notes(page)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("country=Ukraine", "“Ukraine” is not a country code (such as UA) and was ignored."),
        ("country=QQ", "There is no country “QQ” in the archive."),
        ("person=a%2Fb", "No person has the address “a/b”; it was ignored."),
        ("source=nowhere", "There is no source “nowhere” in the archive."),
        (
            "after=yesterday",
            "“yesterday” is not a valid date; write 2014, March 2014, 2014-03-17 or 2013 to 2015.",
        ),
        ("before=2014-02-30", "“2014-02-30” is not a valid date"),
        ("after=2015&before=2014", "The date range 2015 to 2014 is empty."),
        ("sort=price", "“price” is not a valid value for sort. Choose from: relevance, newest, oldest."),
        ("page=0", "“0” is not a valid value for page; 1 was used instead."),
        ("page=x", "“x” is not a valid value for page; 1 was used instead."),
        ("per_page=1000", "“1000” is not a valid value for per page; 20 was used instead."),
        ("country_mode=some", "“some” is not a valid value for country_mode. Choose from: any, all."),
    ],
)
def test_bad_values_are_said_and_never_an_error(
    get: Getter, archive: Archive, query: str, problem: str
) -> None:
    page = get(f"/articles/?{query}")
    assert any(problem in note for note in notes(page)), notes(page)


@pytest.mark.parametrize(
    "query",
    [
        *("q=%00", "q=" + "-" * 33, "q=" + "%22" * 400, "q=%28%28%28", "q=a%3A%3A%3A", "q=%FF%FE"),
        *("q=%ED%A0%80", "q=OR+OR+OR", "q=%22unclosed", "q=headline%3A", "q=%3C->%3C->", "q=%27%27%27"),
        *("q=%5C%5C", "q=*", "q=-*", "q=country%3A%00", "q=after%3A9999", "q=before%3A0000", "after=0000"),
        *("after=9999-12-31", "page=1e9", "q[]=x", "q=a&q=b", "country=%00%00", "person=" + "x" * 3000),
        *("q=\N{RIGHT-TO-LEFT OVERRIDE}abc", "q=" + "%F0%9F%92%A9" * 200, "per_page=-1", "page=%D9%A1"),
        "&".join(f"country={first}{second}" for first in "ABCDEFGH" for second in "ABCDEFGHIJ"),
    ],
)
def test_no_parameter_breaks_the_page(client: Client, archive: Archive, query: str) -> None:
    for path in ("/articles/", "/api/articles"):
        assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["gas", "russia", "Russia’s", "“oil price”", "price", "‘vote’", "headline:gas"]
)
def test_typographic_quotes_and_dashes_are_no_part_of_words(get: Getter, db: None, query: str) -> None:
    body = "It is Russia’s—so they say—“oil price” that fell; a ‘vote’…"
    ArticleFactory.create(headline="Russia’s “gas”", body=body)
    page = get(f"/articles/?q={query}")
    assert headlines(page) == ["Russia’s “gas”"]
    assert page.all("mark")


def test_hostile_texts_are_shown_as_text(get: Getter, db: None) -> None:
    evil = "<script>alert(1)</script>"
    person = EntityFactory.create(name=f"Eve {evil}")
    ArticleFactory.create(
        headline=f"Headline {evil} & <b>bold</b>",
        standfirst=f'Standfirst {evil} "quoted" wicked',
        body=f"Body {evil} <img src=x onerror=alert(1)> wicked",
        dateline=evil,
        entities=[person],
    )
    for path in (f"/articles/?q={evil}", "/articles/?q=headline", "/articles/?q=wicked", "/articles/"):
        page = get(path)
        assert foreign_scripts(page) == []
        assert page.all("img") == []
    for path in ("/articles/?q=headline", "/articles/?q=wicked", "/articles/"):
        page = get(path)
        assert headlines(page) == [f"Headline {evil} & <b>bold</b>"]
    assert facet(get("/articles/"), "person") == {
        f"Eve {evil}": (1, "/articles/?person=eve-scriptalert1script")
    }


def test_words_of_the_reader_are_shown_as_text(get: Getter, archive: Archive) -> None:
    page = get(
        "/articles/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&country=%3Cscript%3E&after=%22%3E%3Cb%3E"
    )
    assert foreign_scripts(page) == []
    assert page.one("input", id="q").attributes["value"] == '"><script>alert(1)</script>'


def test_drafts_and_withdrawn_articles_are_nowhere(get: Getter, archive: Archive) -> None:
    assert "Crimea holds a referendum" not in get("/articles/?per_page=100").text
    for query in ("q=%22Crimea+holds%22", "q=holds", "after=2014-03-18&before=2014-03-18"):
        assert get(f"/articles/?{query}").one("h1").text == "0 articles"
    assert facet(get("/articles/"), "place") == {"Crimea": (1, "/articles/?place=crimea")}


def test_queries_do_not_grow_with_what_is_found(
    get: Getter, archive: Archive, count_queries: QueryCounter
) -> None:
    def double() -> None:
        for number in range(30):
            people = [EntityFactory.create(name=f"Someone {number} {each}") for each in range(3)]
            ArticleFactory.create(
                headline=f"Referendum {number}",
                body="A referendum on oil.",
                published_on=date(2000 + number % 20, 1, 1),
                entities=[*people, country("FR"), country("DE")],
            )

    for path in ("/articles/", "/articles/?q=referendum&country=US&country=FR", "/articles/facets/person/"):
        before = count_queries(partial(get, path))
        double()
        assert count_queries(partial(get, path)) <= before
        assert before <= 28
