"""Alerts: each new article once, nothing lost if a run is interrupted, one bad address stops no others."""

import re
from datetime import timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone

from articles.models import AlertMail, Alerts, Article, SavedSearch, Status, User
from articles.research import alerts, letters
from articles.research.freezing import request_of
from articles.research.saved import change, save_search
from tests.factories import ArticleFactory
from tests.html import parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = "https://archive.example.org"


@pytest.fixture
def saved(archive: dict[str, Article], reader: User) -> SavedSearch:
    """A search with daily alerts."""
    return save_search(reader, request_of("?q=referendum"), "Votes", Alerts.DAILY)


def send(*arguments: str) -> str:
    out = StringIO()
    call_command("send_alerts", *arguments, stdout=out)
    return out.getvalue()


def a_day_later() -> None:
    SavedSearch.objects.update(alerted_at=F("alerted_at") - timedelta(days=1))


def headlines() -> list[list[str]]:
    """The headlines in each mail."""
    return [
        re.findall(r"^(.*)\n(?:\d+ \w+ \d{4}|Date unknown)", str(sent.body), re.MULTILINE)
        for sent in mail.outbox
    ]


def test_what_is_new_is_sent_once(saved: SavedSearch, archive: dict[str, Article]) -> None:
    send()
    assert mail.outbox == []  # what matched when it was saved is not new
    ArticleFactory.create(headline="A referendum of long ago", published_on="1975-06-05")
    assert "Emails sent: 1; not sent: 0." in send()
    assert headlines() == [["A referendum of long ago"]]
    send()
    a_day_later()
    send()
    assert len(mail.outbox) == 1
    # Withdrawn and published again: it was already reported.
    Article.objects.filter(headline__endswith="long ago").update(status=Status.DRAFT)
    send()
    Article.objects.filter(headline__endswith="long ago").update(status=Status.PUBLISHED)
    ArticleFactory.create(headline="A referendum in Italy")
    send()
    assert headlines()[1:] == [["A referendum in Italy"]]


def test_daily_means_at_most_one_a_day_and_weekly_one_a_week(saved: SavedSearch, reader: User) -> None:
    weekly = save_search(reader, request_of("?q=referendum"), "Weekly", Alerts.WEEKLY)
    for number in range(9):
        ArticleFactory.create(headline=f"Referendum {number}")
        send()
        send()
        a_day_later()
    by_search = [AlertMail.objects.filter(search=each).count() for each in (saved, weekly)]
    assert by_search == [9, 2]
    told = [title for titles in headlines() for title in titles]
    assert sorted(told) == sorted(
        [f"Referendum {number}" for number in range(9)] + [f"Referendum {number}" for number in range(8)]
    )


def test_the_mail_has_dates_sources_snippets_links_and_a_way_out(
    saved: SavedSearch, archive: dict[str, Article]
) -> None:
    made = ArticleFactory.create(
        headline="Łódź: référendum <script> & „Wahl“",
        body="The referendum in Łódź was <b>fair</b> & free.",
        published_on="2016-05-04",
        source=archive["vote"].source,
    )
    send()
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert sent.subject == "1 new article: Votes"
    link = f"https://archive.example.org{made.get_absolute_url()}"
    assert "4 May 2016 · Newswire" in sent.body
    assert "The referendum in Łódź was <b>fair</b> & free." in sent.body
    assert link in sent.body
    html = sent.alternatives[0][0]  # type: ignore[attr-defined]
    page = parse(html.replace("<!doctype html>", ""))
    assert page.one("h2").text == made.headline
    assert page.one("h2").one("a").attributes["href"] == link
    assert [each.text for each in page.all("mark")][-1] == "referendum"
    assert page.all("script") == []
    headers = sent.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>") in sent.body
    raw = sent.message().as_string()
    assert raw.count("Message-ID:") == 1


def test_many_articles_are_counted_and_linked(saved: SavedSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "SHOWN", 2)
    for number in range(5):
        ArticleFactory.create(headline=f"Referendum {number}")
    send()
    assert mail.outbox[0].subject == "5 new articles: Votes"
    assert headlines() == [["Referendum 4", "Referendum 3"]]
    address = f"https://archive.example.org/searches/saved/{saved.pk}/"
    assert f"And 3 more: {address}" in mail.outbox[0].body


class Refusing(EmailBackend):
    """Accepts mail for everybody but ada."""

    def send_messages(self, messages: Any) -> int:
        """Reject recipients as a mail server does."""
        if any("ada@example.org" in each.to for each in messages):
            raise SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")})
        return super().send_messages(messages)


def test_one_failing_address_stops_nobody_and_loses_nothing(
    saved: SavedSearch, other: User, settings: Any
) -> None:
    save_search(other, request_of("?q=referendum"), "Hers", Alerts.DAILY)
    ArticleFactory.create(headline="A referendum in Italy")
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    with pytest.raises(CommandError, match="could not be sent: 1") as caught:
        send()
    assert caught.value.returncode == 1
    assert [sent.to for sent in mail.outbox] == [["eve@example.org"]]
    waiting = AlertMail.objects.get(sent_at=None)
    assert (waiting.attempts, "no such user" in waiting.problem) == (1, True)
    # Later articles wait, too; everything is sent once the address works.
    ArticleFactory.create(headline="A referendum in Malta")
    a_day_later()
    with pytest.raises(CommandError):
        send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox.clear()
    send()
    a_day_later()
    send()
    hers = [
        titles
        for sent, titles in zip(mail.outbox, headlines(), strict=True)
        if sent.to == ["ada@example.org"]
    ]
    assert hers == [["A referendum in Italy"], ["A referendum in Malta"]]


