"""The history of an object: what each save changed, and forms with the values from before."""

from datetime import date
from typing import Any

from django.test import Client

from articles.models import ArchiveChange, Article, Author, Entity, Source, User
from tests.admin.helpers import change_address, form_of, messages_of, save
from tests.factories import ArticleFactory, EntityFactory, SourceFactory


def history(client: Client, thing: Any) -> Any:
    return client.get(change_address(thing).replace("/change/", "/history/"))


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_each_save_is_recorded_with_what_changed(desk: Client, lena: User) -> None:
    article = ArticleFactory.create(headline="Mill burns", body="The mill burned.", published_on="2014-03-17")
    save(desk, article, headline="Mill burns down", published_on="2014-03")
    change = ArchiveChange.objects.get()
    assert (change.model, change.object_id, change.editor) == ("article", article.pk, "lena")
    assert change.before == {"headline": "Mill burns", "published_on": "2014-03-17"}
    assert change.after == {"headline": "Mill burns down", "published_on": "2014-03"}
    page = history(desk, article)
    text = words(page)
    assert "Mill burns </dd>" in text
    assert "Mill burns down </dd>" in text
    assert f"?restore={change.pk}" in text
    save(desk, article)  # nothing changed
    assert ArchiveChange.objects.count() == 1


def test_long_texts_are_compared_word_by_word(desk: Client) -> None:
    body = "The mill burned in the night. " * 10
    article = ArticleFactory.create(body=body)
    save(desk, article, body=body + "Nobody was hurt.")
    text = words(history(desk, article))
    assert "<ins>Nobody was hurt.</ins>" in text.replace("<ins> ", "<ins>")
    assert "Before" not in text


def test_the_form_opens_with_the_values_from_before_and_saves_them(desk: Client) -> None:
    wire, paper = SourceFactory.create(name="Wire"), SourceFactory.create(name="Paper")
    article = ArticleFactory.create(headline="Right", body="One.\n\nTwo.", source=wire)
    Article.objects.filter(pk=article.pk).update(
        published_on=date(1894, 1, 1), published_until=date(1894, 12, 31)
    )
    article.refresh_from_db()
    save(desk, article, headline="Wrong", body="One.", source=str(paper.pk), published_on="1895")
    change = ArchiveChange.objects.get()
    address = f"{change_address(article)}?restore={change.pk}"
    page = desk.get(address)
    assert "Save to restore them" in messages_of(page)
    fields = form_of(desk, address, "article_form")
    assert (fields["headline"], fields["published_on"]) == ("Right", change.before["published_on"])
    answer = desk.post(address, fields)
    assert answer.status_code == 302, answer.context["errors"]
    article.refresh_from_db()
    assert (article.headline, article.body, article.source) == ("Right", "One.\n\nTwo.", wire)
    assert article.edtf == "1894"
    last = ArchiveChange.objects.order_by("pk").last()
    assert last
    assert (last.before, last.after) == (change.after, change.before)


def test_a_change_of_another_object_or_none_opens_the_form_as_it_is(desk: Client) -> None:
    first, second = ArticleFactory.create(headline="One"), ArticleFactory.create(headline="Two")
    save(desk, first, headline="First")
    change = ArchiveChange.objects.get()
    for given in (str(change.pk), "x", "9" * 30, ""):
        fields = form_of(desk, f"{change_address(second)}?restore={given}", "article_form")
        assert fields["headline"] == "Two"


def test_other_names_and_decisions_are_recorded(desk: Client) -> None:
    entity = EntityFactory.create(name="Ann Berg")
    save(desk, entity, **{"names-0-name": "A. Berg"})
    assert ArchiveChange.objects.get().after == {"Other names": ["A. Berg"]}
    author = Author.objects.create(name="Mark Roe")
    save(desk, author, name="Mark Rowe")
    change = ArchiveChange.objects.get(model="author")
    assert change.before["name"] == "Mark Roe"
    assert change.after["Other names"] == ["Mark Roe"]


def test_additions_and_deletions_are_recorded(administrator: Client) -> None:
    administrator.post(
        "/admin/articles/source/add/", {"name": "Wire", "slug": "", "homepage": "", "description": "Old."}
    )
    source = Source.objects.get()
    added = ArchiveChange.objects.get()
    assert added.before == {}
    assert added.after["description"] == "Old."
    administrator.post(f"/admin/articles/source/{source.pk}/delete/", {"post": "yes"})
    deleted = ArchiveChange.objects.exclude(pk=added.pk).get()
    assert (deleted.after, deleted.before["name"], deleted.label) == ({}, "Wire", "Wire")
    listed = administrator.get("/admin/articles/archivechange/")
    assert "deleted" in words(listed)
    shown = words(administrator.get(f"/admin/articles/archivechange/{deleted.pk}/change/"))
    assert "Wire was deleted." in shown
    assert "Old." in shown


def test_changes_stay_when_the_account_of_the_editor_is_deleted(
    desk: Client, administrator: Client, lena: User
) -> None:
    entity = EntityFactory.create(name="Ann Berg")
    save(desk, entity, description="A mayor.")
    administrator.post(f"/admin/articles/user/{lena.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=lena.pk).exists()
    text = words(history(administrator, Entity.objects.get(pk=entity.pk)))
    assert "lena" in text
    assert "A mayor." in text


def test_changes_are_searched_by_editor_and_object(desk: Client, administrator: Client) -> None:
    entity = EntityFactory.create(name="Ann Berg")
    save(desk, entity, description="A mayor.")
    for term, found in (("lena", 1), ("root", 0), (str(entity.pk), 1), ("9" * 40, 0), ("\0", 1)):
        page = administrator.get("/admin/articles/archivechange/", {"q": term})
        assert page.context["cl"].result_count == found, term
    assert administrator.get("/admin/articles/archivechange/add/").status_code == 403


def test_objects_without_changes_say_so(desk: Client) -> None:
    assert "Nobody has changed this in the admin." in words(history(desk, EntityFactory.create()))
