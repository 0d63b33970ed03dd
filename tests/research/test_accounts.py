"""Signing in and out, passwords, and that readers are not editors."""

import re
from threading import Event
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from articles.models import User
from tests.html import parse
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture
def reader(reader: User) -> User:
    """The reader, who can sign in."""
    reader.set_password(PASSWORD)
    reader.save()
    return reader


def test_signing_in_leads_to_ones_searches_and_out_again(client: Client, reader: User, get: Getter) -> None:
    page = get("/accounts/login/")
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    answer = client.post("/accounts/login/", {"username": "ada", "password": PASSWORD})
    assert answer.headers["Location"] == "/searches/"
    assert "Signed in as ada" in get("/searches/").text
    assert get("/articles/").one("details", class_="account-menu").links()["Sign out"] == "/accounts/logout/"
    form = get("/accounts/logout/").one("form", method="post")
    assert form.attributes["action"] == "/accounts/logout/"
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/searches/").status_code == 302
    assert not get("/articles/").all("details", class_="account-menu")
    assert "You are not signed in." in get("/accounts/logout/").text


def test_a_wrong_password_says_so_and_ten_lock_the_name(client: Client, reader: User) -> None:
    answer = client.post("/accounts/login/", {"username": "ada", "password": "wrong"})
    assert parse(answer.content.decode()).all("ul", class_="errorlist")
    for _ in range(10):
        answer = client.post("/accounts/login/", {"username": "ada", "password": "wrong"})
    assert answer.status_code == 429
    assert client.post("/accounts/login/", {"username": "ada", "password": PASSWORD}).status_code == 429


def test_signing_in_leads_to_no_other_site(client: Client, reader: User) -> None:
    answer = client.post(
        "/accounts/login/?next=https://elsewhere.example/",
        {"username": "ada", "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert answer.headers["Location"] == "/searches/"


def test_readers_do_not_enter_the_admin(client: Client, reader: User) -> None:
    client.force_login(reader)
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert client.get("/admin/articles/savedsearch/").status_code == 302


def test_changing_the_password(client: Client, reader: User, get: Getter) -> None:
    client.force_login(reader)
    get("/accounts/password_change/")
    new = "quite another password"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post("/accounts/password_change/", fields)
    assert answer.headers["Location"] == "/accounts/password_change/done/"
    assert get("/accounts/password_change/done/").one("h1").text == "Your password has been changed"
    reader.refresh_from_db()
    assert reader.check_password(new)


def test_setting_a_forgotten_password_by_mail(client: Client, reader: User, get: Getter) -> None:
    get("/accounts/password_reset/")
    client.post("/accounts/password_reset/", {"email": "nobody@example.org"})
    assert mail.outbox == []
    answer = client.post("/accounts/password_reset/", {"email": "ada@example.org"})
    assert get(answer.headers["Location"]).one("h1").text == "Check your email"
    (sent,) = mail.outbox
    assert sent.subject == "Set a new password for the News Archive"
    found = re.search(r"http://testserver(/accounts/reset/\S+)", str(sent.body))
    assert found
    answer = client.get(found.group(1))
    page = get(answer.headers["Location"])
    assert page.one("h1").text == "Set a new password"
    new = "quite another password"
    answer = client.post(answer.headers["Location"], {"new_password1": new, "new_password2": new})
    assert get(answer.headers["Location"]).one("h1").text == "Your new password has been set"
    reader.refresh_from_db()
    assert reader.check_password(new)
    assert "no longer works" in get(found.group(1)).text


@pytest.mark.django_db(transaction=True)
def test_the_answer_does_not_wait_for_the_mail(client: Client, settings: Any) -> None:
    User.objects.create_user("ada", "ada@example.org", PASSWORD)
    settings.EMAIL_BACKEND = f"{__name__}.SlowMail"
    client.cookies["language"] = "de"
    answer = client.post("/accounts/password_reset/", {"email": "ada@example.org"})
    assert answer.headers["Location"] == "/accounts/password_reset/done/"
    assert SlowMail.sent == [], "the answer came before the mail"
    SlowMail.may_go.set()
    assert SlowMail.gone.wait(timeout=60)
    assert SlowMail.sent[0].to == ["ada@example.org"]
    assert "Passwort" in SlowMail.sent[0].subject


class SlowMail(BaseEmailBackend):
    """Holds mails back until the test releases them."""

    may_go, gone = Event(), Event()
    sent: ClassVar[list[Any]] = []

    def send_messages(self, messages: Any) -> int:
        """Wait, then record the mails."""
        assert self.may_go.wait(timeout=60)
        self.sent.extend(messages)
        self.gone.set()
        return len(messages)


@pytest.mark.parametrize("address", ["/accounts/password_change/", "/admin/password_change/"])
def test_a_change_of_password_sent_twice_succeeds_twice(
    client: Client, admin_user: User, address: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin_user)
    old = dict(browser.cookies)
    page = browser.get(address).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    new = "quite another password"
    fields = {"csrfmiddlewaretoken": found.group(1), "old_password": "password"}
    fields |= {"new_password1": new, "new_password2": new}
    first = browser.post(address, fields)
    assert first.status_code == 302, first.content
    second = browser.post(address, fields)
    assert second.headers["Location"] == first.headers["Location"]
    browser.cookies.update(old)  # a click sent before the first response arrived
    assert browser.post(address, fields).headers["Location"] == first.headers["Location"]
    admin_user.refresh_from_db()
    assert admin_user.check_password(new)


def test_without_mail_nobody_is_promised_one(
    client: Client, reader: User, get: Getter, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = get("/accounts/password_reset/")
    assert "This archive does not send email." in page.text
    assert page.all("form", method="post") == []
    assert "Forgotten your password?" not in get("/accounts/login/").text
    assert client.post("/accounts/password_reset/", {"email": "ada@example.org"}).status_code == 405
