"""Editors' decisions survive every later extraction: with another text, recognizer or version."""

from dataclasses import replace

import pytest

from articles import editing
from articles.editing import UnresolvedWords
from articles.extraction import backends, extractor
from articles.extraction.annotations import ExtractedMention, Extraction
from articles.extraction.store.annotate import annotate
from articles.models import (
    EDITOR,
    Article,
    ArticleEntity,
    Decision,
    Entity,
    EntityName,
    MentionDecision,
    User,
)
from tests.annotations import found, person
from tests.factories import EntityFactory, country

pytestmark = pytest.mark.django_db

TEXT = "Kerry met Lavrov. Lavrov left Kerry."


def surname(words: str, start: int, status: str = "ambiguous", **values: str) -> ExtractedMention:
    """A family name that extraction could not link, or linked to ``entity``."""
    mention = ExtractedMention(
        "body", start, start + len(words), words, "person", "surname", 0.7, None, None, "unknown"
    )
    return replace(mention, status=status, **values)  # type: ignore[arg-type]


BOTH = (surname("Kerry", 0), surname("Lavrov", 10), surname("Lavrov", 18), surname("Kerry", 30))


@pytest.fixture
def lena() -> User:
    return User.objects.create_user("lena")


@pytest.fixture
def article() -> Article:
    """An article with two unresolved family names, as real extraction also leaves them."""
    made = Article.objects.create(headline="x", body="Mr. Kerry met Mr. Lavrov. Mr. Lavrov left Mr. Kerry.")
    editing.extract_again([made.pk])
    assert set(made.mentions.values_list("folded", "status")) == {("kerry", "unknown"), ("lavrov", "unknown")}
    return made


def kerry_in(article: Article) -> UnresolvedWords:
    return UnresolvedWords(article.pk, "person", "kerry")


def link(article: Article, entity: Entity) -> ArticleEntity:
    return ArticleEntity.objects.get(article=article, entity=entity)


def said(article: Article, entity: Entity) -> tuple[str, int]:
    row = link(article, entity)
    return row.status, row.mention_count


def test_decided_words_mean_the_entity_whatever_finds_them(article: Article, lena: User) -> None:
    kerry, other = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="Bob Kerry")
    outcome = editing.decide_words([kerry_in(article)], kerry, lena)
    assert [str(each) for each in outcome.decided] == ["“Kerry” is John Kerry"]
    assert outcome.refused == []
    assert said(article, kerry) == ("confirmed", 2)
    assert (link(article, kerry).decided_by, link(article, kerry).decided_at is None) == (lena, False)
    for reading in (
        BOTH,
        (replace(BOTH[0], text="KERRY"), *BOTH[1:]),
        (
            surname("Kerry", 0, "linked", entity="Bob Kerry"),
            surname("Kerry", 30, "linked", entity="New Name"),
        ),
    ):
        annotate([(article, found(*reading))])
        mentions = article.mentions.filter(surface__iexact="kerry")
        assert set(mentions.values_list("entity", "status", "origin", "folded")) == {
            (kerry.pk, "linked", EDITOR, "")
        }
        assert said(article, kerry) == ("confirmed", 2)
        assert kerry.pk in Article.objects.get().person_ids
    assert not article.article_entities.filter(entity=other).exists()
    assert not Entity.objects.filter(name="New Name").exists()


def test_words_that_mean_nobody_are_no_mention_any_more(article: Article, lena: User) -> None:
    editing.decide_words([kerry_in(article)], None, lena)
    assert not article.mentions.filter(surface="Kerry").exists()
    annotate([(article, found(surname("Kerry", 0, "linked", entity="John Kerry"), BOTH[1]))])
    assert list(article.mentions.values_list("surface", flat=True)) == ["Lavrov"]
    assert not Entity.objects.filter(name="John Kerry").exists()
    assert not article.article_entities.exists()


def test_other_words_other_articles_and_other_kinds_are_not_meant(article: Article, lena: User) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    editing.decide_words([kerry_in(article)], kerry, lena)
    other = Article.objects.create(headline="y")
    place = ExtractedMention("body", 30, 35, "Kerry", "place", "region", 0.9, "Kerry", "IE", "linked")
    annotate([(article, found(BOTH[0], BOTH[1], place)), (other, found(*BOTH))])
    rows = article.mentions.order_by("start").values_list("surface", "kind", "status")
    assert list(rows) == [
        ("Kerry", "person", "linked"), ("Lavrov", "person", "ambiguous"), ("Kerry", "place", "linked")
    ]  # fmt: skip
    assert not other.article_entities.exists()


