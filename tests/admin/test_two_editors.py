"""Two editors who change the same thing, and one editor who clicks twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles import editing
from articles.models import Article, Capture, Entity, EntityChange, Source, User
from tests.admin.helpers import (
    NO_ENTITIES,
    act,
    change_address,
    form_of,
    list_address,
    messages_of,
    signed_in,
)
from tests.admin.test_article_form import ADD, TEXT
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

pytestmark = pytest.mark.django_db
KERRY = "John Kerry met reporters."


def things() -> Iterator[tuple[Any, str, str]]:
    """One object of every kind that can be changed, and two fields of its form."""
    yield ArticleFactory.create(headline="Talks", byline="Nobody", section="World"), "byline", "section"
    yield EntityFactory.create(name="Sergei Lavrov", description="A man"), "name", "description"
    yield SourceFactory.create(name="Daily Record", description="A paper"), "description", "name"
    yield User.objects.create_user("ada", email="ada@example.org", first_name="Ada"), "first_name", "email"
    yield Group.objects.create(name="Readers"), "name", "name"


def address_of(thing: Any) -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])


def opened(client: Client, thing: Any) -> dict[str, str]:
    fields = form_of(client, address_of(thing), f"{thing._meta.model_name}_form")
    lists = {each.name for each in thing._meta.many_to_many}  # nothing is selected in them
    return {name: value for name, value in fields.items() if name not in lists}


@pytest.mark.parametrize("kind", range(5))
def test_the_second_editor_is_told_and_loses_nothing(administrator: Client, kind: int) -> None:
    thing, field, other = list(things())[kind]
    fields = opened(administrator, thing)
    first = {**fields, field: "The colleague"}
    assert administrator.post(address_of(thing), first).status_code == 302
    answer = administrator.post(address_of(thing), {**fields, field: "Mine", other: "mine-too@example.org"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"Someone else saved this {thing._meta.verbose_name} after you opened it" in page
    assert "UTC, root: Changed" in page
    assert "The colleague" in page
    assert 'value="mine-too@example.org"' in page or ">\nmine-too@example.org<" in page.replace("\r", "")
    thing.refresh_from_db()
    assert getattr(thing, field) == "The colleague"


@pytest.mark.parametrize("kind", range(5))
def test_a_form_without_the_stamp_is_refused(administrator: Client, kind: int) -> None:
    thing, field, _ = list(things())[kind]
    before = getattr(thing, field)
    fields = opened(administrator, thing)
    for stamp in ({}, {"opened": ""}, {"opened": "yesterday"}, {"opened": "\0 \0"}):
        sent = {name: value for name, value in fields.items() if name != "opened"} | stamp | {field: "Mine"}
        answer = administrator.post(address_of(thing), sent)
        assert answer.status_code == 200
        assert "changes were not saved" in answer.content.decode()
    thing.refresh_from_db()
    assert getattr(thing, field) == before


def test_other_names_are_not_overwritten_either(desk: Client) -> None:
    person = EntityFactory.create(name="Sergei Lavrov")
    name = person.names.create(name="Sergey Lavrov")
    fields = opened(desk, person)
    desk.post(address_of(person), fields | {"names-0-name": "Serguei Lavrov"})
    page = desk.post(address_of(person), fields | {"description": "Minister"}).content.decode()
    assert "Someone else saved this entity" in page
    name.refresh_from_db()
    assert name.name == "Serguei Lavrov"


def test_a_decision_made_elsewhere_is_not_overwritten(desk: Client, lena: User) -> None:
    article = ArticleFactory.create(headline="Talks", body=KERRY)
    editing.extract_again([article.pk])
    kerry = Entity.objects.get(name="John Kerry")
    fields = opened(desk, article)
    editing.reject(article, kerry, lena)
    assert "Someone else saved" in desk.post(address_of(article), fields).content.decode()
    assert article.article_entities.get(entity=kerry).status == "rejected"


def test_what_was_typed_into_something_that_is_gone_is_shown(desk: Client) -> None:
    person = EntityFactory.create(name="Sergei Lavrov")
    fields = opened(desk, person) | {"description": "A minister <b>for long</b>"}
    address = address_of(person)
    person.delete()
    answer = desk.post(address, fields)
    assert answer.status_code == 410
    page = answer.content.decode()
    assert "Someone else deleted or merged this entity" in page
    assert "A minister &lt;b&gt;for long&lt;/b&gt;" in page
    assert desk.get(address).status_code == 302


def test_someone_who_only_looks_is_in_nobodys_way(desk: Client, administrator: Client) -> None:
    article = ArticleFactory.create(headline="Talks", body=KERRY)
    fields = opened(desk, article)
    opened(administrator, article)
    editing.extract_again([article.pk])
    assert desk.post(address_of(article), fields | {"byline": "Me"}).status_code == 302


def twice(client: Client, address: str, fields: dict[str, Any]) -> tuple[Any, Any]:
    return client.post(address, fields), client.post(address, fields)


def test_an_article_sent_twice_is_one_and_both_answers_lead_to_it(desk: Client) -> None:
    fields = form_of(desk, ADD, "article_form") | TEXT | NO_ENTITIES | {"_continue": "1"}
    first, second = twice(desk, ADD, fields)
    article = Article.objects.get()
    assert first["Location"] == second["Location"] == change_address(article)
    assert Capture.objects.count() == 1
    assert LogEntry.objects.count() == 1
    assert "submitted twice" in messages_of(desk.get(second["Location"]))


def test_the_same_text_in_a_newly_opened_form_is_another_article(desk: Client) -> None:
    for _ in range(2):
        assert desk.post(ADD, form_of(desk, ADD, "article_form") | TEXT | NO_ENTITIES).status_code == 302
    assert Article.objects.count() == 2


def test_a_refused_form_may_be_sent_again(desk: Client) -> None:
    fields = form_of(desk, ADD, "article_form") | TEXT | NO_ENTITIES | {"headline": ""}
    first, second = twice(desk, ADD, fields)
    assert "This field is required" in first.content.decode()
    assert "This field is required" in second.content.decode()


def test_a_popup_sent_twice_hands_over_the_same_entity(desk: Client) -> None:
    address = "/admin/articles/entity/add/?_popup=1"
    fields = form_of(desk, address, "entity_form") | {"kind": "person", "name": "Ada"}
    first, second = twice(desk, address, fields)
    assert Entity.objects.filter(name="Ada").count() == 1
    assert first.content == second.content
    assert b"data-popup-response" in second.content


def test_a_change_sent_twice_is_no_conflict(desk: Client) -> None:
    person = EntityFactory.create(name="Sergey Lavrov")
    fields = opened(desk, person) | {"name": "Sergei Lavrov"}
    first, second = twice(desk, address_of(person), fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert [each.name for each in person.names.all()] == ["Sergey Lavrov"]


def test_merging_or_deleting_twice_is_the_same_as_once(desk: Client) -> None:
    kept, other, gone = (EntityFactory.create() for _ in range(3))
    fields = {"action": "merge_action", "_selected_action": [kept.pk, other.pk], "kept": kept.pk}
    first, second = twice(desk, list_address(Entity), fields)
    assert first["Location"] == second["Location"] == change_address(EntityChange.objects.get())
    told = messages_of(desk.get(second["Location"]))
    assert "Merged" in told
    assert "Choose at least two" not in told
    first, second = twice(desk, change_address(gone).replace("/change/", "/delete/"), {"post": "yes"})
    assert first["Location"] == second["Location"] == list_address(Entity)
    assert list(Entity.objects.filter(kind="person")) == [kept]


def test_two_who_merge_the_same_are_told_who_was_faster(desk: Client, administrator: Client) -> None:
    kept, other = EntityFactory.create(), EntityFactory.create()
    editing.merge(kept, [other])
    told = messages_of(act(desk, "merge_action", [kept, other], kept=str(kept.pk)))
    assert "Choose at least two entities" in told
    with pytest.raises(editing.ChangeRefusedError, match="just been deleted or merged"):
        editing.merge(kept, [other])


def test_words_decided_twice_are_decided_once(desk: Client) -> None:
    article = ArticleFactory.create(headline="Talks", body="Mr. Lavrov met Mr. Kerry.")
    editing.extract_again([article.pk])
    fields = {"words": f"{article.pk}:person:lavrov", "make": "person", "name": "Sergei Lavrov"}
    first, second = twice(desk, "/admin/articles/wordsindoubt/", fields)
    assert first["Location"] == second["Location"]
    told = messages_of(desk.get(second["Location"]))
    assert "There is a person called" not in told
    assert Entity.objects.get(name="Sergei Lavrov").mention_decisions.count() == 1


def at_once(user: User, address: str, fields: dict[str, Any], times: int = 4) -> list[Any]:
    """Send the same POST several times in parallel and return the responses."""

    def send(_: int) -> Any:
        try:
            return signed_in(user).post(address, fields)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(send, range(times)))


SENT: dict[str, Callable[[Client], tuple[str, dict[str, Any]]]] = {
    "article": lambda desk: (ADD, form_of(desk, ADD, "article_form") | TEXT | NO_ENTITIES),
    "entity": lambda desk: (
        "/admin/articles/entity/add/",
        form_of(desk, "/admin/articles/entity/add/", "entity_form") | {"kind": "person", "name": "Ada"},
    ),
    "source": lambda desk: (
        "/admin/articles/source/add/",
        form_of(desk, "/admin/articles/source/add/", "source_form") | {"name": "Daily Record"},
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", SENT)
def test_at_the_same_moment_too(static_files: None, what: str) -> None:
    root = User.objects.create_superuser("root")
    address, fields = SENT[what](signed_in(root))
    answers = at_once(root, address, fields)
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer["Location"] for answer in answers}) == 1
    made = {
        "article": Article.objects.all(),
        "entity": Entity.objects.filter(name="Ada"),
        "source": Source.objects.all(),
    }
    assert made[what].count() == 1
    assert LogEntry.objects.count() == 1
