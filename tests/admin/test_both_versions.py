"""The page of an edit conflict: both versions, a choice for each field, and nothing lost."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from articles import editing
from articles.models import Article, Entity, EntityIdentifier, Source, User
from tests.admin.helpers import FormReader, change_address, form_of, member, save, signed_in
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

pytestmark = pytest.mark.django_db
BODY = "The mill burned in the night. Nobody was hurt. " * 6


@pytest.fixture
def colleague(static_files: None) -> Client:
    """A second editor."""
    return signed_in(member("ida", "Editors"))


def opened(client: Client, thing: Any) -> dict[str, str]:
    return form_of(client, change_address(thing), f"{thing._meta.model_name}_form")


def sent(client: Client, thing: Any, fields: dict[str, str], **typed: str) -> Any:
    return client.post(change_address(thing), fields | typed)


def form_in(answer: Any, thing: Any) -> dict[str, str]:
    """Return the fields of a page that was sent back, as a browser would send them again."""
    assert answer.status_code == 200
    reader = FormReader(f"{thing._meta.model_name}_form")
    reader.feed(answer.content.decode())
    return {name: value for name, value in reader.fields.items() if "__prefix__" not in name}


def versions(answer: Any) -> dict[str, tuple[str, str, str]]:
    """Return each field that differs: the saved version, the editor's, and which one is in the field."""
    return {each.name: (each.theirs, each.mine, each.current) for each in answer.context["conflict"].fields}


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_each_field_shows_both_versions_and_keeps_the_change_of_its_only_editor(
    desk: Client, colleague: Client
) -> None:
    article = ArticleFactory.create(headline="Mill burns", byline="A. Berg", section="Local", body=BODY)
    fields = opened(desk, article)
    save(colleague, article, headline="Mill burns down", section="News")
    answer = sent(desk, article, fields, headline="Old mill burns", byline="Ann Berg")
    assert versions(answer) == {
        "headline": ("Mill burns down", "Old mill burns", "mine"),
        "byline": ("A. Berg", "Ann Berg", "mine"),
        "section": ("News", "Local", "theirs"),
    }
    text = words(answer)
    assert "ida: Changed Headline and Section." in text
    assert "You both changed this." in text
    article.refresh_from_db()
    assert (article.headline, article.byline) == ("Mill burns down", "A. Berg")
    assert sent(desk, article, form_in(answer, article)).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.byline, article.section) == ("Old mill burns", "Ann Berg", "News")


def test_a_button_puts_either_version_into_the_field_and_saves_nothing(
    desk: Client, colleague: Client
) -> None:
    article = ArticleFactory.create(headline="Mill burns", byline="A. Berg")
    fields = opened(desk, article)
    save(colleague, article, headline="Mill burns down")
    page = sent(desk, article, fields, headline="Old mill burns", byline="Ann Berg")
    page = sent(desk, article, form_in(page, article), _fill="theirs:headline")
    assert form_in(page, article)["headline"] == "Mill burns down"
    assert versions(page)["headline"] == ("Mill burns down", "Old mill burns", "theirs")
    assert versions(page)["byline"] == ("A. Berg", "Ann Berg", "mine")
    page = sent(desk, article, form_in(page, article), _fill="mine:headline")
    assert form_in(page, article)["headline"] == "Old mill burns"
    # What is typed in between is the editor's version from then on.
    page = sent(
        desk, article, form_in(page, article), headline="Mill at the river burns", _fill="theirs:byline"
    )
    assert versions(page)["headline"] == ("Mill burns down", "Mill at the river burns", "mine")
    page = sent(desk, article, form_in(page, article), _fill="theirs:headline")
    assert versions(page)["headline"] == ("Mill burns down", "Mill at the river burns", "theirs")
    assert sent(desk, article, form_in(page, article)).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.byline) == ("Mill burns down", "A. Berg")


