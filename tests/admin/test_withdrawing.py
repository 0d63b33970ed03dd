"""Withdrawing articles with a notice or without a trace, taking it back, and embargoes, in the admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from articles import editing
from articles.models import ArchiveChange, Article, Correction, Status, User
from articles.models.articles.corrections import today
from tests.admin.helpers import act, change_address, form_of, list_address, messages_of, save
from tests.factories import ArticleFactory

NOTICE = {"post": "yes", "kind": "notice", "notice": "The source was forged.", "reason": "Letter of 3 May"}


def again(article: Article) -> Article:
    article.refresh_from_db()
    return article


def test_a_page_asks_how_and_why_before_anything_is_withdrawn(desk: Client) -> None:
    articles = [ArticleFactory.create(headline=f"Rain {number}") for number in range(12)]
    page = act(desk, "withdraw", articles).content.decode()
    assert "<h1>Withdraw 12 articles</h1>" in page
    assert "Rain 9" in page
    assert "Rain 10" not in page
    assert "and 2 more" in page
    assert "With a public notice" in page
    assert Article.objects.published().count() == 12


def test_with_a_notice(desk: Client, lena: User) -> None:
    articles = [ArticleFactory.create() for _ in range(2)]
    answer = act(desk, "withdraw", articles, **NOTICE, shows_headline="on")
    assert "2 articles withdrawn." in messages_of(answer)
    for article in map(again, articles):
        assert (article.status, article.withdrawal) == (Status.WITHDRAWN, "notice")
        assert (article.notice, article.notice_headline) == ("The source was forged.", True)
        assert article.withdrawn_at is not None
    entries = LogEntry.objects.values_list("user", "change_message")
    assert set(entries) == {(lena.pk, "Withdrawn with a public notice. Reason: Letter of 3 May")}
    assert len(entries) == 2


def test_without_a_trace(desk: Client) -> None:
    article = ArticleFactory.create()
    act(desk, "withdraw", [article], **NOTICE | {"kind": "silent"})
    assert (again(article).withdrawal, article.notice) == ("silent", "")
    assert desk.get(f"/articles/{article.pk}/").status_code == 410


def test_a_notice_needs_a_text(desk: Client) -> None:
    article = ArticleFactory.create()
    page = act(desk, "withdraw", [article], **NOTICE | {"notice": " "}).content.decode()
    assert "Write what readers see" in page
    assert again(article).status == Status.PUBLISHED


def test_all_articles_of_a_filtered_list(desk: Client) -> None:
    kept = ArticleFactory.create(headline="Kept", status=Status.DRAFT)
    chosen = [ArticleFactory.create() for _ in range(3)]
    fields = {"action": "withdraw", "_selected_action": [str(chosen[0].pk)], "select_across": "1"}
    address = f"{list_address(Article)}?status__exact=published"
    assert "Withdraw 3 articles" in desk.post(address, fields).content.decode()
    desk.post(address, fields | NOTICE)
    assert Article.objects.filter(status=Status.WITHDRAWN).count() == 3
    assert again(kept).status == Status.DRAFT


def test_the_article_has_a_button_to_withdraw_and_one_to_take_it_back(desk: Client) -> None:
    article = ArticleFactory.create()
    assert "Withdraw …" in desk.get(change_address(article)).content.decode()
    act(desk, "withdraw", [article], **NOTICE)
    page = desk.get(change_address(article)).content.decode()
    assert "Publish again" in page
    assert "The source was forged." in page
    assert "1 article published." in messages_of(act(desk, "publish", [article]))
    assert (again(article).status, article.withdrawal, article.notice) == (Status.PUBLISHED, "", "")
    assert article.withdrawn_at is None
    assert desk.get(article.get_absolute_url()).status_code == 200


def test_the_form_withdraws_changes_the_notice_and_takes_it_back(desk: Client) -> None:
    article = ArticleFactory.create()
    assert save(desk, article, status="withdrawn").status_code == 302
    assert again(article).withdrawal == "silent"
    moment = article.withdrawn_at
    assert moment is not None
    assert b"Write what readers see" in save(desk, article, withdrawal="notice").content
    assert save(desk, article, withdrawal="notice", notice="Forged.").status_code == 302
    assert (again(article).notice, article.withdrawn_at) == ("Forged.", moment)
    assert save(desk, article, status="draft").status_code == 302
    assert (again(article).withdrawal, article.notice, article.withdrawn_at) == ("", "", None)


def test_the_list_is_filtered_by_what_readers_see(desk: Client) -> None:
    silent, told = ArticleFactory.create(headline="Rain"), ArticleFactory.create(headline="Snow")
    editing.withdraw([silent.pk])
    editing.withdraw([told.pk], editing.Withdrawal("notice", "Forged."))
    rows: Any = desk.get(list_address(Article), {"withdrawal__exact": "notice"})
    assert [each.headline for each in rows.context["cl"].result_list] == ["Snow"]


def moments(article: Article, seconds: float) -> dict[str, str]:
    end = timezone.now() + timedelta(seconds=seconds)
    return {"embargoed_until_0": f"{end:%Y-%m-%d}", "embargoed_until_1": f"{end:%H:%M:%S}"}


def test_an_embargo_is_set_in_the_form_which_says_the_zone(desk: Client) -> None:
    article = ArticleFactory.create(status=Status.DRAFT)
    assert "is published by itself, in UTC." in desk.get(change_address(article)).content.decode()
    assert save(desk, article, status="embargoed", **moments(article, 3600)).status_code == 302
    assert again(article).status == Status.EMBARGOED
    assert article.embargoed_until is not None
    assert 3590 < (article.embargoed_until - timezone.now()).total_seconds() < 3601


@pytest.mark.parametrize(("seconds", "problem"), [(None, "when the embargo ends"), (-3600, "has passed")])
def test_an_embargo_needs_an_end_in_the_future(desk: Client, seconds: float | None, problem: str) -> None:
    article = ArticleFactory.create(status=Status.DRAFT)
    given = {} if seconds is None else moments(article, seconds)
    assert problem in save(desk, article, status="embargoed", **given).content.decode()
    assert again(article).status == Status.DRAFT


def test_a_form_opened_before_the_moment_does_not_hide_the_article_again(desk: Client) -> None:
    article = ArticleFactory.create(
        status=Status.EMBARGOED, embargoed_until=timezone.now() + timedelta(hours=1)
    )
    fields = form_of(desk, change_address(article), "article_form")
    Article.objects.update(embargoed_until=timezone.now())
    desk.get("/articles/")
    assert desk.post(change_address(article), fields | {"section": "World"}).status_code == 200
    assert again(article).status == Status.PUBLISHED


def test_corrections_are_entered_with_the_article(desk: Client, lena: User) -> None:
    article = ArticleFactory.create()
    before = article.modified_at
    row = {"corrections-TOTAL_FORMS": "1", "corrections-0-day": "2014-03-18"}
    fields = form_of(desk, change_address(article), "article_form")
    desk.post(change_address(article), fields | row | {"corrections-0-text": "A name was misspelled."})
    made = Correction.objects.get()
    assert (made.article_id, made.text, made.entered_by) == (article.pk, "A name was misspelled.", lena)
    assert f"{made.day}" == "2014-03-18"
    assert again(article).modified_at > before
    save(desk, article, **{"corrections-0-text": "Two names were misspelled."})
    assert Correction.objects.get().text == "Two names were misspelled."
    fields = form_of(desk, change_address(article), "article_form")
    desk.post(change_address(article), fields | {"corrections-0-DELETE": "on"})
    assert not Correction.objects.exists()


def test_a_sentence_for_readers_becomes_a_correction_with_the_save(
    desk: Client, lena: User, client: Client
) -> None:
    article = ArticleFactory.create(headline="Mill burns", body="The mill burned.", status=Status.PUBLISHED)
    save(desk, article, byline="A. Berg", tell_readers=" \n ")
    assert not Correction.objects.exists(), "it is optional"
    told = "An earlier version misspelled the name of the author."
    save(desk, article, byline="Ann Berg", tell_readers=f"{told} ")
    made = Correction.objects.get()
    assert (made.article, made.text, made.day, made.entered_by) == (article, told, today(), lena)
    assert told in client.get(article.get_absolute_url()).content.decode()
    change = ArchiveChange.objects.order_by("pk").last()
    assert change
    assert [each["said"] for each in change.after["Corrections"]] == [f"{today()}: {told}"]
    save(desk, article, byline="Ann M. Berg")
    assert Correction.objects.count() == 1, "the field begins empty"


def test_a_sentence_for_readers_stays_when_the_save_is_refused(desk: Client, administrator: Client) -> None:
    article = ArticleFactory.create(headline="Mill burns", status=Status.PUBLISHED)
    fields = form_of(desk, change_address(article), "article_form") | {"tell_readers": "A name was wrong."}
    refused = desk.post(change_address(article), fields | {"headline": ""})
    assert refused.status_code == 200
    assert "A name was wrong." in refused.content.decode()
    save(administrator, article, headline="Mill burns down")
    page = desk.post(change_address(article), fields)
    assert page.context["adminform"].form["tell_readers"].value() == "A name was wrong."
    assert not Correction.objects.exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_readers_are_told_only_of_what_they_can_read(desk: Client, status: Status) -> None:
    article = ArticleFactory.create(status=status)
    fields = form_of(desk, change_address(article), "article_form")
    assert "tell_readers" not in fields
    desk.post(change_address(article), fields | {"tell_readers": "A name was wrong.", "byline": "A. Berg"})
    assert not Correction.objects.exists()
    assert "tell_readers" not in form_of(desk, "/admin/articles/article/add/", "article_form")
