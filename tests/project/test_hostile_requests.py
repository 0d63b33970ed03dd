"""Methods, fields and headers that the archive's pages never send."""

import logging
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from articles.http import read_address
from articles.middleware import rate_limit
from articles.models import Article, FrozenSearch, Source, User
from newsarchive.rate_limiter import Limiter, Rate
from tests.admin.helpers import change_address, form_of, list_address
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

pytestmark = pytest.mark.django_db
READ, FORM, SENT = "GET, HEAD, OPTIONS", "GET, HEAD, POST, OPTIONS", "POST, OPTIONS"
OTHERS = ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"]
BAD = ["\0", "9" * 25, "²", "[]"]
FORMS = {
    "/accounts/login/": ["username", "password", "next"],
    "/admin/login/": ["username", "password", "next"],
    "/accounts/password_reset/": ["email"],
    "/accounts/password_change/": ["old_password", "new_password1", "new_password2"],
    "/admin/password_change/": ["old_password", "new_password1", "new_password2"],
    "/searches/save/": ["search", "name", "alerts"],
    "/searches/freeze/": ["search"],
}


def status(client: Client, method: str, address: str, fields: dict[str, str] | None = None) -> int:
    """Send a request, roll back its changes in the database, and return the status."""
    with transaction.atomic():
        answer = client.get(address, fields) if method == "GET" else client.post(address, fields)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.fixture
def calm(admin_client: Client) -> Client:
    """An administrator's client that gets an error page instead of an exception."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    admin_client.raise_request_exception = False
    return admin_client


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:51234", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%eth0]:80", "fe80::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        *(
            (bad, "")
            for bad in ("", "unknown", "_hidden", "203.0.113.9:port", "[::1", "::1]", "1.2.3", "\0", "é")
        ),
        ("1" * 100_000, ""),
        ("203.0.113.9\0", ""),
    ],
)
def test_entries_of_forwarded_for(entry: str, address: str) -> None:
    assert read_address(entry) == address


@pytest.mark.parametrize(
    "forwarded", ["203.0.113.9:51234", "[2001:db8::1]:443", "unknown", "", ",", "x" * 60_000]
)
def test_whatever_the_proxy_says_one_can_sign_in(
    client: Client, settings: LazySettings, forwarded: str
) -> None:
    settings.HTTPS, settings.SECURE_SSL_REDIRECT = True, False
    for address in ("/accounts/login/", "/admin/login/"):
        answer = client.post(
            address, {"username": "ada", "password": "x"}, headers={"X-Forwarded-For": forwarded}
        )
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        *(
            (each, READ)
            for each in ("/", "/articles/", "/articles.csv", "/people/", "/robots.txt", "/static/icon.svg")
        ),
        *(
            (each, READ)
            for each in ("/healthz", "/readyz", "/searches/", "/searches/saved/1/", "/help/search/")
        ),
        *(
            (each, FORM)
            for each in ("/admin/", "/admin/articles/article/", "/admin/login/", "/accounts/login/")
        ),
        *((each, FORM) for each in ("/searches/save/", "/searches/unsubscribe/x/")),
        *((each, SENT) for each in ("/searches/freeze/", "/searches/saved/1/delete/")),
    ],
)
def test_other_methods_are_refused(client: Client, address: str, allowed: str) -> None:
    for method in OTHERS:
        answer = client.generic(method, address)
        assert (answer.status_code, answer["Allow"]) == (405, allowed)
    answer = client.options(address)
    assert (answer.status_code, answer["Allow"], answer.content) == (204, allowed, b"")


def test_pages_take_no_forms_and_unknown_addresses_are_404(client: Client) -> None:
    for address in ("/", "/articles/", "/healthz", "/robots.txt"):
        assert client.post(address).status_code == 405
    for method in ("PUT", "OPTIONS", "TRACE"):
        assert client.generic(method, "/nothing/here/").status_code == 404
        assert client.generic(method, "/admin/nothing/here/").status_code in {204, 405}


@pytest.mark.parametrize("address", ["/api/articles", "/api/articles/1", "/api/docs", "/api/openapi.json"])
def test_the_interface_for_programs_only_reads(client: Client, address: str) -> None:
    for method in (*OTHERS, "POST"):
        answer = client.generic(method, address)
        assert (answer.status_code, answer["Allow"]) == (405, READ)
        assert "Only GET" in answer.json()["detail"]
    assert client.put("/api/nothing").status_code == 404


def test_garbage_in_forms_of_readers(calm: Client) -> None:
    answers = {
        (address, name, bad): status(calm, "POST", address, dict.fromkeys(names, "x") | {name: bad})
        for address, names in FORMS.items()
        for name in names
        for bad in BAD
    }
    assert {each: code for each, code in answers.items() if code >= 500} == {}


def test_garbage_in_addresses_and_actions_of_the_admin(calm: Client) -> None:
    source = SourceFactory.create()
    article = ArticleFactory.create(source=source)
    person = EntityFactory.create()
    answers: dict[object, int] = {}
    for model in (Article, type(person), Source, FrozenSearch, User):
        for bad in BAD:
            address = list_address(model)
            for name in (
                "o",
                "p",
                "q",
                "_facets",
                "_popup",
                "_to_field",
                "_changelist_filters",
                "status",
                "id__in",
            ):
                answers["GET", model, name, bad] = status(calm, "GET", address, {name: bad})
            for name in ("action", "_selected_action", "index", "select_across", "kept", "post"):
                fields = {"action": "delete_selected", "_selected_action": str(person.pk), name: bad}
                answers["POST", model, name, bad] = status(calm, "POST", address, fields)
            for page in ("change", "history", "delete"):
                answers["GET", model, page, bad] = status(calm, "GET", f"{address}{quote(bad)}/{page}/")
                answers["POST", model, page, bad] = status(calm, "POST", f"{address}{quote(bad)}/{page}/")
    number = ContentType.objects.get_for_model(FrozenSearch).pk
    for bad in BAD:
        for address in (f"/admin/r/{quote(bad)}/1/", f"/admin/r/{number}/{quote(bad)}/"):
            answers["GET", address] = status(calm, "GET", address)
    for thing in (article, person, source):
        address = change_address(thing)
        fields = form_of(calm, address, f"{thing._meta.model_name}_form")
        for name in (*fields, "_popup", "_to_field", "_changelist_filters", "_saveasnew"):
            answers["POST", address, name] = status(calm, "POST", address, fields | {name: "\0"})
    assert {each: code for each, code in answers.items() if code >= 500} == {}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Referer": "http://testserver/articles/?q=x"}, 302),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "http://testserver.elsewhere.example"}, 403),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[bad"}, 403),
        ({"Referer": "https://elsewhere.example/http://testserver/"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_only_pages_of_the_archive_freeze_a_search(
    client: Client, headers: dict[str, str], code: int
) -> None:
    answer = client.post("/searches/freeze/", {"search": "?q=x"}, headers=headers)
    assert answer.status_code == code
    assert FrozenSearch.objects.count() == (code == 302)


def test_asking_for_the_head_of_a_file_counts_as_asking_for_it(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rate_limit, "_limiter", Limiter(tmp_path / "limits", "secret"))
    settings.EXPORT_RATE = Rate(2, 3600)
    ask = [client.head, client.get, client.head, client.get]
    assert [each("/articles.csv?q=x").status_code for each in ask] == [200, 200, 429, 429]
    assert client.head("/articles/").status_code == 200