def test_killed_before_sending_the_next_run_sends_it(
    saved: SavedSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ArticleFactory.create(headline="A referendum in Italy")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(alerts, "_send", killed)
        with pytest.raises(KeyboardInterrupt):
            send()
    assert mail.outbox == []
    promised = AlertMail.objects.get(sent_at=None).message_id
    send()
    send()
    assert headlines() == [["A referendum in Italy"]]
    assert mail.outbox[0].extra_headers["Message-ID"] == promised


def test_killed_between_two_readers_each_gets_one(
    saved: SavedSearch, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_search(other, request_of("?q=referendum"), "Hers", Alerts.DAILY)
    ArticleFactory.create(headline="A referendum in Italy")
    compose, calls = letters.compose, []

    def killed_at_the_second(written: AlertMail) -> Any:
        calls.append(written)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return compose(written)

    with monkeypatch.context() as patch:
        patch.setattr(alerts, "compose", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            send()
    assert len(mail.outbox) == 1
    send()
    assert sorted(sent.to[0] for sent in mail.outbox) == ["ada@example.org", "eve@example.org"]


def test_a_dry_run_sends_and_writes_nothing(saved: SavedSearch, settings: Any) -> None:
    settings.SITE_URL = ""
    ArticleFactory.create(headline="A referendum in Italy")
    assert "ada@example.org: would be sent 1 new in “Votes”." in send("--dry-run")
    assert (mail.outbox, AlertMail.objects.count()) == ([], 0)
    settings.SITE_URL = "https://archive.example.org"
    send()
    assert len(mail.outbox) == 1


def test_without_an_address_of_the_archive_it_says_what_to_do(saved: SavedSearch, settings: Any) -> None:
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL is not set"):
        send()


def test_who_cannot_or_will_not_be_told_is_not(saved: SavedSearch, reader: User) -> None:
    ArticleFactory.create(headline="A referendum in Italy")
    for change_to in ({"is_active": False}, {"is_active": True, "email": ""}):
        User.objects.filter(pk=reader.pk).update(**change_to)
        assert "sent: 0; not sent: 0" in send()
    User.objects.filter(pk=reader.pk).update(email="ada@example.org")
    change(saved, "Votes", Alerts.NONE)
    send()
    # Switched on again: articles from in between are on the page, but not in a mail.
    change(saved, "Votes", Alerts.DAILY)
    send()
    assert mail.outbox == []
    ArticleFactory.create(headline="A referendum in Malta")
    send()
    assert headlines() == [["A referendum in Malta"]]


def test_an_article_withdrawn_before_it_is_sent_is_not_sent(
    saved: SavedSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ArticleFactory.create(headline="A referendum in Italy")
    alerts.make_mail(saved.pk, timezone.now())
    Article.objects.filter(pk=made.pk).update(status=Status.WITHDRAWN)
    assert "Emails sent: 0; not sent: 0." in send()
    assert mail.outbox == []
    assert not AlertMail.objects.filter(sent_at=None).exists()


def test_names_with_line_ends_make_no_headers(saved: SavedSearch) -> None:
    SavedSearch.objects.filter(pk=saved.pk).update(name="Votes\r\nBcc: all@example.org")
    ArticleFactory.create(headline="A referendum in Italy")
    send()
    assert mail.outbox[0].subject == "1 new article: Votes Bcc: all@example.org"
    assert mail.outbox[0].message()["Bcc"] is None


def stop_address() -> str:
    found = re.search(r"https://archive\.example\.org(/searches/unsubscribe/\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def test_mail_programs_unsubscribe_with_one_click(saved: SavedSearch) -> None:
    ArticleFactory.create(headline="A referendum in Italy")
    send()
    program = Client(enforce_csrf_checks=True)
    address = stop_address()
    # Link scanners that fetch every link in a mail do not unsubscribe anyone.
    assert program.get(address).status_code == 200
    saved.refresh_from_db()
    assert saved.alerts == Alerts.DAILY
    answer = program.post(address, {"List-Unsubscribe": "One-Click"})
    assert "You will no longer receive emails about “Votes”." in parse(answer.content.decode()).text
    saved.refresh_from_db()
    assert saved.alerts == Alerts.NONE
    assert program.post(address).status_code == 200


def test_made_up_addresses_unsubscribe_nobody(saved: SavedSearch) -> None:
    ArticleFactory.create(headline="A referendum in Italy")
    send()
    address = stop_address()
    for wrong in (f"{address[:-2]}x/", "/searches/unsubscribe/1/", "/searches/unsubscribe/x:y:z/"):
        assert Client().post(wrong).status_code == 404
    saved.refresh_from_db()
    assert saved.alerts == Alerts.DAILY
    saved.delete()
    assert "has been deleted" in parse(Client().get(address).content.decode()).text
