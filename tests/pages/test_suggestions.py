"""What a search box offers, as the server writes it; and questions on the page of results."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from articles.models import Article, Kind
from tests.factories import ArticleFactory, EntityFactory
from tests.html import complaints, parse
from tests.pages.conftest import Getter

QUESTION = "/articles/?q=what+happened+in+ukraine+in+march+2014%3F"


def test_suggestions_are_options_in_groups(get: Getter, archive: dict[str, Article]) -> None:
    found = get("/suggest/?q=kerry+lavr&country=UA")
    listbox = found.one("div", role="listbox")
    options = listbox.all("a", role="option")
    assert [group.attributes["aria-label"] for group in listbox.all("div", role="group")] == [
        *("Together", "People", "Words")
    ]
    assert len({option.attributes["id"] for option in options}) == len(options)
    assert options[0].attributes["href"] == "/articles/?country=UA&person=john-kerry&person=sergei-lavrov"
    assert options[0].text.endswith("John Kerry and Sergei Lavrov, 1 article")
    assert found.first("p", class_="read") == "Read as John Kerry 1 Sergei Lavrov 1"


def test_suggestions_are_revalidated_like_pages_and_not_indexed(
    client: Client, archive: dict[str, Article]
) -> None:
    answer = client.get("/suggest/?q=kerry")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("q", ["", "a", "%00", "%27%22%3E%3Cscript%3E", "x" * 3000, "%FF%FE", "kerry+OR"])
def test_odd_texts_are_answered(client: Client, archive: dict[str, Article], q: str) -> None:
    answer = client.get(f"/suggest/?q={q}")
    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()
    assert complaints(parse(answer.content.decode())) == []


def test_names_are_escaped(client: Client, archive: dict[str, Article]) -> None:
    hostile = EntityFactory.create(kind=Kind.ORGANISATION, name="<img src=x onerror=alert(1)> Kerrymen")
    ArticleFactory.create(entities=[hostile])
    for path in ("/suggest/?q=kerrymen", "/articles/?q=kerrymen+2014"):
        html = client.get(path).content.decode()
        assert "<img" not in html
        assert complaints(parse(html)) == []


def test_the_lines_stand_above_the_results(get: Getter, archive: dict[str, Article]) -> None:
    page = get("/articles/?q=kerry+ukraine")
    lines = page.one("div", class_="readings").all("a")
    assert [(line.text, line.attributes["href"]) for line in lines] == [
        ("1 John Kerry and Ukraine, 1 article", "/articles/?country=UA&person=john-kerry"),
        ("2 Ukraine country, 2 articles", "/articles/?country=UA"),
        ("2 John Kerry person, 2 articles", "/articles/?person=john-kerry"),
    ]
    assert get("/articles/?q=oil+prices").all("div", class_="readings") == []


def test_a_question_is_redirected_said_and_can_be_undone(
    client: Client, get: Getter, archive: dict[str, Article]
) -> None:
    answer = client.get(QUESTION)
    assert answer.status_code == 302
    address = urlsplit(answer["Location"])
    assert parse_qs(address.query) == {
        "country": ["UA"],
        "after": ["2014-03"],
        "before": ["2014-03"],
        "asked": ["what happened in ukraine in march 2014?"],
    }
    page = get(answer["Location"])
    said = page.one("p", class_="understood")
    assert said.text.startswith("“what happened in ukraine in march 2014?” was read as Ukraine, March 2014.")
    back = said.links()["Search for exactly these words"]
    assert get(back).first("h1").startswith("0")
    assert get(back).one("input", id="q").attributes["value"] == "what happened in ukraine in march 2014?"


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("what+happened+in+ukraine+in+january+2015%3F", "Ukraine, January 2015"),
        ("lavrov+january+2015", "Sergei Lavrov, January 2015"),
    ],
)
def test_a_question_that_finds_nothing_stays_words_and_says_so(
    get: Getter, archive: dict[str, Article], q: str, names: str
) -> None:
    page = get(f"/articles/?q={q}")
    said = [each.text for each in page.all("p", class_="understood")]
    assert f"No article matches {names}, so the words are searched for as written." in said
    for other in (f"/articles/?q={q}&exactly=1", f"/articles/?q={q}&country=UA", "/articles/?q=oil+prices"):
        assert "searched for as written" not in get(other).text


def test_only_a_true_reading_is_said(get: Getter, archive: dict[str, Article]) -> None:
    for asked in ("who+is+stupid", "what+happened+in+russia+in+march+2014%3F", "", "%3Cscript%3E"):
        page = get(f"/articles/?country=UA&after=2014-03&before=2014-03&asked={asked}")
        assert page.all("p", class_="understood") == []


def test_a_question_of_few_articles_is_read_in_files_as_it_is(
    client: Client, archive: dict[str, Article]
) -> None:
    """Files, feeds and the API search what their address says."""
    for path in ("/articles.json", "/articles.atom", "/api/articles"):
        assert client.get(QUESTION.replace("/articles/", path)).status_code == 200
