"""The page that compares searches, and its CSV file."""

import csv
import io
import re

import pytest
from django.http import QueryDict
from django.test import Client

from articles.models import Article
from tests.conftest import QueryCounter
from tests.factories import EntityFactory
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]
BOTH = "/compare/?q=oil&q=referendum&by=year"


def test_an_empty_form_says_what_to_write(get: Getter, archive: Archive) -> None:
    page = get("/compare/")
    assert page.one("h1").text == "Compare names and words over time"
    assert len(page.one("main").all("input", name="add")) == 2
    assert "John Kerry" in [each.attributes["value"] for each in page.one("datalist").all("option")]
    assert not page.all("div", class_="chart")
    for link in page.one("div", class_="empty").links().values():
        get(link)


def test_two_searches_have_a_chart_and_a_table_with_the_same_links(get: Getter, archive: Archive) -> None:
    page = get(f"{BOTH}&as=count")
    assert [field.attributes["value"] for field in page.one("main").all("input", name="q")] == [
        "oil",
        "referendum",
    ]
    chart, table = page.one("div", class_="chart"), page.one("table")
    assert [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")] == [
        ["2", "3", "3"],
        ["1", "0", "1"],
    ]
    drawn = {link.attributes["href"] for link in chart.all("a")}
    assert set(table.links().values()) < drawn
    assert all(link.attributes["tabindex"] == "-1" for link in chart.all("a"))
    assert [link.attributes["aria-label"] for link in chart.all("a")][:2] == [
        "oil, 2014: 2 articles",
        "oil, 2015: 1 article",
    ]
    for link in table.links().values():
        assert get(link).one("h1", id="count")


@pytest.mark.parametrize("measure", ["", "&as=share"])
def test_shares_are_shown_unless_numbers_are_asked_for(get: Getter, archive: Archive, measure: str) -> None:
    page = get(f"{BOTH}{measure}")
    assert page.one("h2").text == "Share of each year’s articles"
    assert page.one("tbody").all("td")[0].text == "2 66.7%"
    assert page.links()["Number"] == "?q=oil&q=referendum&by=year&as=count"


def test_gaps_are_hatched_and_said(get: Getter, archive: Archive) -> None:
    page = get("/compare/?q=oil&q=referendum&by=month")
    assert len(page.one("div", class_="chart").all("rect", class_="hatched")) == 2
    assert page.one("p", class_="chart-key").text == "almost nothing held: a gap is not a silence"
    rows = {row.one("th").text: row.all("td")[-1].text for row in page.one("tbody").all("tr")}
    assert (rows["March 2014"], rows["April 2014"]) == ("2", "0 almost nothing held")
    whole = get(BOTH)
    assert not whole.all("rect", class_="hatched")
    assert not whole.all("p", class_="chart-key")


def test_one_search_and_none_found(get: Getter, archive: Archive) -> None:
    assert "Add a name or words" in get("/compare/?q=oil").one("main").text
    page = get("/compare/?q=xyzzyplugh&q=qwertz")
    assert "No dated articles" in page.one("div", class_="empty").text
    assert not page.all("table")


def test_bad_searches_and_dates_are_explained(get: Getter, archive: Archive) -> None:
    page = get("/compare/?q=%22oil&q=person:nobody&after=soon&source=zzz")
    text = page.one("main").text
    assert "quotation mark" in text
    assert "There is no person called “nobody”" in text
    assert "“soon” is not a valid date" in text
    assert "<script>" not in text
    hostile = get("/compare/?q=%3Cscript%3Ealert(1)%3C/script%3E&q=%00%00&q=" + "-" * 40)
    assert not [tag for tag in hostile.all("script") if tag.text]


def test_filters_of_the_search_are_kept_and_can_be_left(get: Getter, archive: Archive) -> None:
    page = get("/compare/?q=oil&q=referendum&country=US")
    kept = {field.attributes["name"]: field.attributes["value"] for field in page.all("input", type="hidden")}
    assert kept == {"q": "referendum", "country": "US"}
    assert page.links()["Count all articles"] == "/compare/?q=oil&q=referendum"


OTHERS = "Compare with other names or words"


def test_results_and_the_front_page_lead_to_it(get: Getter, archive: Archive) -> None:
    link = get("/articles/?q=oil&country=US").links()[OTHERS]
    assert link == "/compare/?q=oil+country%3AUS"
    assert get(link).all("div", class_="chart")
    assert get("/").links()["Compare names and words"].startswith("/compare/")


@pytest.mark.parametrize(
    ("path", "label", "query"),
    [
        ("/articles/?country=US", "United States", "?q=country%3AUS"),
        ("/articles/?not_country=UA&source=newswire", "not Ukraine · Newswire", None),
        ("/articles/?not_source=newswire", "not Newswire", None),
        (
            "/articles/?person=john-kerry&person=sergei-lavrov&person_mode=all",
            "John Kerry · Sergei Lavrov",
            None,
        ),
        ("/articles/?after=2014-03&before=2015", "March 2014 to 2015", None),
        ("/articles/?before=2014", "Up to 2014", None),
        ("/people/john-kerry/", "John Kerry", "?q=person%3Ajohn-kerry"),
        ("/people/john-kerry/?country=US", "United States · John Kerry", None),
        ("/sources/newswire/?q=oil", "oil · Newswire", None),
    ],
)
def test_every_search_is_the_first_line_of_its_comparison(
    get: Getter, archive: Archive, path: str, label: str, query: str | None
) -> None:
    links = get(path).links()
    link = links.get(OTHERS) or links["Compare names and words"]
    assert query is None or link == f"/compare/{query}"
    page = get(link)
    line = page.one("ol", class_="key").all("li")[0]
    assert label in line.links()
    listed = get(line.links()[label]).one("h1", id="count").one("b").text
    said = re.findall(r"(\d+) article|(\d+) without", line.text)
    assert sum(int(number) for each in said for number in each if number) == int(listed)
    assert page.all("div", class_="chart")


