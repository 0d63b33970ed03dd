"""The history of an object: what each save changed, and forms with the values from before."""

from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from articles import editing
from articles.models import ArchiveChange, Article, ArticleEntity, Author, Entity, Source, User
from tests.admin.helpers import change_address, form_of, messages_of, save
from tests.factories import ArticleFactory, EntityFactory, SourceFactory


def history(client: Client, thing: Any) -> Any:
    return client.get(change_address(thing).replace("/change/", "/history/"))


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def found_rows(article: Article) -> list[ArticleEntity]:
    """Return the entities of an article in the order of the rows on its page."""
    return list(article.article_entities.order_by("entity__kind", "-mention_count", "entity__name", "pk"))


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
    assert ArchiveChange.objects.get().after == {"Other names": [{"said": "A. Berg", "name": "A. Berg"}]}
    author = Author.objects.create(name="Mark Roe")
    save(desk, author, name="Mark Rowe")
    change = ArchiveChange.objects.get(model="author")
    assert change.before["name"] == "Mark Roe"
    assert change.after["Other names"] == [{"said": "Mark Roe", "name": "Mark Roe"}]


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


def restored(client: Client, thing: Any, change: ArchiveChange) -> Any:
    """Open the form with the values from before a change, save it, and return the new change."""
    address = f"{change_address(thing)}?restore={change.pk}"
    fields = form_of(client, address, f"{thing._meta.model_name}_form")
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.context["errors"]
    return ArchiveChange.objects.order_by("pk").last()


def test_other_names_and_identifiers_come_back_as_a_new_change(desk: Client) -> None:
    entity = EntityFactory.create(name="Ann Berg")
    for name in ("A. Berg", "Anna Berg"):
        entity.names.create(name=name)
    entity.identifiers.create(scheme="wikidata", value="Q42")
    answer = save(
        desk, entity,
        **{"names-0-name": "Anne Berg", "names-1-DELETE": "on", "names-2-name": "Annie"},
        **{"identifiers-0-value": "Q1"},
    )  # fmt: skip
    assert answer.status_code == 302
    change = ArchiveChange.objects.get()
    entity.names.create(name="Mayor Berg")  # since then
    last = restored(desk, entity, change)
    assert set(entity.names.values_list("name", flat=True)) == {"A. Berg", "Anna Berg", "Mayor Berg"}
    assert [each.value for each in entity.identifiers.all()] == ["Q42"]
    assert last.pk > change.pk
    assert {each["name"] for each in last.after["Other names"]} == {"A. Berg", "Anna Berg", "Mayor Berg"}
    assert last.editor == "lena"
    restored(desk, entity, last)
    assert set(entity.names.values_list("name", flat=True)) == {"Anne Berg", "Annie", "Mayor Berg"}


def test_an_identifier_that_another_entity_has_now_does_not_come_back(desk: Client) -> None:
    entity, other = EntityFactory.create(name="Ann Berg"), EntityFactory.create(name="Bo Berg")
    entity.identifiers.create(scheme="wikidata", value="Q42")
    save(desk, entity, **{"identifiers-0-DELETE": "on"})
    other.identifiers.create(scheme="wikidata", value="Q42")
    address = f"{change_address(entity)}?restore={ArchiveChange.objects.get().pk}"
    page = desk.get(address)
    assert "already belongs to Bo Berg" in words(page)
    assert "Please correct the error below." in words(page)
    assert desk.post(address, form_of(desk, address, "entity_form")).status_code == 200
    assert not entity.identifiers.exists()


def test_a_name_and_what_the_renaming_did_come_back(desk: Client) -> None:
    entity = EntityFactory.create(name="Ann Berg")
    save(desk, entity, name="Ann Roe")
    change = ArchiveChange.objects.get()
    restored(desk, entity, change)
    entity.refresh_from_db()
    assert entity.name == "Ann Berg"
    assert "Ann Berg" not in entity.names.values_list("name", flat=True)


