"""The admin in an editor's language: what is stored does not depend on it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import translation

from articles import editing
from articles.models import ArchiveChange, Article, EntityChange
from articles.partial_dates import parse_edtf
from tests.admin.helpers import act, change_address, form_of, list_address, messages_of, save
from tests.factories import ArticleFactory, EntityFactory

LANGUAGES = ["en-gb", "de", "fr", "es"]


@pytest.fixture
def redaktion(desk: Client) -> Client:
    """The client of an editor who reads German."""
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    return desk


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["2014-03-17", "2014-03", "2014-08~", "2014", "1890~", "189X", "201X~"])
def test_a_date_is_shown_and_read_in_the_same_language(desk: Client, language: str, text: str) -> None:
    date = parse_edtf(text)
    article = ArticleFactory.build(headline="Rain")
    article.date = date
    article.save()
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    with translation.override(language):
        shown = editing.typed_date(article)
    assert save(desk, article, published_on="2001-02-03").status_code == 302
    assert save(desk, article, published_on=shown or "").status_code == 302
    assert Article.objects.get().edtf == text


def test_histories_are_kept_in_english_and_shown_in_german(redaktion: Client) -> None:
    article = ArticleFactory.create(status="draft")
    assert "1 Artikel veröffentlicht." in messages_of(act(redaktion, "publish", [article]))
    assert LogEntry.objects.get().change_message == "Published."
    shown = redaktion.get(change_address(article).replace("change", "history")).content.decode()
    assert "Veröffentlicht." in shown
    assert "Published." not in shown


def test_decisions_are_kept_in_english_and_shown_in_german(redaktion: Client) -> None:
    article = ArticleFactory.create(entities=[EntityFactory.create(name="Ann Berg")])
    fields = form_of(redaktion, change_address(article), "article_form")
    status = next(name for name in fields if name.endswith("-status"))
    assert save(redaktion, article, **{status: "confirmed"}).status_code == 302
    kept = str(ArchiveChange.objects.get().after["Decisions"])
    assert "Ann Berg: confirmed" in kept
    shown = redaktion.get(change_address(article).replace("change", "history")).content.decode()
    assert "Ann Berg: bestätigt" in shown
    assert "Entscheidungen" in shown


def test_a_merge_is_kept_in_english_and_shown_in_german(redaktion: Client) -> None:
    kept, other = EntityFactory.create(name="Sergei Lavrov"), EntityFactory.create(name="Sergey Lavrov")
    done = act(redaktion, "merge_action", [kept, other], kept=str(kept.pk))
    change = EntityChange.objects.get()
    assert change.summary == f"Merged Sergey Lavrov (id {other.pk}) into Sergei Lavrov."
    assert "mit Sergei Lavrov zusammengeführt" in messages_of(done)
    assert "mit Sergei Lavrov zusammengeführt." in redaktion.get(list_address(EntityChange)).content.decode()


def test_a_page_opened_in_one_language_is_saved_in_another(redaktion: Client) -> None:
    article = ArticleFactory.create(entities=[EntityFactory.create()])
    fields = form_of(redaktion, change_address(article), "article_form")
    redaktion.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    answer = redaktion.post(change_address(article), fields | {"headline": "Snow"})
    assert answer.status_code == 302, "no conflict"
    assert set(ArchiveChange.objects.get().after) == {"headline"}


def test_a_date_that_cannot_be_read_is_explained_in_german(redaktion: Client) -> None:
    answer = save(redaktion, ArticleFactory.create(), published_on="31.31.2014")
    text = " ".join(answer.content.decode().split())
    assert "Schreiben Sie ein Datum wie 2014-03-17" in text
    assert "is not" not in text