def test_filters_stay_a_line_beside_a_second_search(get: Getter, archive: Archive) -> None:
    page = get("/compare/?q=&q=oil&q=&country=US")
    assert [*page.one("ol", class_="key").links()][::2] == ["United States", "oil"]
    assert [box.attributes["value"] for box in page.one("main").all("input", name="q")] == ["", "oil"]
    assert page.links()["Count all articles"] == "/compare/?q=oil"
    assert page.all("title")[0].text.startswith("United States, oil · ")
    assert not get("/compare/?q=&q=&q=").all("ol", class_="key")


def test_the_figures_as_a_file(client: Client, archive: Archive) -> None:
    answer = client.get("/compare.csv?q=oil&q=%3Dreferendum&by=year")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="compare-oil-referendum.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["year", "oil", "referendum", "all articles", "oil (% of all)", "referendum (% of all)"],
        ["2014", "2", "3", "3", "66.6667", "100.0"],
        ["2015", "1", "0", "1", "100.0", "0.0"],
    ]
    assert len(client.get("/compare.csv").content.decode().splitlines()) == 1
    filtered = client.get("/compare.csv?country=US&by=year")
    assert filtered.content.decode("utf-8-sig").startswith("year,United States,all articles")
    assert client.post("/compare.csv").status_code == 405


def test_few_queries(client: Client, archive: Archive, count_queries: QueryCounter) -> None:
    path = "/compare/?q=oil&q=referendum&q=london"
    client.get(path)
    assert count_queries(lambda: client.get(path)) <= 15


def test_formulas_in_a_file_are_text(client: Client, archive: Archive) -> None:
    EntityFactory.create(name="=HYPERLINK(1)", slug="formula")
    head = client.get("/compare.csv?q=person:formula&q=oil").content.decode("utf-8-sig").splitlines()[0]
    assert "'=HYPERLINK(1)" in head or "formula" in head
    assert ",=" not in head


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        ("add=John+Kerry&kind=&add=sergey+lavrov&kind=person", ["person:john-kerry", "person:sergei-lavrov"]),
        ("q=oil&add=ukraine&kind=country&by=year", ["oil", "country:UA"]),
        ("add=John+Kerry&kind=words", ["John Kerry"]),
        ("add=oil+prices", ["oil prices"]),
        ("add=nato&kind=organisation&add=&kind=", ["organisation:nato"]),
        ("add=Newswire&kind=source&add=person:kerry", ["source:newswire", "person:kerry"]),
        ("q=oil&add=", ["oil"]),
        ("q=a&q=b&q=c&q=d&q=e&add=oil", ["a", "b", "c", "d", "e"]),
    ],
)
def test_names_and_words_become_lines(
    client: Client, archive: Archive, asked: str, queries: list[str]
) -> None:
    answer = client.get(f"/compare/?{asked}")
    assert answer.status_code == 302
    wanted = QueryDict(answer["Location"].partition("?")[2])
    assert wanted.getlist("q") == queries
    assert wanted.get("by") == ("year" if "by=year" in asked else None)
    assert client.get(answer["Location"]).status_code == 200


def test_a_name_of_several_is_asked_for(get: Getter, archive: Archive) -> None:
    page = get("/compare/?add=kerry&kind=person&add=lavrov&kind=person")
    offers = page.one("section", class_="offers")
    assert offers.one("h2").text == "Which “kerry”?"
    assert [*offers.links()] == ["John Kerry", "Bob Kerry"]
    assert "person, 2 articles" in offers.text
    chosen = offers.links()["John Kerry"]
    assert QueryDict(chosen.partition("?")[2]).getlist("q") == ["person:john-kerry"]
    assert QueryDict(chosen.partition("?")[2]).getlist("add") == ["lavrov"]
    texts = [box.attributes["value"] for box in page.one("main").all("input", name="add")]
    assert texts == ["kerry", "lavrov"]


def test_a_name_that_is_not_there_is_said(get: Getter, archive: Archive) -> None:
    page = get("/compare/?q=oil&add=%3Cb%3Exyzzy&kind=person")
    assert "No person is called “<b>xyzzy”." in page.one("ul", class_="notes").text
    assert page.all("div", class_="chart")


def test_a_line_can_be_removed(get: Getter, archive: Archive) -> None:
    page = get("/compare/?q=oil&q=person:john-kerry&by=year")
    links = page.one("ol", class_="key").links()
    assert links["Remove John Kerry"] == "/compare/?q=oil&by=year"
    assert (
        get("/compare/?q=a&q=b&q=c&q=d&q=e")
        .one("p", class_="add")
        .text.startswith("A comparison has at most 5")
    )