def test_both_versions_stay_on_a_page_with_errors_and_after_another_conflict(
    desk: Client, colleague: Client
) -> None:
    article = ArticleFactory.create(headline="Mill burns", byline="A. Berg")
    fields = opened(desk, article)
    save(colleague, article, headline="Mill burns down")
    page = sent(desk, article, fields, headline="Old mill burns")
    page = sent(desk, article, form_in(page, article), published_on="Tuesday")
    assert "Please correct the error below." in words(page)
    assert "published_on" in page.context["adminform"].form.errors
    assert versions(page)["headline"] == ("Mill burns down", "Old mill burns", "mine")
    save(colleague, article, headline="Mill in ashes", byline="A. B.")
    page = sent(desk, article, form_in(page, article), published_on="2014-03-17")
    assert versions(page)["headline"] == ("Mill in ashes", "Old mill burns", "mine")
    assert versions(page)["byline"] == ("A. B.", "A. Berg", "theirs")
    assert sent(desk, article, form_in(page, article)).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.byline) == ("Old mill burns", "A. B.")


def test_long_texts_are_compared_word_by_word_in_both_columns(desk: Client, colleague: Client) -> None:
    article = ArticleFactory.create(body=f"Same start.\n\n{BODY}")
    fields = opened(desk, article)
    save(colleague, article, body=f"Same start.\n\n{BODY}The owner was away.")
    page = words(sent(desk, article, fields, body=f"Same start.\n\n{BODY}The owner slept."))
    assert "<del>was away</del>" in page.replace("<del> ", "<del>")
    assert "<ins>slept</ins>" in page.replace("<ins> ", "<ins>")
    assert "<p>Same start." not in page


def test_choices_dates_and_sources_are_shown_as_editors_read_them(desk: Client, colleague: Client) -> None:
    wire, paper = SourceFactory.create(name="Wire"), SourceFactory.create(name="Paper")
    article = ArticleFactory.create(source=wire, status="draft")
    fields = opened(desk, article)
    save(colleague, article, source=str(paper.pk), status="published")
    page = sent(
        desk, article, fields, source=str(wire.pk), published_at_0="2014-03-17", published_at_1="10:30:00",
        published_on="2014-03-17",
    )  # fmt: skip
    found = versions(page)
    assert found["source"] == ("Paper", "Wire", "theirs")
    assert found["status"] == ("Published", "Draft", "theirs")
    assert found["published_at"] == ("", "2014-03-17 10:30:00", "mine")
    page = sent(desk, article, form_in(page, article), _fill="mine:source")
    assert form_in(page, article)["source"] == str(wire.pk)


def test_rows_follow_who_changed_them(desk: Client, colleague: Client) -> None:
    entity = EntityFactory.create(name="Ann Berg")
    rows = [entity.names.create(name=name) for name in ("A. Berg", "Anna Berg", "Anne Berg", "Annie Berg")]
    fields = opened(desk, entity)
    theirs = opened(colleague, entity) | {
        "names-0-name": "A. B.", "names-1-name": "Anna B.", "names-2-DELETE": "on", "names-3-DELETE": "on",
        "names-4-name": "Mayor Berg",
    }  # fmt: skip
    assert sent(colleague, entity, theirs).status_code == 302
    typed = {"names-1-name": "Anna-Lena Berg", "names-2-name": "Anne-Marie Berg", "names-4-name": "Frau Berg"}
    page = sent(desk, entity, fields, **typed)
    assert versions(page) == {
        "names-0-name": ("A. B.", "A. Berg", "theirs"),
        "names-1-name": ("Anna B.", "Anna-Lena Berg", "mine"),
    }
    merged = page.context["conflict"].merged
    assert merged.added == ["Mayor Berg"]
    assert merged.deleted == [("Anne-Marie Berg", True), ("Annie Berg", False)]
    assert sent(desk, entity, form_in(page, entity)).status_code == 302
    names = {"A. B.", "Anna-Lena Berg", "Anne-Marie Berg", "Mayor Berg", "Frau Berg"}
    assert set(entity.names.values_list("name", flat=True)) == names
    assert entity.names.get(pk=rows[0].pk).name == "A. B."


