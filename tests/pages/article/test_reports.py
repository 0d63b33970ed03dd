"""Readers report errors in an article to the editors."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from articles.middleware import rate_limit
from articles.models import Article, ErrorReport
from articles.models.desk.reports import MOST_CHARACTERS
from newsarchive.rate_limiter import Limiter, Rate
from tests.factories import ArticleFactory
from tests.html import parse
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return ArticleFactory.create(headline="Rain & <snow>")


@pytest.fixture
def address(get: Getter, article: Article) -> str:
    """The address of the form, as the article links to it."""
    return get(article.get_absolute_url()).links()["Report an error"]


def test_a_report_reaches_the_editors(client: Client, get: Getter, article: Article, address: str) -> None:
    form = get(address)
    assert form.links()["Rain & <snow>"] == article.get_absolute_url()
    answer = client.post(
        address, {"message": " The date\x0bis\nwrong. ", "email": "ann@example.org"}, follow=True
    )
    assert "Thank you. Your report has reached the editors." in parse(answer.content.decode()).text
    report = ErrorReport.objects.get()
    assert (report.article, report.email, report.status) == (article, "ann@example.org", "open")
    assert report.message == "The date\x0bis\nwrong."


def test_the_same_form_sent_twice_is_one_report(article: Article, address: str) -> None:
    client = Client()
    client.get(address)
    for _ in range(2):
        assert client.post(address, {"message": "Wrong", "email": ""}).status_code == 302
    assert ErrorReport.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "This field is required."),
        ({"message": "   "}, "This field is required."),
        ({"message": "x" * (MOST_CHARACTERS + 1)}, "at most 4000 characters"),
        ({"message": "Wrong", "email": "nobody"}, "Enter a valid email address."),
        ({"message": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_form_with_a_mistake_comes_back_as_it_was(
    client: Client, address: str, fields: dict[str, str], complaint: str
) -> None:
    answer = client.post(address, fields)
    assert answer.status_code == 200
    page = parse(answer.content.decode())
    assert complaint in page.text
    if "email" in fields:
        assert page.one("textarea").text == "Wrong"
        assert page.one("input", name="email").attributes["value"] == "nobody"
    assert not ErrorReport.objects.exists()


def test_what_a_program_fills_in_is_thanked_and_forgotten(client: Client, address: str) -> None:
    answer = client.post(address, {"message": "Buy", "website": "https://spam.example"})
    assert answer["Location"].endswith("?sent=yes")
    assert not ErrorReport.objects.exists()


def test_another_site_cannot_send_a_report(article: Article, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"message": "Wrong"}).status_code == 403
    token = parse(strict.get(address).content.decode()).one("input", name="csrfmiddlewaretoken")
    fields = {"message": "Wrong", "csrfmiddlewaretoken": token.attributes["value"]}
    assert strict.post(address, fields).status_code == 302


@pytest.mark.parametrize(("status", "code"), [("draft", 404), ("withdrawn", 410)])
def test_an_article_that_is_not_published_has_no_form(
    client: Client, article: Article, status: str, code: int
) -> None:
    Article.objects.update(status=status)
    address = f"{article.get_absolute_url()}report/"
    assert client.get(address).status_code == code
    assert client.post(address, {"message": "Wrong"}).status_code == code


def test_the_form_is_kept_out_of_caches_and_search_engines(client: Client, address: str) -> None:
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert client.get(address.replace("/rain-snow/", "/other/"))["Location"] == address


def test_too_many_reports_are_refused(
    client: Client, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "RESET_RATE", Rate(2, 3600))
    monkeypatch.setattr(rate_limit, "_limiter", Limiter(tmp_path / "limits", "secret"))
    answers = [client.post(address, {"message": f"Wrong {number}"}).status_code for number in range(3)]
    assert answers == [302, 302, 429]
    assert client.get(address).status_code == 200
    assert ErrorReport.objects.count() == 2
