"""Entities in the admin: search, names, deleting, suggestions."""

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import editing
from articles.models import Article, Entity, EntityName, Mention, MentionStatus
from tests.admin.helpers import act, counting, form_of, messages_of, save
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

LIST = "/admin/articles/entity/"
ADD = f"{LIST}add/"
SUGGEST = f"{LIST}autocomplete/"
FIELD = {"app_label": "articles", "model_name": "articleentity", "field_name": "entity"}


def listed(client: Client, **parameters: str) -> list[str]:
    answer = client.get(LIST, parameters)
    assert answer.status_code == 200
    return [entity.name for entity in answer.context["cl"].result_list]


def test_the_list_finds_names_and_other_names_without_accents(desk: Client) -> None:
    walesa = EntityFactory.create(name="Lech Wałęsa")
    EntityName.objects.create(entity=walesa, name="Leszek")
    EntityFactory.create(name="Someone Else")
    assert listed(desk, q="walesa") == ["Lech Wałęsa"]
    assert listed(desk, q="LESZEK") == ["Lech Wałęsa"]
    assert listed(desk, q="\0") != []
    assert listed(desk, q="x" * 100_000) == []
    assert "Lech Wałęsa" in listed(desk, kind__exact="person")


def test_articles_are_counted_without_further_queries(desk: Client) -> None:
    one = EntityFactory.create(name="Aaa")
    ArticleFactory.create(entities=[one])
    ArticleFactory.create(entities=[one])
    desk.get(LIST)
    with counting() as first:
        page = desk.get(LIST, {"kind__exact": "person"}).content.decode()
        before = first()
    assert '<td class="field-number">2</td>' in page
    for number in range(10):
        ArticleFactory.create(entities=[EntityFactory.create(name=f"Bbb {number}")])
    with counting() as second:
        desk.get(LIST, {"kind__exact": "person"})
        assert second() == before


def test_suggestions_say_what_kind_of_thing_is_meant(desk: Client) -> None:
    EntityFactory.create(name="Georgia", kind="place", code="US")
    EntityFactory.create(name="Aunt Georgia O'Keeffe")
    answer = desk.get(SUGGEST, FIELD | {"term": "georgia"})
    texts = [each["text"] for each in answer.json()["results"]]
    assert set(texts[:2]) == {"Georgia (country, GE)", "Georgia (place, US)"}
    assert "Aunt Georgia O'Keeffe (person)" in texts[2:]
    assert desk.get(SUGGEST, FIELD | {"term": "\0"}).status_code == 200


def test_suggestions_begin_with_whom_most_articles_name(desk: Client) -> None:
    for name in ("Merkel MP", "Angel Merkel", "Angela Merkel", "Chancellor Merkel"):
        EntityFactory.create(name=name)
    merkel, angel = Entity.objects.get(name="Angela Merkel"), Entity.objects.get(name="Angel Merkel")
    for _ in range(2):
        ArticleFactory.create(entities=[merkel])
    ArticleFactory.create(entities=[angel])
    exact = EntityFactory.create(name="Merkel")
    answer = desk.get(SUGGEST, FIELD | {"term": "merkel"}).json()["results"]
    assert [each["text"] for each in answer[:3]] == [
        "Merkel (person)",
        "Angela Merkel (person), 2 articles",
        "Angel Merkel (person), 1 article",
    ]
    assert (answer[0]["id"], len(answer)) == (str(exact.pk), 5)


def test_a_source_is_suggested(desk: Client) -> None:
    SourceFactory.create(name="Daily Record")
    field = {"app_label": "articles", "model_name": "article", "field_name": "source"}
    answer = desk.get("/admin/autocomplete/", field | {"term": "record"})
    assert [each["text"] for each in answer.json()["results"]] == ["Daily Record"]


def test_a_second_country_of_one_code_is_refused_in_words(desk: Client) -> None:
    fields = form_of(desk, ADD, "entity_form") | {"kind": "country", "name": "Ukraina", "code": "ua"}
    page = desk.post(ADD, fields).content.decode()
    assert "UA is already the code of Ukraine." in page
    page = desk.post(ADD, fields | {"code": ""}).content.decode()
    assert "A country needs its ISO 3166-1 code" in page
    page = desk.post(ADD, fields | {"code": "1!"}).content.decode()
    assert "Enter two letters, such as UA" in page
    assert not Entity.objects.filter(name="Ukraina").exists()


