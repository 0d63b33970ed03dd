"""Corrections of names in a text: changed, added, rejected, everywhere, and undone."""

import pytest
from django.utils import timezone

from articles import editing
from articles.editing import queue
from articles.editing.names.names_in_text import correct_everywhere, correct_words, names_of, words_in
from articles.models import Article, ArticleEntity, Entity, MentionDecision, User
from tests.factories import ArticleFactory, EntityFactory

pytestmark = pytest.mark.django_db


def report(body: str) -> Article:
    article = ArticleFactory.create(headline="Report", body=body)
    editing.extract_again([article.pk])
    return article


@pytest.fixture
def lena() -> User:
    return User.objects.create_user("lena")


def named(article: Article) -> dict[str, str]:
    """Return what each of the article's names is linked to."""
    return {each.surface: each.entity.name if each.entity else "" for each in names_of(article)}


def correct(article: Article, words: str, entity: Entity | None, editor: User) -> None:
    correct_words(words_in(article, words), entity, editor, timezone.now())
    article.refresh_from_db()


def state(article: Article) -> tuple[object, ...]:
    """Everything that a correction may change."""
    links = ArticleEntity.objects.filter(article=article).order_by("entity")
    mentions = article.mentions.order_by("field", "start")
    article.refresh_from_db()
    return (
        list(links.values_list("entity", "status", "mention_count", "is_about", "decided_by")),
        list(mentions.values_list("entity", "field", "start", "end", "kind", "status", "origin")),
        article.person_ids, article.organisation_ids, article.place_ids, article.entity_names,
    )  # fmt: skip


def test_a_linked_name_is_given_to_somebody_else_wherever_it_stands(lena: User) -> None:
    article = report("John Kerry spoke. A crowd heard John Kerry.")
    other = EntityFactory.create(name="John Kerry of Norby")
    before = state(article)
    found = words_in(article, " John \n Kerry ")
    assert (found.surface, found.times, found.entity.name if found.entity else "") == (
        "John Kerry", 2, "John Kerry",
    )  # fmt: skip
    correct(article, "John Kerry", other, lena)
    assert named(article) == {"John Kerry": other.name}
    assert article.person_ids == [other.pk]
    assert article.mentions.filter(origin="editor").count() == 2
    editing.extract_again([article.pk])
    assert named(article) == {"John Kerry": other.name}
    queue.undo_batch(lena, MentionDecision.objects.get().decided_at, None)
    assert state(article) == before


def test_words_that_extraction_missed_are_added(lena: User) -> None:
    article = report("The lantern choir of norby sang. All came to the lantern choir of norby.")
    choir = EntityFactory.create(kind="organisation", name="Lantern Choir")
    before = state(article)
    found = words_in(article, "lantern choir of norby")
    assert (found.times, found.kinds, found.why) == (2, (), "not recognised as a name")
    correct(article, "lantern choir of norby", choir, lena)
    assert named(article)["lantern choir of norby"] == choir.name
    assert article.organisation_ids == [choir.pk]
    assert ArticleEntity.objects.get(entity=choir).mention_count == 2
    queue.undo_batch(lena, MentionDecision.objects.get().decided_at, None)
    assert state(article) == before


def test_added_words_replace_what_they_overlap_but_not_longer_names(lena: User) -> None:
    article = report("Michelle Obama came. Then obama spoke, said Mr. John Kerry Junior Choir.")
    barack = EntityFactory.create(name="Barack Obama")
    assert "Michelle Obama" in named(article)
    correct(article, "obama", barack, lena)
    assert named(article)["Michelle Obama"] == "Michelle Obama"
    assert named(article)["obama"] == "Barack Obama"
    choir = EntityFactory.create(kind="organisation", name="Junior Choir")
    correct(article, "John Kerry Junior Choir", choir, lena)
    assert named(article)["John Kerry Junior Choir"] == choir.name
    assert "John Kerry" not in named(article)


def test_a_name_that_is_none_is_taken_out_and_a_decision_can_be_changed(lena: User) -> None:
    article = report("John Kerry spoke.")
    other = EntityFactory.create(name="Jon Kerry")
    correct(article, "John Kerry", None, lena)
    assert named(article) == {}
    assert article.person_ids == []
    correct(article, "John Kerry", other, lena)
    assert named(article) == {"John Kerry": "Jon Kerry"}
    assert MentionDecision.objects.count() == 1
    # The former decision leaves nothing behind.
    queue.undo_batch(lena, MentionDecision.objects.get().decided_at, None)
    assert named(article) == {"John Kerry": "John Kerry"}
    assert not ArticleEntity.objects.filter(entity=other).exists()


@pytest.mark.parametrize("words", ["", "  ", "…", "Nobody Here", "John Ker", "x" * 201, "\0"])
def test_words_that_the_text_does_not_have_are_refused(words: str) -> None:
    with pytest.raises(editing.EntityRefusedError):
        words_in(report("John Kerry spoke."), words)


def test_rejecting_words_without_meaning_is_refused(lena: User) -> None:
    article = report("The choir sang.")
    with pytest.raises(editing.EntityRefusedError, match="not linked to anything"):
        correct(article, "choir", None, lena)


def test_other_articles_follow_where_the_words_meant_the_same(lena: User) -> None:
    first, second, third = (report("John Kerry spoke.") for _ in range(3))
    decided, other, plain = report("John Kerry sang."), report("John Kerry wept."), report("Ann Kerry spoke.")
    kerry = Entity.objects.get(name="John Kerry")
    jon, jane = EntityFactory.create(name="Jon Kerry"), EntityFactory.create(name="Jane Kerry")
    correct(decided, "John Kerry", None, lena)
    correct(other, "John Kerry", jane, lena)
    states = {each: state(each) for each in (first, second, third, decided, other, plain)}
    at = timezone.now()
    found = words_in(first, "John Kerry")
    correct_words(found, jon, lena, at)

    class KilledError(Exception):
        pass

    def kill() -> None:
        raise KilledError

    with pytest.raises(KilledError):
        correct_everywhere(found, kerry, jon, lena, at, kill)
    assert correct_everywhere(found, kerry, jon, lena, at) == 1
    for each in (first, second, third):
        assert named(each) == {"John Kerry": "Jon Kerry"}
    assert named(decided) == {}
    assert named(other) == {"John Kerry": "Jane Kerry"}
    assert named(plain) == {"Ann Kerry": "Ann Kerry"}
    assert queue.undo_batch(lena, at, None) == 3
    assert {each: state(each) for each in states} == states