def test_words_may_prove_to_be_a_country(article: Article, lena: User) -> None:
    jordan = country("JO")
    article.body = "Mr. Jordan agreed."
    article.save()
    editing.extract_again([article.pk])
    editing.decide_words([UnresolvedWords(article.pk, "person", "jordan")], jordan, lena)
    mention = article.mentions.get()
    assert (mention.kind, mention.code, mention.entity) == ("country", "JO", jordan)
    assert said(article, jordan) == ("confirmed", 1)
    assert link(article, jordan).is_about is False


def test_new_version_of_the_extractor_keeps_every_decision(
    article: Article, lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    kept, wrong, gone = (EntityFactory.create(name=name) for name in ("Ann Kept", "Bob Wrong", "Cy Gone"))
    editing.decide_words([kerry_in(article)], kerry, lena)
    editing.add_entity(article, kept, lena)
    editing.reject(article, wrong, lena)
    editing.confirm(article, gone, lena)
    monkeypatch.setattr(backends, "RULES", "rules-99")
    monkeypatch.setattr(backends, "DEFAULT", "model-99")
    annotate([(article, found(*BOTH, *map(person, ["Ann Kept", "Bob Wrong", "Bob Wrong"])))])
    assert extractor() == article.extractor == "model-99"
    assert {name: said(article, each) for name, each in (("kerry", kerry), ("kept", kept))} == {
        "kerry": ("confirmed", 2), "kept": ("confirmed", 1)
    }  # fmt: skip
    assert said(article, wrong) == ("rejected", 2)
    assert said(article, gone) == ("confirmed", 0)
    assert sorted(article.person_ids) == sorted([kerry.pk, kept.pk, gone.pk])
    assert set(article.mentions.values_list("origin", flat=True)) == {"model-99", EDITOR}

    annotate([(article, found())])
    assert {said(article, each) for each in (kept, gone)} == {("confirmed", 0)}
    assert said(article, kerry) == ("confirmed", 2)  # the text still has the words
    assert said(article, wrong) == ("rejected", 0)
    annotate([(article, found(*BOTH))])
    assert said(article, kerry) == ("confirmed", 2)


def test_decisions_go_over_to_the_entity_that_a_merge_keeps(article: Article, lena: User) -> None:
    john, kerry = EntityFactory.create(name="John F Kerry"), EntityFactory.create(name="John Kerry")
    editing.decide_words([kerry_in(article)], john, lena)
    other = Article.objects.create(headline="y")
    annotate([(other, found(person("John F Kerry")))])
    editing.reject(other, john, lena)
    editing.merge(kerry, [john])
    assert MentionDecision.objects.get().entity == kerry
    for reading in (found(*BOTH), found(surname("Kerry", 0), person("John F Kerry"))):
        annotate([(article, reading), (other, found(person("John F Kerry"), person("John Kerry")))])
        assert said(article, kerry) == ("confirmed", 2)
        assert said(other, kerry) == ("rejected", 2)
        assert other.person_ids == []
    assert EntityName.objects.get(entity=kerry).name == "John F Kerry"


def test_deleting_the_entity_puts_the_words_in_doubt_again(article: Article, lena: User) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    editing.decide_words([kerry_in(article)], kerry, lena)
    editing.delete_entities([kerry.pk])
    assert not MentionDecision.objects.exists()
    doubt = article.mentions.filter(surface="Kerry")
    assert set(doubt.values_list("status", "folded")) == {("unknown", "kerry")}
    assert not doubt.filter(entity__isnull=False).exists()


@pytest.mark.parametrize("before", ["", "automatic", "rejected", "confirmed"])
def test_undoing_restores_what_was_there(article: Article, lena: User, before: str) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    if before == "automatic":
        article.body = "John Kerry spoke. Mr. Lavrov left."
        article.save()
        editing.extract_again([article.pk])
    elif before:
        editing.decide(article, kerry, Decision(before), lena)
    words = kerry_in(article) if before != "automatic" else UnresolvedWords(article.pk, "person", "lavrov")
    mentions = article.mentions.order_by("start").values_list("surface", "entity", "status", "origin")
    rows = ArticleEntity.objects.values_list("entity", "status", "mention_count")
    was = (list(mentions.all()), list(rows.all()), Article.objects.get().person_ids)
    (decision,) = editing.decide_words([words], kerry, lena).decided
    assert link(article, kerry).status == "confirmed"
    assert [each.pk for each in editing.undo_words([decision.pk], lena)] == [decision.pk]
    assert (list(mentions.all()), list(rows.all()), Article.objects.get().person_ids) == was
    assert editing.undo_words([decision.pk], lena) == []


def test_undoing_one_of_two_decisions_leaves_the_entity_confirmed(article: Article, lena: User) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    first = editing.decide_words([kerry_in(article)], kerry, lena).decided[0]
    second = editing.decide_words([UnresolvedWords(article.pk, "person", "lavrov")], kerry, lena).decided[0]
    assert said(article, kerry) == ("confirmed", 4)
    editing.undo_words([first.pk], lena)
    assert said(article, kerry) == ("confirmed", 2)
    editing.undo_words([second.pk], lena)
    assert not article.article_entities.exists()


def test_the_second_of_two_editors_is_told(article: Article, lena: User) -> None:
    kerry, other = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="Bob Kerry")
    max_ = User.objects.create_user("max")
    editing.decide_words([kerry_in(article)], kerry, lena)
    outcome = editing.decide_words(
        [kerry_in(article), UnresolvedWords(article.pk, "person", "lavrov")], other, max_
    )
    assert [each.surface for each in outcome.decided] == ["Lavrov"]
    assert "decided by lena" in outcome.refused[0]
    assert "“Kerry” is John Kerry in “x”" in outcome.refused[0]
    assert said(article, other) == ("confirmed", 2)