def test_decisions_and_corrections_come_back(desk: Client, lena: User) -> None:
    article = ArticleFactory.create(headline="Talks", body="John Kerry met Angela Merkel.")
    editing.extract_again([article.pk])
    kerry, merkel = Entity.objects.get(name="John Kerry"), Entity.objects.get(name="Angela Merkel")
    editing.confirm(article, merkel, lena)
    article.corrections.create(day=date(2014, 3, 18), text="A name was wrong.", entered_by=lena)
    numbers = {link.entity.name: n for n, link in enumerate(found_rows(article))}
    save(
        desk, article,
        **{
            f"article_entities-{numbers['John Kerry']}-status": "rejected",
            f"article_entities-{numbers['Angela Merkel']}-status": "rejected",
            "corrections-0-DELETE": "on",
        },
    )  # fmt: skip
    assert not article.corrections.exists()
    restored(desk, article, ArchiveChange.objects.get())
    statuses = dict(article.article_entities.values_list("entity", "status"))
    assert (statuses[kerry.pk], statuses[merkel.pk]) == ("automatic", "confirmed")
    assert [(each.day, each.text) for each in article.corrections.all()] == [
        (date(2014, 3, 18), "A name was wrong.")
    ]


def test_a_decision_on_an_entity_that_left_the_article_comes_back(desk: Client, lena: User) -> None:
    article, mayor = ArticleFactory.create(body="Nobody came."), EntityFactory.create(name="Ann Berg")
    judge = EntityFactory.create(name="Bo Roe")
    change = ArchiveChange.objects.create(
        model="article", object_id=article.pk, label="A", editor="lena", made_at=timezone.now(),
        before={"Decisions": [
            {"said": "Ann Berg: confirmed", "entity_id": mayor.pk, "status": "confirmed", "is_about": True,
             "reported_from": False},
            {"said": "Bo Roe: rejected", "entity_id": judge.pk, "status": "rejected", "is_about": True,
             "reported_from": False},
        ]},
        after={"Decisions": []},
    )  # fmt: skip
    page = desk.get(f"{change_address(article)}?restore={change.pk}")
    assert "so they are left out: Bo Roe: rejected." in messages_of(page)
    restored(desk, article, change)
    assert dict(article.article_entities.values_list("entity", "status")) == {mayor.pk: "confirmed"}


def test_only_who_may_change_it_gets_the_form_with_earlier_values(
    desk: Client, stacks: Client, lena: User
) -> None:
    entity = EntityFactory.create(name="Ann Berg")
    save(desk, entity, **{"names-0-name": "A. Berg"})
    change = ArchiveChange.objects.get()
    address = f"{change_address(entity)}?restore={change.pk}"
    page = stacks.get(address)  # an archivist may look at entities
    assert "Save to restore them" not in messages_of(page)
    assert "?restore=" not in words(history(stacks, entity))
    assert stacks.post(address, {"name": "Nobody"}).status_code == 403
    assert entity.names.count() == 1


def test_a_colleague_who_saves_meanwhile_is_not_overwritten(desk: Client, administrator: Client) -> None:
    article = ArticleFactory.create(headline="Right", byline="A. Berg")
    save(desk, article, headline="Wrong")
    address = f"{change_address(article)}?restore={ArchiveChange.objects.get().pk}"
    fields = form_of(desk, address, "article_form")
    save(administrator, article, byline="Ann Berg")
    page = desk.post(address, fields)
    shown = {each.name: (each.theirs, each.mine, each.current) for each in page.context["conflict"].fields}
    assert shown == {"headline": ("Wrong", "Right", "mine"), "byline": ("Ann Berg", "A. Berg", "theirs")}


def test_the_history_of_an_article_is_not_mistaken_for_a_page_of_the_list(desk: Client) -> None:
    articles = [ArticleFactory.create(section="World") for _ in range(120)]
    for section in ("Business", "Sport"):
        save(desk, articles[0], section=section)
    page = history(desk, articles[0])
    assert [each.change.after["section"] for each in page.context["log"]] == ["Sport", "Business"]
    assert not page.context["pagination_required"]