def test_a_person_is_entered_with_other_names(desk: Client) -> None:
    fields = form_of(desk, ADD, "entity_form")
    fields |= {"kind": "person", "name": "Sergei Lavrov", "names-0-name": "Sergey Lavrov"}
    assert desk.post(ADD, fields).status_code == 302
    lavrov = Entity.objects.get(name="Sergei Lavrov")
    assert lavrov.slug == "sergei-lavrov"
    assert lavrov.names.get().folded == "sergey lavrov"


def test_renaming_makes_the_articles_found_under_the_new_name(desk: Client) -> None:
    person = EntityFactory.create(name="Sergey Lavrov")
    article = ArticleFactory.create(headline="Talks", entities=[person])
    assert save(desk, person, name="Sergei Lavrov").status_code == 302
    article.refresh_from_db()
    person.refresh_from_db()
    assert article.entity_names == "Sergei Lavrov"
    assert (person.slug, person.folded) == ("sergey-lavrov", "sergei lavrov")
    assert [each.name for each in person.names.all()] == ["Sergey Lavrov"]


def test_renaming_back_leaves_no_other_name_equal_to_the_name(db: None) -> None:
    person = EntityFactory.create(name="Sergey Lavrov")
    article = ArticleFactory.create(entities=[person])
    assert editing.rename(person, "Sergei Lavrov") == 1
    assert editing.rename(person, "Sergey Lavrov") == 1
    assert [each.name for each in person.names.all()] == ["Sergei Lavrov"]
    article.refresh_from_db()
    assert article.entity_names == "Sergey Lavrov"
    assert editing.rename(person, "Sergey Lavrov") == 0


def test_extraction_finds_a_renamed_person_under_the_former_name(db: None) -> None:
    article = ArticleFactory.create(headline="Talks", body="John Kerry met reporters.")
    editing.extract_again([article.pk])
    kerry = Entity.objects.get(name="John Kerry")
    editing.rename(kerry, "John F. Kerry")
    editing.extract_again([article.pk])
    article.refresh_from_db()
    assert article.person_ids == [kerry.pk]
    assert article.entity_names == "John F. Kerry"


@pytest.mark.parametrize("at_once", [True, False])
def test_deleting_leaves_the_words_as_unknown(desk: Client, at_once: bool) -> None:
    article = ArticleFactory.create(headline="Talks", body="John Kerry met reporters.")
    editing.extract_again([article.pk])
    kerry = Entity.objects.get(name="John Kerry")
    if at_once:
        act(desk, "delete_selected", [kerry], post="yes")
    else:
        desk.post(f"{LIST}{kerry.pk}/delete/", {"post": "yes"})
    article.refresh_from_db()
    assert article.person_ids == []
    assert article.entity_names == ""
    assert Mention.objects.get(article=article, surface="John Kerry").status == MentionStatus.UNKNOWN


@pytest.mark.parametrize("at_once", [False, True])
def test_deleting_from_many_articles_is_queued(
    desk: Client, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    monkeypatch.setattr("articles.admin.entities.entity_admin.AT_ONCE", 1)
    kerry = EntityFactory.create(name="John Kerry")
    articles = [ArticleFactory.create(entities=[kerry]) for _ in range(2)]
    if at_once:
        answer = act(desk, "delete_selected", [kerry], post="yes")
    else:
        answer = desk.post(f"{LIST}{kerry.pk}/delete/", {"post": "yes"}, follow=True)
    said = messages_of(answer)
    assert "Deleting from 2 articles takes a while and is done in the background." in said
    assert "uccessfully" not in said
    assert Entity.objects.filter(pk=kerry.pk).exists()
    job = ProcrastinateJob.objects.get()
    assert job.task_name == "articles.tasks.delete_entities"
    for _ in range(2):  # the second time, as after a kill
        editing.delete_entities(**job.args)
    for article in articles:
        article.refresh_from_db()
        assert (article.person_ids, article.entity_names) == ([], "")


def test_a_source_with_articles_is_protected_in_a_sentence(administrator: Client) -> None:
    source = SourceFactory.create(name="Daily Record")
    ArticleFactory.create(source=source)
    page = administrator.get(f"/admin/articles/source/{source.pk}/delete/")
    assert page.status_code == 200
    assert "Daily Record has 1 article." in page.content.decode()
    Article.objects.all().delete()
    administrator.post(f"/admin/articles/source/{source.pk}/delete/", {"post": "yes"})
    assert not type(source).objects.exists()


def test_the_kind_of_an_entity_stays(desk: Client) -> None:
    fields = form_of(desk, f"{LIST}{country('UA').pk}/change/", "entity_form")
    assert "kind" not in fields
    assert fields["code"] == "UA"
