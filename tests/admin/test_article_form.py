"""Entering and correcting articles in the admin."""

import json

import pytest
from django.test import Client

from articles import editing
from articles.editing import UnresolvedWords
from articles.models import Article, ArticleEntity, Capture, Decision, Entity, Status, User
from articles.search.query.compiler import read_query
from tests.admin.helpers import NO_ENTITIES, change_address, form_of, messages_of, save, signed_in
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

ADD = "/admin/articles/article/add/"
TEXT = {
    "headline": "John Kerry rejects Crimea vote",
    "standfirst": "",
    "body": "WASHINGTON: US Secretary of State John Kerry spoke to Sergei Lavrov.\r\n\r\n"
    "Kerry said Ukraine had not agreed.",
    "byline": "Staff",
    "dateline": "Washington",
    "caption": "",
    "published_on": "2014-03-17",
    "published_at_0": "",
    "published_at_1": "",
    "section": "World",
    "language": "en",
    "url": "https://example.org/kerry",
    "status": "published",
}


@pytest.fixture
def entered(desk: Client) -> Article:
    """An article entered in the form."""
    source = SourceFactory.create(name="The Daily Record")
    answer = desk.post(ADD, TEXT | NO_ENTITIES | {"source": str(source.pk)})
    assert answer.status_code == 302, answer.context["errors"]
    return Article.objects.get()


def names(article: Article, status: Decision | None = None) -> set[str]:
    links = ArticleEntity.objects.filter(article=article)
    if status:
        links = links.filter(status=status)
    return set(links.values_list("entity__name", flat=True))


def test_every_field_is_stored(entered: Article) -> None:
    assert entered.headline == TEXT["headline"]
    assert entered.body.split("\n\n")[1] == "Kerry said Ukraine had not agreed."
    assert "\r" not in entered.body
    assert str(entered.published_on) == "2014-03-17"
    assert entered.source is not None
    assert entered.source.name == "The Daily Record"
    assert (entered.byline, entered.dateline, entered.section) == ("Staff", "Washington", "World")
    assert entered.status == Status.PUBLISHED


def test_a_new_article_is_read_and_found_at_once(entered: Article) -> None:
    assert {"John Kerry", "Sergei Lavrov", "Ukraine"} <= names(entered)
    assert entered.person_ids
    assert country("UA").pk in entered.country_ids
    for query in ("crimea vote", "person:Kerry", "lavrov"):
        assert Article.objects.published().filter(read_query(query).where).get() == entered


def test_what_was_typed_is_kept_as_an_original(entered: Article) -> None:
    capture = Capture.objects.get()
    assert capture.reference == f"admin:lena:{entered.pk}"
    assert capture.media_type == "application/json"
    assert json.loads(bytes(capture.raw))["headline"] == TEXT["headline"]


def test_correcting_makes_no_second_original(desk: Client, entered: Article) -> None:
    save(desk, entered, byline="Jane Roe")
    assert Capture.objects.count() == 1


def test_changed_fields_are_kept_from_imports(desk: Client) -> None:
    article = ArticleFactory.create(headline="Old", body="Text.")
    assert save(desk, article, headline="New", dateline="Paris", status="draft").status_code == 302
    article.refresh_from_db()
    assert article.edited_fields == ["headline", "dateline"]
    save(desk, article, byline="Jane Roe")
    article.refresh_from_db()
    assert article.edited_fields == ["headline", "byline", "dateline"]


def test_saving_without_a_change_changes_nothing(desk: Client) -> None:
    article = ArticleFactory.create(body="One.\n\nTwo.", published_on="2014-03-17", byline="Jane Roe")
    assert save(desk, article).status_code == 302
    article.refresh_from_db()
    assert article.edited_fields == []
    assert article.body == "One.\n\nTwo."


def test_correcting_the_text_reads_it_again(desk: Client, entered: Article) -> None:
    answer = save(
        desk, entered, headline="A quiet day", dateline="", body="Angela Merkel met reporters in Berlin."
    )
    assert answer.status_code == 302
    entered.refresh_from_db()
    assert "Angela Merkel" in names(entered)
    assert "John Kerry" not in names(entered)
    assert not Article.objects.filter(read_query("kerry").where).exists()
    assert Article.objects.filter(read_query("merkel").where).get() == entered


def test_the_editor_is_told_what_was_found(desk: Client, entered: Article) -> None:
    answer = save(desk, entered, byline="Jane Roe")
    told = messages_of(desk.get(answer["Location"]))
    assert "Found in the text:" in told
    assert "people" in told


