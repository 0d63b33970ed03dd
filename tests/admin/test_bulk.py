"""Changing source, section, language and date of many articles, and undoing it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.admin.articles import bulk_action
from articles.editing import bulk
from articles.models import ArchiveChange, Article, BulkChange, Status, User
from tests.admin.helpers import act, counting, messages_of
from tests.factories import ArticleFactory, SourceFactory


def again(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def apply(desk: Client, articles: list[Article], expected: int | None = None, **given: Any) -> Any:
    number = len(articles) if expected is None else expected
    return act(desk, "change_fields", articles, apply="yes", expected=str(number), **given)


def undo(desk: Client, change: BulkChange) -> Any:
    return desk.post(f"/admin/articles/bulkchange/{change.pk}/undo/", follow=True)


def test_a_preview_shows_what_they_have_and_changes_nothing(desk: Client) -> None:
    articles = [ArticleFactory.create(headline=f"Rain {n}", section="Sport") for n in range(12)]
    articles.append(ArticleFactory.create(headline="Snow", section="World"))
    page = act(desk, "change_fields", articles).content.decode()
    assert "13 articles selected" in page
    assert "Sport (12)" in page
    page = act(desk, "change_fields", articles, preview="yes", section="World").content.decode()
    assert "Section: World." in page
    assert "12 articles will be changed." in page
    assert "1 has these values already." in page
    assert "and 2 more" in page
    assert Article.objects.filter(section="World").count() == 1


def test_it_changes_all_four_and_protects_them_from_imports(desk: Client, lena: User) -> None:
    paper = SourceFactory.create(name="Daily Record")
    article = ArticleFactory.create(
        section="", published_on=date(2001, 2, 3), published_at=datetime(2001, 2, 3, 4, tzinfo=UTC)
    )
    answer = apply(desk, [article], source=str(paper.pk), section="World", language="fr", date="Spring 1968")
    told = messages_of(answer)
    assert "Done: 1 article." in told
    assert f'href="/admin/articles/bulkchange/{BulkChange.objects.get().pk}/undo/"' in told
    changed = again(article)
    assert (changed.source, changed.section, changed.language) == (paper, "World", "fr")
    assert (changed.published_on, changed.published_until) == (date(1968, 1, 1), date(1968, 12, 31))
    assert (changed.published_at, changed.date_text) == (None, "Spring 1968")
    assert set(changed.edited_fields) == {
        *("source", "section", "language"),
        *("published_on", "published_at", "date_text"),
    }
    assert LogEntry.objects.get().user == lena
    recorded = ArchiveChange.objects.get()
    assert (recorded.before["section"], recorded.after["section"]) == ("", "World")
    assert recorded.after["source"] == paper.pk
    page = desk.get(f"/admin/articles/article/{article.pk}/history/").content.decode()
    assert "Daily Record" in page


def test_all_that_match_the_filters(desk: Client) -> None:
    for number in range(60):
        ArticleFactory.create(status=Status.DRAFT if number else Status.PUBLISHED, section="A")
    first = Article.objects.filter(status=Status.DRAFT)[:1]
    data = {"action": "change_fields", "select_across": "1", "_selected_action": [str(first[0].pk)]}
    more = {"section": "B", "apply": "yes", "expected": "59"}
    desk.post("/admin/articles/article/?status__exact=draft", data | more)
    assert Article.objects.filter(section="B").count() == 59


def test_a_list_that_grew_since_the_preview_is_shown_again(desk: Client) -> None:
    articles = [ArticleFactory.create(section="A") for _ in range(3)]
    answer = apply(desk, articles, expected=2, section="B")
    assert "The list has changed" in messages_of(answer)
    assert not Article.objects.filter(section="B").exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose at least one value"),
        ({"section": "A", "remove": "section"}, "not both"),
        ({"language": "French!"}, "language code"),
        ({"date": "soon"}, "Write a date such as"),
        ({"source": "999999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_set_is_refused(desk: Client, sent: dict[str, Any], said: str) -> None:
    article = ArticleFactory.create(section="Z")
    assert said in apply(desk, [article], **sent).content.decode()
    assert again(article).section == "Z"
    assert not BulkChange.objects.exists()


def test_values_can_be_removed(desk: Client) -> None:
    article = ArticleFactory.create(section="A", published_on=date(2001, 2, 3))
    apply(desk, [article], remove=["section", "date", "source"])
    changed = again(article)
    assert (changed.section, changed.published_on, changed.source) == ("", None, None)


def test_undo_leaves_what_was_changed_since(desk: Client) -> None:
    one, two = ArticleFactory.create(section="A"), ArticleFactory.create(section="B", language="de")
    apply(desk, [one, two], section="C", language="fr")
    Article.objects.filter(pk=two.pk).update(section="D")
    change = BulkChange.objects.get()
    page = desk.get(f"/admin/articles/bulkchange/{change.pk}/undo/").content.decode()
    assert "1 article was changed since" in " ".join(page.split())
    undo(desk, change)
    assert (again(one).section, again(one).language, again(one).edited_fields) == ("A", "en", [])
    assert (again(two).section, again(two).language) == ("D", "de")
    assert again(two).edited_fields == ["section"]
    change.refresh_from_db()
    assert change.state == "undone"
    assert change.problem == "1 article was changed since. What was changed there stays."
    assert "already undone" in messages_of(undo(desk, change))


def test_undo_when_the_former_source_is_gone(desk: Client) -> None:
    old, new = SourceFactory.create(), SourceFactory.create()
    article = ArticleFactory.create(source=old)
    apply(desk, [article], source=str(new.pk))
    old.delete()
    undo(desk, BulkChange.objects.get())
    assert again(article).source == new


def test_a_source_deleted_before_the_worker_came_stops_it(lena: User) -> None:
    article, paper = ArticleFactory.create(), SourceFactory.create()
    change = bulk.begin_bulk(Article.objects.all(), {"source_id": paper.pk}, "Source.", lena)
    paper.delete()
    bulk.carry_on(change)
    change.refresh_from_db()
    assert (change.state, change.problem) == ("failed", bulk.SOURCE_GONE)
    assert again(article).source == article.source


def test_many_are_changed_in_the_background_and_can_be_interrupted(
    desk: Client, lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_action, "SMALL", 2)
    monkeypatch.setattr(bulk, "BATCH", 2)
    articles = [ArticleFactory.create(section="A") for _ in range(5)]
    answer = apply(desk, articles, section="B")
    assert "background" in messages_of(answer)
    job = ProcrastinateJob.objects.get(task_name="articles.tasks.change_many")
    change = BulkChange.objects.get(pk=job.args["change_id"])
    calls = iter([None, RuntimeError])

    def stop() -> None:
        if error := next(calls, None):
            raise error

    with pytest.raises(RuntimeError):
        bulk.carry_on(change, stop)
    assert Article.objects.filter(section="B").count() == 2
    bulk.carry_on(BulkChange.objects.get())
    assert Article.objects.filter(section="B").count() == 5
    assert LogEntry.objects.count() == 5
    change.refresh_from_db()
    assert (change.state, change.done, change.total) == ("done", 5, 5)


def test_articles_that_are_alike_are_changed_together(lena: User) -> None:
    numbers = []
    for section in ("B", "C"):
        for _ in range(8):
            ArticleFactory.create(section="A")
        change = bulk.begin_bulk(Article.objects.all(), {"section": section}, "Section.", lena)
        with counting() as count:
            bulk.carry_on(change)
        numbers.append(count())
    assert Article.objects.filter(section="C").count() == 16
    assert numbers[1] <= numbers[0] + 2, "those with another section before, and no more"


SECTIONS = st.sampled_from(["", "A", "B"])
LANGUAGES = st.sampled_from(["en", "fr"])
STATES = st.lists(st.tuples(SECTIONS, LANGUAGES, st.none() | SECTIONS), min_size=1, max_size=4)


class TestAnyUndo(TestCase):
    @settings(max_examples=25)
    @given(STATES, SECTIONS, LANGUAGES)
    def test_it_restores_exactly_what_nobody_changed(self, states: Any, section: str, language: str) -> None:
        editor = User.objects.create_user("lena2", is_staff=True)
        made = [ArticleFactory.create(section=a, language=b) for a, b, _ in states]
        change = bulk.begin_bulk(
            Article.objects.all(), {"section": section, "language": language}, "Both.", editor
        )
        bulk.carry_on(change)
        assert set(Article.objects.values_list("section", "language")) == {(section, language)}
        for article, (_, _, later) in zip(made, states, strict=True):
            if later is not None:
                Article.objects.filter(pk=article.pk).update(section=later)
        assert bulk.begin_bulk_undo(change, editor)
        bulk.carry_on(change)
        for article, (former, spoken, later) in zip(made, states, strict=True):
            is_same = (former, spoken) == (section, language)
            expected = later if later not in {None, section} else (section if is_same else former)
            assert (again(article).section, again(article).language) == (expected, spoken)
