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


@pytest.mark.parametrize(
    ("q", "advice"),
    [
        ("lavrov+march+2014", "Enter takes the first line."),
        ("what+happened+in+ukraine+in+march+2014%3F", "Enter takes the first line."),
        ("kerry", "Enter without a choice searches for the words."),
        ("kerry+lavr", "Enter without a choice searches for the words."),
        ("kerry+oil", "Enter without a choice searches for the words."),
        ("kerry+lavrov&source=newswire", "Enter without a choice searches for the words."),
    ],
)
def test_what_enter_does_is_said_and_true(
    client: Client, get: Getter, archive: dict[str, Article], q: str, advice: str
) -> None:
    found = get(f"/suggest/?q={q}")
    assert advice in found.one("p", class_="advice").text
    answer = client.get(f"/articles/?q={q}")
    if "first line" in advice:
        first = found.all("a", role="option")[0].attributes["href"]
        assert answer["Location"].startswith(f"{first}&asked=")
    else:
        assert answer.status_code == 200


def test_the_first_names_are_drawn_over_time(get: Getter, archive: dict[str, Article]) -> None:
    preview = get("/suggest/?q=kerry+lavrov+2014").one("div", class_="preview")
    assert preview.attributes["aria-hidden"] == "true"
    assert preview.all("p")[0].text == "John Kerry and Sergei Lavrov"
    assert preview.one("text").text == "2 in 2014"
    assert not preview.all("a")
    for q in ("2014", "oil+prices", "zzz"):
        assert not get(f"/suggest/?q={q}").all("div", class_="preview")


def test_within_the_articles_of_a_page(get: Getter, archive: dict[str, Article]) -> None:
    page = get("/people/john-kerry/?country=UA")
    form = page.one("form", class_="within")
    assert form.attributes["data-suggest"] == "/suggest/?within=people%2Fjohn-kerry"
    options = get("/suggest/?within=people%2Fjohn-kerry&q=kerry+lavrov").all("a", role="option")
    assert [(each.attributes["href"], each.text.rpartition(", ")[2]) for each in options] == [
        ("/people/john-kerry/?person=sergei-lavrov", "2 articles"),
        ("/people/john-kerry/?q=kerry+lavrov", "2 articles"),
    ]
    for each in options:
        shown = get(each.attributes["href"])
        assert shown.one("h2", id="count").text.startswith("2")
    kept = get("/suggest/?within=people%2Fjohn-kerry&country=UA&q=lavrov").all("a", role="option")
    assert kept[0].attributes["href"] == "/people/john-kerry/?country=UA&person=sergei-lavrov"
    together = get("/people/john-kerry/with/sergei-lavrov/").one("form", class_="within")
    found = get(f"{together.attributes['data-suggest']}&q=ukraine").all("a", role="option")
    assert found[0].attributes["href"] == "/people/john-kerry/with/sergei-lavrov/?country=UA"


@pytest.mark.parametrize("within", ["people/nobody", "nothing", "%00", "people/sergey-lavrov", "zzz/zzz"])
def test_a_page_that_is_not_there_offers_nothing(
    client: Client, archive: dict[str, Article], within: str
) -> None:
    assert client.get(f"/suggest/?within={within}&q=kerry").status_code == 404


def test_lines_to_add_to_a_comparison(client: Client, get: Getter, archive: dict[str, Article]) -> None:
    form = get("/compare/?q=oil&by=year").one("form", class_="compare")
    assert form.one("div", class_="add").attributes["data-suggest"] == "/suggest/lines/?field=0"
    asked = "/suggest/lines/?q=oil&by=year&field=0&kind="
    options = get(f"{asked}&add=kerry+lavrov+2014").all("a", role="option")
    addresses = [each.attributes["href"] for each in options]
    assert addresses[0] == "/compare/?q=oil&q=person%3Ajohn-kerry+person%3Asergei-lavrov&by=year"
    assert not any("2014&" in each or "date" in each for each in addresses[:-1])
    assert "adds what you typed" in get(f"{asked}&add=kerry").one("p", class_="advice").text
    for address in addresses:
        assert get(address).one("ol", class_="key").all("li")
    people = get("/suggest/lines/?field=0&add=kerry&kind=person").all("a", role="option")
    assert len(people) == 2
    words = get("/suggest/lines/?field=0&add=kerry&kind=words").all("a", role="option")
    assert [each.attributes["href"] for each in words] == ["/compare/?q=kerry#add1"]
    known = get("/suggest/lines/?q=person:sergei-lavrov&add=lavrov&kind=person&field=0")
    assert not known.all("a", role="option")


def test_the_other_text_is_kept_when_a_line_is_chosen(
    client: Client, get: Getter, archive: dict[str, Article]
) -> None:
    both = "add=sergei+lavrov&kind=person&add=ukraine&kind="
    option = get(f"/suggest/lines/?field=1&{both}").all("a", role="option")[0]
    answer = client.get(option.attributes["href"])
    assert answer["Location"] == "/compare/?q=country%3AUA&q=person%3Asergei-lavrov"
    for odd in ("field=9", "field=-1", "field=x", "", "field=0&add=%00&kind=zzz"):
        assert client.get(f"/suggest/lines/?{odd}").status_code == 200


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


@pytest.mark.django_db
def test_the_full_name_of_an_author_asks_for_the_articles(client: Client, get: Getter) -> None:
    author = ArticleFactory.create(headline="Written", byline="Ann Berg")
    ArticleFactory.create(headline="Named", body="Ann Berg, a reader, and one Berg more.")
    assert author.author_ids
    address = client.get("/articles/?q=ann+berg")["Location"]
    assert address == "/articles/?author=ann-berg&asked=ann+berg"
    page = get(address)
    assert [each.text for each in page.all("h2") if each.text in ("Written", "Named")] == ["Written"]
    assert get(page.links()["Search for exactly these words"]).first("h1").startswith("1")
    assert client.get("/articles/?q=berg").status_code == 200


@pytest.mark.django_db
def test_a_name_of_an_author_and_a_person_is_no_question(client: Client) -> None:
    ArticleFactory.create(byline="Ann Berg", entities=[EntityFactory.create(name="Ann Berg")])
    assert client.get("/articles/?q=ann+berg").status_code == 200


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