def test_decisions_survive_reading_again(desk: Client, lena: User, entered: Article) -> None:
    fields = form_of(desk, change_address(entered), "article_form")
    rows = {
        ArticleEntity.objects.get(pk=int(value)).entity.name: name.removesuffix("-id")
        for name, value in fields.items()
        if name.startswith("article_entities-") and name.endswith("-id") and value
    }
    kerry, lavrov = rows["John Kerry"], rows["Sergei Lavrov"]
    save(desk, entered, **{f"{kerry}-status": "rejected", f"{lavrov}-status": "confirmed"})
    save(desk, entered, body="Kerry and John Kerry met nobody else in Moscow.")
    assert names(entered, Decision.REJECTED) == {"John Kerry"}
    assert names(entered, Decision.CONFIRMED) == {"Sergei Lavrov"}
    entered.refresh_from_db()
    lavrov_row = ArticleEntity.objects.get(article=entered, entity__name="Sergei Lavrov")
    assert entered.person_ids == [lavrov_row.entity_id]
    assert lavrov_row.decided_by == lena
    assert lavrov_row.decided_at is not None


def test_setting_back_to_automatic_gives_the_decision_up(desk: Client, entered: Article) -> None:
    link = ArticleEntity.objects.get(article=entered, entity__name="John Kerry")
    ArticleEntity.objects.filter(pk=link.pk).update(status=Decision.REJECTED)
    prefix = row_of(desk, entered, link)
    save(desk, entered, **{f"{prefix}-status": "automatic"})
    link.refresh_from_db()
    assert (link.status, link.decided_by, link.decided_at) == (Decision.AUTOMATIC, None, None)


def test_saying_what_an_article_is_not_about_is_a_decision(desk: Client, entered: Article) -> None:
    link = ArticleEntity.objects.get(article=entered, entity__code="UA", entity__kind="country")
    save(desk, entered, **{f"{row_of(desk, entered, link)}-is_about": "OFF"})
    link.refresh_from_db()
    entered.refresh_from_db()
    assert (link.status, link.is_about) == (Decision.CONFIRMED, False)
    assert link.entity_id not in entered.country_ids


def test_where_it_was_reported_from_is_a_decision_and_only_of_countries(
    desk: Client, entered: Article
) -> None:
    rows = {each.entity.name: each for each in entered.article_entities.select_related("entity")}
    ukraine, kerry = rows["Ukraine"], rows["John Kerry"]
    changes = {f"{row_of(desk, entered, each)}-reported_from": "on" for each in (ukraine, kerry)}
    save(desk, entered, **changes)
    for link in (ukraine, kerry):
        link.refresh_from_db()
    assert (ukraine.status, ukraine.reported_from) == (Decision.CONFIRMED, True)
    assert (kerry.status, kerry.reported_from) == (Decision.AUTOMATIC, False)


def row_of(client: Client, article: Article, link: ArticleEntity) -> str:
    """Return the prefix of an entity's row in the article's form."""
    fields = form_of(client, change_address(article), "article_form")
    names = [name for name, value in fields.items() if name.endswith("-id") and value == str(link.pk)]
    assert len(names) == 1
    return names[0].removesuffix("-id")


def test_an_entity_that_was_missed_is_added(desk: Client, lena: User, entered: Article) -> None:
    missed = EntityFactory.create(name="Ban Ki-moon")
    save(desk, entered, **{"article_entities-2-0-entity": str(missed.pk)})
    link = ArticleEntity.objects.get(article=entered, entity=missed)
    assert (link.status, link.decided_by) == (Decision.CONFIRMED, lena)
    entered.refresh_from_db()
    assert missed.pk in entered.person_ids
    assert Article.objects.filter(read_query("person:Ban").where).get() == entered
    assert Article.objects.filter(read_query("moon").where).get() == entered


def test_adding_what_is_there_confirms_it(desk: Client, entered: Article) -> None:
    kerry = Entity.objects.get(name="John Kerry")
    answer = save(desk, entered, **{"article_entities-2-0-entity": str(kerry.pk)})
    assert answer.status_code == 302
    assert ArticleEntity.objects.get(article=entered, entity=kerry).status == Decision.CONFIRMED


def test_a_row_that_extraction_took_away_meanwhile_does_no_harm(desk: Client, entered: Article) -> None:
    fields = form_of(desk, change_address(entered), "article_form")
    ArticleEntity.objects.filter(article=entered, entity__name="John Kerry").delete()
    answer = desk.post(change_address(entered), fields | {"byline": "Jane Roe"})
    assert answer.status_code == 302
    entered.refresh_from_db()
    assert entered.byline == "Jane Roe"


def test_the_form_with_an_error_and_a_row_gone_is_shown_again(desk: Client, entered: Article) -> None:
    fields = form_of(desk, change_address(entered), "article_form")
    ArticleEntity.objects.filter(article=entered).delete()
    answer = desk.post(change_address(entered), fields | {"headline": ""})
    assert answer.status_code == 200
    assert "This field is required" in answer.content.decode()


def test_nobody_overwrites_a_colleague_unknowing(
    desk: Client, administrator: Client, entered: Article
) -> None:
    fields = form_of(desk, change_address(entered), "article_form")
    save(administrator, entered, byline="The colleague")
    answer = desk.post(change_address(entered), fields | {"byline": "Me"})
    assert answer.status_code == 200
    assert "Someone else saved this article" in answer.content.decode()
    entered.refresh_from_db()
    assert entered.byline == "The colleague"


