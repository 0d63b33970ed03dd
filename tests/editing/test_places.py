"""Splits by single places: only these move, and stay apart in every extraction, also of an edited text."""

import pytest

from articles import editing
from articles.editing import ChangeRefusedError, PlaceInText, SplitChoice
from articles.extraction.store.places import CONTEXT, Place, context_of, find
from articles.models import Article, Entity, Mention, PlaceDecision, User
from tests.factories import ArticleFactory, EntityFactory

BODY = "John Kerry spoke in Boston. Kerry smiled. The mill belongs to Kerry, a farmer. Kerry left early."


@pytest.fixture
def lena(db: None) -> User:
    return User.objects.create_user("lena")


@pytest.fixture
def talks(db: None) -> Article:
    made: Article = ArticleFactory.create(headline="Talks", body=BODY)
    editing.extract_again([made.pk])
    return made


def place(article: Article, before: str, words: str) -> PlaceInText:
    """Return the place of ``words`` after ``before`` in the text."""
    start = article.body.index(before + words) + len(before)
    return PlaceInText(article.pk, "body", start, start + len(words))


def meant(article: Article) -> list[tuple[str, str]]:
    """Return the people that the text names, in order, by the words before each and their name."""
    mentions = Mention.objects.filter(article=article, field="body", entity__kind="person").order_by("start")
    article.refresh_from_db()
    return [(article.body[: each.start][-9:], each.entity.name) for each in mentions if each.entity]


def test_only_the_chosen_place_moves_and_every_extraction_keeps_to_it(talks: Article, lena: User) -> None:
    john = Entity.objects.get(name="John Kerry")
    choice = SplitChoice(places=frozenset({place(talks, "belongs to ", "Kerry")}))
    plan = editing.plan_split(john, choice)
    assert (plan.articles, plan.both, plan.mentions) == (1, 1, 1)
    editing.split(john, choice, "Adam Kerry", lena)
    adam = Entity.objects.get(name="Adam Kerry")
    expected = [
        ("", "John Kerry"),
        (" Boston. ", "John Kerry"),
        ("longs to ", "Adam Kerry"),
        (" farmer. ", "John Kerry"),
    ]
    assert meant(talks) == expected
    assert set(talks.person_ids) == {john.pk, adam.pk}
    editing.extract_again([talks.pk])
    assert meant(talks) == expected
    counts = dict(talks.article_entities.values_list("entity", "mention_count"))
    assert (counts[john.pk], counts[adam.pk]) == (3, 1)


def test_the_place_is_found_again_in_an_edited_text(talks: Article, lena: User) -> None:
    john = Entity.objects.get(name="John Kerry")
    editing.split(
        john, SplitChoice(places=frozenset({place(talks, "belongs to ", "Kerry")})), "Adam Kerry", lena
    )
    talks.body = "Kerry, said Kerry, was late. " + BODY.replace("Kerry left early.", "It burned.")
    talks.save()
    editing.extract_again([talks.pk])
    assert [before for before, name in meant(talks) if name == "Adam Kerry"] == ["longs to "]
    talks.body = "John Kerry spoke. Kerry smiled."
    talks.save()
    editing.extract_again([talks.pk])
    assert {name for _, name in meant(talks)} == {"John Kerry"}, "the place is gone"
    assert PlaceDecision.objects.count() == 1, "but the decision stays, if the text comes back"


def test_the_undo_gives_the_place_back(talks: Article, lena: User) -> None:
    john = Entity.objects.get(name="John Kerry")
    before = meant(talks)
    choice = SplitChoice(places=frozenset({place(talks, "belongs to ", "Kerry")}))
    change = editing.split(john, choice, "Adam Kerry", lena)
    editing.extract_again([talks.pk])
    assert editing.plan_change_undo(change).is_whole
    editing.undo_change(change, lena)
    assert meant(talks) == before
    assert not PlaceDecision.objects.exists()
    editing.extract_again([talks.pk])
    assert meant(talks) == before


def test_later_splits_and_merges_take_decided_places_along(talks: Article, lena: User) -> None:
    john = Entity.objects.get(name="John Kerry")
    editing.split(
        john, SplitChoice(places=frozenset({place(talks, "belongs to ", "Kerry")})), "Adam Kerry", lena
    )
    adam = Entity.objects.get(name="Adam Kerry")
    editing.split(adam, SplitChoice(articles=frozenset({talks.pk})), "Ada Kerry", lena)
    editing.extract_again([talks.pk])
    assert ("longs to ", "Ada Kerry") in meant(talks)
    editing.merge(EntityFactory.create(name="Augusta Kerry"), [Entity.objects.get(name="Ada Kerry")])
    editing.extract_again([talks.pk])
    assert ("longs to ", "Augusta Kerry") in meant(talks)


def test_all_places_of_an_article_are_the_whole_article(talks: Article, lena: User) -> None:
    john = Entity.objects.get(name="John Kerry")
    rows = Mention.objects.filter(entity=john).values_list("article_id", "field", "start", "end")
    choice = SplitChoice(places=frozenset(PlaceInText(*row) for row in rows))
    assert editing.plan_split(john, choice).both == 0
    editing.split(john, choice, "Adam Kerry", lena)
    assert {name for _, name in meant(talks)} == {"Adam Kerry"}
    assert not PlaceDecision.objects.exists(), "decisions on the words say it all"


def test_a_place_that_is_no_mention_of_the_entity_is_refused(talks: Article, lena: User) -> None:
    john = Entity.objects.get(name="John Kerry")
    for wrong in (PlaceInText(talks.pk, "body", 1, 3), PlaceInText(talks.pk + 1, "body", 0, 10)):
        with pytest.raises(ChangeRefusedError, match="Choose what"):
            editing.begin_split(john, SplitChoice(places=frozenset({wrong})), "Adam Kerry", lena)


def decided(text: str, start: int, words: str) -> Place:
    return Place("body", start, words, *context_of(text, start, start + len(words)), 1, "person", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BODY, BODY.index("Kerry, a")),
        (f"New. {BODY}", 5 + BODY.index("Kerry, a")),
        (BODY.replace("Kerry left early", "He left"), BODY.index("Kerry, a")),
        ("The mill belongs to Kerry", None),
        ("Nobody", None),
        ("", None),
    ],
)
def test_a_place_is_found_by_the_text_around_it(text: str, expected: int | None) -> None:
    assert find(decided(BODY, BODY.index("Kerry, a"), "Kerry"), text) == expected


def test_of_two_places_that_look_the_same_the_nearest_is_meant() -> None:
    line = "x" * CONTEXT + "Kerry" + "y" * CONTEXT
    text = line * 3
    start = text.index("Kerry", 2 * len(line))
    assert find(decided(text, start, "Kerry"), text) == start
    assert find(decided(text, start, "Kerry"), line * 2) == line.index("Kerry") + len(line)