def test_words_that_are_gone_are_refused_with_a_reason(article: Article, lena: User) -> None:
    outcome = editing.decide_words(
        [
            UnresolvedWords(article.pk, "person", "nobody"),
            UnresolvedWords(article.pk + 999, "person", "kerry"),
        ],
        None,
        lena,
    )
    assert outcome.decided == []
    assert "no longer unresolved" in outcome.refused[0]
    assert "has been deleted" in outcome.refused[1]
    gone = EntityFactory.create()
    Entity.objects.filter(pk=gone.pk).delete()
    with pytest.raises(editing.EntityRefusedError, match="deleted or merged"):
        editing.decide_words([kerry_in(article)], gone, lena)
    assert not MentionDecision.objects.exists()


@pytest.mark.parametrize(("kind", "name"), [("person", " \0 "), ("person", "x" * 201), ("country", "Kerry")])
def test_entity_without_a_name_or_kind_is_refused(kind: str, name: str) -> None:
    with pytest.raises(editing.EntityRefusedError):
        editing.new_entity(kind, name)


def test_entity_that_exists_is_not_made_twice() -> None:
    made = editing.new_entity("person", "  John   Kerry ")
    assert (made.name, made.slug) == ("John Kerry", "john-kerry")
    made.names.create(name="J. Kerry")
    for name in ("JOHN KERRY", "J Kerry"):
        with pytest.raises(editing.EntityRefusedError, match="John Kerry"):
            editing.new_entity("person", name)
    assert editing.new_entity("place", "John Kerry").pk != made.pk


def test_reported_from_follows_the_dateline_and_an_editors_word() -> None:
    article = Article.objects.create(headline="x")
    russia, france = country("RU"), country("FR")
    moscow = ExtractedMention("dateline", 0, 6, "Moscow", "place", "capital", 0.9, "Moscow", "RU", "linked")
    annotate([(article, Extraction((moscow,), (), ("RU",)))])
    row = link(article, russia)
    assert (row.reported_from, row.is_about) == (True, False)
    assert article.country_ids == []
    annotate([(article, Extraction((), (), ("FR",)))])
    assert (link(article, france).reported_from, link(article, france).mention_count) == (True, 0)
    assert not article.article_entities.filter(entity=russia).exists()
    ArticleEntity.objects.filter(entity=france).update(reported_from=False, status=Decision.CONFIRMED)
    annotate([(article, Extraction((moscow,), ("FR",), ("FR", "RU")))])
    assert (link(article, france).reported_from, link(article, france).is_about) == (False, False)
    assert link(article, russia).reported_from