def test_decisions_of_others_stay(desk: Client, colleague: Client, lena: User) -> None:
    article = ArticleFactory.create(headline="Talks", body="John Kerry met Angela Merkel.")
    editing.extract_again([article.pk])
    kerry, merkel = Entity.objects.get(name="John Kerry"), Entity.objects.get(name="Angela Merkel")
    fields = opened(desk, article)
    editing.reject(article, kerry, lena)
    page = sent(desk, article, fields, byline="Me")
    assert "John Kerry: Status" in words(page)
    assert sent(desk, article, form_in(page, article)).status_code == 302
    statuses = dict(article.article_entities.values_list("entity", "status"))
    assert (statuses[kerry.pk], statuses[merkel.pk]) == ("rejected", "automatic")


def test_identifiers_and_sources_too(desk: Client, administrator: Client) -> None:
    entity = EntityFactory.create(name="Ann Berg")
    EntityIdentifier.objects.create(entity=entity, scheme="wikidata", value="Q42")
    fields = opened(desk, entity)
    assert save(administrator, entity, **{"identifiers-0-value": "Q1"}).status_code == 302
    page = sent(desk, entity, fields, description="A mayor.")
    assert versions(page)["identifiers-0-value"] == ("Q1", "Q42", "theirs")
    source = Source.objects.create(name="Wire", slug="wire")
    fields = opened(administrator, source)
    Source.objects.update(description="News.")
    page = sent(administrator, source, fields, description="All news.")
    assert versions(page) == {"description": ("News.", "All news.", "mine")}


def test_text_typed_into_a_field_that_is_gone_is_shown(desk: Client, colleague: Client) -> None:
    article = ArticleFactory.create(status="withdrawn")
    fields = opened(desk, article)
    editing.publish([article.pk])
    page = sent(desk, article, fields, notice="Withdrawn at the request of the family.")
    assert page.context["conflict"].merged.unplaced == {"notice": "Withdrawn at the request of the family."}
    assert "Withdrawn at the request of the family." in words(page)
    assert form_in(page, article)["status"] == "published"


def test_a_form_without_hashes_treats_every_difference_as_changed_by_both(
    desk: Client, colleague: Client
) -> None:
    article = ArticleFactory.create(headline="Mill burns", byline="A. Berg")
    fields = opened(desk, article)
    save(colleague, article, headline="Mill burns down")
    for opened_at in ("", "yesterday", "x y [", "x y [1]", 'x y {"headline": 1}', "x y " + "[" * 5000):
        page = sent(desk, article, fields, opened=opened_at)
        assert versions(page)["headline"] == ("Mill burns down", "Mill burns", "mine")


class _Buttons(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.first, self._inside = form_id, "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("id") == self.form_id
        elif self._inside and given.get("type") == "submit" and not self.first:
            self.first = given.get("name") or ""


def test_the_return_key_saves_on_the_page_of_a_conflict_too(desk: Client, colleague: Client) -> None:
    article = ArticleFactory.create(headline="Mill burns")
    fields = opened(desk, article)
    save(colleague, article, headline="Mill burns down")
    buttons = _Buttons("article_form")
    buttons.feed(sent(desk, article, fields, headline="Old mill burns").content.decode())
    assert buttons.first == "_save"


def test_a_hostile_fill_changes_nothing(desk: Client) -> None:
    article = ArticleFactory.create(headline="Mill burns")
    for fill in ("", "theirs", "x:y:z", "theirs:nothing", "mine:headline", "\0"):
        page = sent(desk, article, opened(desk, article), headline="Typed", _fill=fill)
        assert form_in(page, article)["headline"] == "Typed"
    assert Article.objects.get().headline == "Mill burns"
