"""People under forms of one name: proposed, merged if sure, and the merge undone."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from articles import editing
from articles.editing.duplicates.people import propose_people
from articles.extraction.store.annotate import annotate
from articles.models import Article, ArticleEntity, Entity, EntityChange, EntityName, Mention, User
from tests.annotations import arrays_of, found, person

pytestmark = pytest.mark.django_db


def named(*names: str, year: int | None = 2010) -> Article:
    """An article that gives the full names."""
    made = Article.objects.create(headline="x", published_on=date(year, 1, 1) if year else None)
    annotate([(made, found(*map(person, names)))])
    return made


def proposals() -> list[tuple[list[str], str]]:
    return [([each.name for each in one.people], one.doubt) for one in propose_people()]


def run(*options: str) -> str:
    out = StringIO()
    call_command("propose_merges", *options, stdout=out)
    return out.getvalue()


def state() -> list[object]:
    """Everything that a merge changes."""
    return [
        sorted(Entity.objects.values_list("id", "name", "slug")),
        sorted(EntityName.objects.values_list("entity", "name", "learned")),
        sorted(ArticleEntity.objects.values_list("article", "entity", "mention_count", "status")),
        sorted(Mention.objects.values_list("article", "entity", "surface")),
        [arrays_of(article) for article in Article.objects.order_by("pk")],
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Chuck Zorvik", "Charles Zorvik"), ("Hank Belkan", "Henry Belkan"), ("Jim Tovask", "James B. Tovask")],
)
def test_short_forms_are_proposed_the_most_frequent_first(one: str, other: str) -> None:
    named(one)
    named(one)
    named(other)
    assert proposals() == [([one, other], "")]


def test_arabic_article_is_proposed() -> None:
    for name in ("Fadi Zorvik", "Fadi al-Zorvik"):
        Entity.objects.create(kind="person", name=name)
        named(name)
    assert proposals() == [(["Fadi Zorvik", "Fadi al-Zorvik"], "")]


@pytest.mark.parametrize(
    ("names", "doubt"),
    [
        (("Jim Miller", "James Miller"), "the surname is frequent"),
        (("Chris Zorvik", "Christopher Zorvik", "Christine Zorvik"), "it may be Christine Zorvik, too"),
    ],
)
def test_doubtful_ones_say_why(names: tuple[str, ...], doubt: str) -> None:
    named(names[0])
    for name in names:
        named(name)
    assert [each[1] for each in proposals()] == [doubt]


def test_articles_of_other_decades_are_in_doubt() -> None:
    named("Jim Zorvik", year=1962)
    named("James Zorvik", year=2018)
    assert [each[1] for each in proposals()] == ["the articles are years apart"]


def test_different_people_are_not_proposed() -> None:
    named("Arno Zorvik", "Mirela Zorvik", "Jim Zorvik", "Jim Belkan")
    assert proposals() == []
    assert "0 proposed" in run()


def test_listing_changes_nothing() -> None:
    named("Chuck Zorvik")
    named("Charles Zorvik")
    before = state()
    assert "short form of a first name, sure: " in run()
    assert state() == before


def test_sure_ones_are_merged_and_the_merge_is_undone() -> None:
    named("Chuck Zorvik")
    both = named("Chuck Zorvik", "Charles Zorvik")
    named("Charles Zorvik")
    named("Jim Miller")
    named("James Miller")
    before = state()
    User.objects.create_superuser("root")
    assert "1 merged" in run("--merge")
    names = set(Entity.objects.filter(kind="person").values_list("name", flat=True))
    assert names == {"Chuck Zorvik", "Jim Miller", "James Miller"}
    both.refresh_from_db()
    assert len(both.person_ids) == 1
    editing.undo_change(EntityChange.objects.get(), None)
    assert state() == before
