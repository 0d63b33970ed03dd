"""Merging entities."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import editing
from articles.models import Article, ArticleEntity, Decision, Entity, EntityChange, EntityName, Mention, User
from tests.admin.helpers import act, counting, messages_of
from tests.factories import ArticleFactory, EntityFactory, country


def decided(article: Article, entity: Entity, status: Decision, by: User | None = None) -> None:
    ArticleEntity.objects.filter(article=article, entity=entity).update(
        status=status, decided_by=by, decided_at=timezone.now()
    )


def only_link(article: Article) -> ArticleEntity:
    return ArticleEntity.objects.get(article=article)


@pytest.fixture
def pair(db: None) -> tuple[Entity, Entity]:
    """One man under two spellings."""
    return EntityFactory.create(name="Sergei Lavrov"), EntityFactory.create(name="Sergey Lavrov")


def test_articles_mentions_and_names_come_together(pair: tuple[Entity, Entity]) -> None:
    kept, other = pair
    EntityName.objects.create(entity=other, name="Lavrov S.")
    EntityName.objects.create(entity=other, name="Sergei Lavrov")
    alone, both = ArticleFactory.create(entities=[other]), ArticleFactory.create(entities=[kept, other])
    Mention.objects.create(
        article=alone,
        entity=other,
        field="body",
        start=0,
        end=3,
        surface="SL",
        kind="person",
        evidence="name",
    )
    assert editing.merge(kept, [other]) == 2
    assert not Entity.objects.filter(pk=other.pk).exists()
    assert {each.name for each in kept.names.all()} == {"Sergey Lavrov", "Lavrov S."}
    assert Mention.objects.get().entity == kept
    assert only_link(alone).entity == kept
    assert only_link(both).mention_count == 2
    for article in (alone, both):
        article.refresh_from_db()
        assert article.person_ids == [kept.pk]
        assert article.entity_names == "Sergei Lavrov"


def test_a_decision_outlives_an_automatic_row(pair: tuple[Entity, Entity]) -> None:
    kept, other = pair
    editor = User.objects.create_user("lena")
    confirmed, rejected = (
        ArticleFactory.create(entities=[kept, other]),
        ArticleFactory.create(entities=[kept, other]),
    )
    decided(confirmed, other, Decision.CONFIRMED, editor)
    decided(rejected, kept, Decision.REJECTED, editor)
    editing.merge(kept, [other])
    assert (only_link(confirmed).status, only_link(confirmed).decided_by) == (Decision.CONFIRMED, editor)
    assert only_link(rejected).status == Decision.REJECTED
    rejected.refresh_from_db()
    assert rejected.person_ids == []


def test_of_two_decisions_the_confirmation_holds_and_is_shown_before(
    desk: Client, pair: tuple[Entity, Entity]
) -> None:
    kept, other = pair
    article = ArticleFactory.create(headline="Contested", entities=[kept, other])
    decided(article, kept, Decision.REJECTED)
    decided(article, other, Decision.CONFIRMED)
    page = act(desk, "merge_action", [kept, other]).content.decode()
    assert "Contested" in page
    assert "The confirmation will be kept" in page
    assert Entity.objects.filter(pk=other.pk).exists(), "asking merges nothing"
    act(desk, "merge_action", [kept, other], kept=str(kept.pk))
    assert only_link(article).status == Decision.CONFIRMED


def test_what_an_editor_said_it_is_not_about_stays_so(pair: tuple[Entity, Entity]) -> None:
    kept, other = pair
    article = ArticleFactory.create(entities=[kept, other])
    decided(article, kept, Decision.CONFIRMED)
    ArticleEntity.objects.filter(article=article, entity=kept).update(is_about=False)
    editing.merge(kept, [other])
    assert only_link(article).is_about is False


def test_the_page_asks_and_the_answer_is_logged(desk: Client, pair: tuple[Entity, Entity]) -> None:
    kept, other = pair
    ArticleFactory.create(entities=[other])
    page = act(desk, "merge_action", [kept, other]).content.decode()
    assert "Which one do you want to keep?" in page
    assert "This affects 1 article" in page
    told = messages_of(act(desk, "merge_action", [kept, other], kept=str(kept.pk)))
    assert f"Merged Sergey Lavrov (id {other.pk}) into Sergei Lavrov, in 1 article." in told
    assert "Merged Sergey Lavrov" in LogEntry.objects.get().change_message
    undo = reverse("admin:articles_entitychange_undo", args=[EntityChange.objects.get().pk])
    assert f'<a href="{undo}">Undo</a>' in told
    told = messages_of(desk.post(undo, follow=True))
    assert "Undone" in told
    assert undo not in told


def test_extraction_finds_the_one_that_stayed(db: None) -> None:
    first = ArticleFactory.create(headline="Talks", body="Sergei Lavrov met reporters.")
    second = ArticleFactory.create(headline="Talks", body="Lavrov Sergeyevich met reporters.")
    editing.extract_again([first.pk])
    kept = Entity.objects.get(kind="person")
    other = EntityFactory.create(kind="person", name="Lavrov Sergeyevich")
    editing.extract_again([second.pk])
    assert other.article_entities.get().article == second
    editing.merge(kept, [other])
    editing.extract_again([first.pk, second.pk])
    for article in (first, second):
        article.refresh_from_db()
        assert article.person_ids == [kept.pk]


def test_what_cannot_be_merged_is_refused_in_words(desk: Client, pair: tuple[Entity, Entity]) -> None:
    kept, other = pair
    place = EntityFactory.create(kind="place", name="Lavrov")
    assert "of the same kind" in messages_of(act(desk, "merge_action", [kept, place]))
    assert "at least two" in messages_of(act(desk, "merge_action", [kept]))
    assert "ISO 3166" in messages_of(act(desk, "merge_action", [country("UA"), country("RU")]))
    assert "Choose which" in messages_of(act(desk, "merge_action", [kept, other], kept="0"))
    assert Entity.objects.filter(pk__in=[kept.pk, other.pk, place.pk]).count() == 3


def test_twice_the_articles_cost_the_same_queries(db: None) -> None:
    def cost(articles: int) -> int:
        kept, other = EntityFactory.create(), EntityFactory.create()
        for _ in range(articles):
            ArticleFactory.create(entities=[kept, other])
        with counting() as count:
            editing.merge(kept, [other])
            return count()

    assert cost(5) == cost(10)
