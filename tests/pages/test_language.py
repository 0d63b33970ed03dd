"""The language of the interface: chosen by the reader, else by the browser."""

from datetime import date

import pytest
from django.contrib.humanize.templatetags.humanize import intcomma
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from tests.factories import ArticleFactory
from tests.html import parse

pytestmark = pytest.mark.django_db


def language_of(client: Client, **headers: str) -> str:
    page = parse(client.get("/help/search/", headers=headers).content.decode())
    return page.one("html").attributes["lang"]


def test_the_browser_says_which_until_the_reader_does(client: Client) -> None:
    assert language_of(client) == "en-gb"
    assert language_of(client, **{"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}) == "de"
    answer = client.get("/language/de/?next=/help/search/")
    assert (answer.status_code, answer["Location"]) == (302, "/help/search/")
    assert answer["Cache-Control"] == "no-store"
    assert language_of(client) == "de"
    client.get("/language/en-gb/")
    assert language_of(client, **{"Accept-Language": "de"}) == "en-gb"


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_elsewhere(client: Client, page: str) -> None:
    assert client.get("/language/de/", {"next": page})["Location"] == "/"


@pytest.mark.parametrize(
    ("code", "heading", "day", "short", "number"),
    [
        ("de", "So wird gesucht", "Montag, 17. März 2014", "17. März 2014", "1.234"),
        ("fr", "Comment chercher", "lundi 17 mars 2014", "17 mars 2014", "1\u202f234"),
        ("es", "Cómo buscar", "lunes, 17 de marzo de 2014", "17 mar 2014", "1\u202f234"),
        ("en-gb", "How to search", "Monday 17 March 2014", "17 Mar 2014", "1,234"),
    ],
)
def test_texts_dates_and_numbers_follow_the_language(
    client: Client, code: str, heading: str, day: str, short: str, number: str
) -> None:
    article = ArticleFactory.create(published_on=date(2014, 3, 17))
    headers = {"Accept-Language": code}
    assert parse(client.get("/help/search/", headers=headers).content.decode()).first("h1") == heading
    page = parse(client.get(article.get_absolute_url(), headers=headers).content.decode())
    assert day.casefold() in page.one("article").text.casefold()
    listed = parse(client.get("/articles/", headers=headers).content.decode())
    assert listed.one("time").text == short
    with translation.override(code):
        assert intcomma(1234).replace("\xa0", "\u202f") == number


def test_a_language_that_is_not_there_is_said_not_to_be(client: Client) -> None:
    assert client.get("/language/tlh/").status_code == 404


def test_every_page_offers_the_languages_in_their_own_words(client: Client) -> None:
    page = parse(client.get("/help/search/").content.decode())
    links = page.one("nav", class_="languages").links()
    assert list(links) == ["English", "Deutsch", "Français", "Español"]
    assert links["Deutsch"] == "/language/de/?next=%2Fhelp%2Fsearch%2F"


def test_one_language_is_no_choice(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en-gb", "English")]
    assert parse(client.get("/help/search/").content.decode()).all("nav", class_="languages") == []


def test_the_admin_site_speaks_the_same_languages(admin_client: Client) -> None:
    answer = admin_client.get("/admin/?a=1", headers={"Accept-Language": "de"})
    page = parse(answer.content.decode())
    assert page.one("html").attributes["lang"] == "de"
    assert "Abmelden" in page.text
    links = page.one("nav", class_="desk-languages").links()
    assert list(links) == ["English", "Deutsch", "Français", "Español"]
    admin_client.get(links["Français"])
    assert links["Français"] == "/language/fr/?next=%2Fadmin%2F%3Fa%3D1"
    page = parse(admin_client.get("/admin/", headers={"Accept-Language": "de"}).content.decode())
    assert page.one("html").attributes["lang"] == "fr"