def test_the_day_follows_from_the_moment(desk: Client) -> None:
    article = ArticleFactory.create()
    save(desk, article, published_at_0="2014-03-17", published_at_1="10:00:00")
    article.refresh_from_db()
    assert str(article.published_on) == "2014-03-17"
    answer = save(desk, article, published_on="2013-03-17")
    assert "more than a day apart" in answer.content.decode()


def test_a_bad_language_code_is_explained(desk: Client) -> None:
    answer = save(desk, ArticleFactory.create(), language="English please")
    assert "Enter a language code" in answer.content.decode()


def test_words_in_doubt_and_originals_are_shown(desk: Client, entered: Article) -> None:
    page = desk.get(change_address(entered)).content.decode()
    capture = Capture.objects.get()
    assert capture.sha256 in page
    assert f"admin:lena:{entered.pk}" in page
    assert "“Sergei Lavrov”: full name <span>1 time, body; score 0.90;" in page
    assert "“Kerry”: surname of John Kerry; full name above (probable)" in page
    assert "In doubt" not in page


def test_words_in_doubt_lead_to_the_review_and_decisions_are_listed(desk: Client, lena: User) -> None:
    article = ArticleFactory.create(headline="x", body="Mr. Lavrov met Mr. Kerry.")
    editing.extract_again([article.pk])
    editing.decide_words(
        [UnresolvedWords(article.pk, "person", "kerry")], EntityFactory.create(name="John Kerry"), lena
    )
    page = desk.get(change_address(article)).content.decode()
    assert f'href="/admin/articles/wordsindoubt/?article={article.pk}"' in page
    assert "“Lavrov”: a surname alone; no full name in this article matches it <span>1 time, body" in page
    assert "“Kerry”: surname of John Kerry; decided by an editor" in page
    assert f'href="/admin/articles/mentiondecision/?q={article.pk}"' in page


def test_view_on_site_leads_readers_only_to_what_is_public(desk: Client, entered: Article) -> None:
    assert entered.get_absolute_url() in desk.get(change_address(entered)).content.decode()
    Article.objects.update(status=Status.WITHDRAWN)
    assert entered.get_absolute_url() not in desk.get(change_address(entered)).content.decode()


def test_staff_without_rights_see_and_change_nothing(entered: Article) -> None:
    stranger = User.objects.create_user("stranger", is_staff=True)
    client = signed_in(stranger)
    assert client.get(change_address(entered)).status_code == 403
    assert client.post(change_address(entered), {"headline": "Mine"}).status_code == 403
    assert client.get("/admin/articles/entity/autocomplete/").status_code == 403
    entered.refresh_from_db()
    assert entered.headline == TEXT["headline"]


def test_who_may_only_look_gets_a_page_without_fields(entered: Article) -> None:
    from django.contrib.auth.models import Permission

    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.add(Permission.objects.get(codename="view_article"))
    client = signed_in(guest)
    page = client.get(change_address(entered))
    assert page.status_code == 200
    assert 'name="headline"' not in page.content.decode()
    assert client.post(change_address(entered), {"headline": "Mine"}).status_code == 403


@pytest.mark.parametrize(
    ("written", "edtf", "shown", "words"),
    [
        ("2014-03", "2014-03", "2014-03", ""),
        ("17 March 2014", "2014-03-17", "2014-03-17", ""),
        ("Spring 1968", "1968", "1968", "Spring 1968"),
        ("c. 1890", "1890~", "about 1890", "c. 1890"),
        ("1890s", "189X", "1890s", "1890s"),
        ("", "", "", ""),
    ],
)
def test_a_date_is_entered_as_far_as_it_is_known(
    desk: Client, written: str, edtf: str, shown: str, words: str
) -> None:
    article = ArticleFactory.create(published_on="2013-05-05")
    answer = save(desk, article, published_on=written)
    assert answer.status_code == 302, answer.context["errors"]
    article = Article.objects.get()
    assert (article.edtf, article.date_text) == (edtf, words)
    assert article.edited_fields[:1] == ["published_on"]
    assert save(desk, article, published_on=shown).status_code == 302
    assert (Article.objects.get().edtf, Article.objects.get().date_text) == (edtf, words)
    assert (
        f'value="{shown}"' in desk.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
        or not shown
    )


def test_a_date_that_cannot_be_read_is_refused_with_examples(desk: Client) -> None:
    article = ArticleFactory.create(published_on="2013-05-05")
    for wrong in ("soon", "3/4/2012", "2012-13"):
        assert "March 2014, 2014, 1890s" in save(desk, article, published_on=wrong).content.decode()
    time = {"published_at_0": "2014-03-17", "published_at_1": "09:00:00"}
    answer = save(desk, article, published_on="March 2014", **time)
    assert "A time of publication needs a full date." in answer.content.decode()
