"""Merging, splitting and renaming: what each does, what extraction keeps, and when an undo is refused."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import editing
from articles.editing import ChangeRefusedError, SplitChoice
from articles.models import (
    Article,
    ArticleEntity,
    ChangeState,
    DistinctEntities,
    Entity,
    EntityChange,
    EntityName,
    Mention,
    MentionDecision,
    User,
)
from tests.factories import ArticleFactory, EntityFactory, country

pytestmark = pytest.mark.django_db


def article(body: str) -> Article:
    made: Article = ArticleFactory.create(headline="Talks", body=body)
    editing.extract_again([made.pk])
    return made


def named(made: Article) -> list[str]:
    """The people of an article, by the columns that counts use and by its links."""
    made.refresh_from_db()
    links = ArticleEntity.objects.filter(article=made, entity__kind="person").exclude(status="rejected")
    ids = set(links.values_list("entity_id", flat=True))
    assert set(made.person_ids) == ids
    return sorted(Entity.objects.filter(pk__in=ids).values_list("name", flat=True))


@pytest.fixture
def lena() -> User:
    return User.objects.create_user("lena")


@pytest.fixture
def kerrys() -> tuple[Entity, Article, Article]:
    """John Kerry and Bob Kerrey, merged by mistake."""
    one = article("John Kerry met reporters. Kerry smiled.")
    two = article("Bob Kerrey met reporters. Kerrey smiled.")
    john, bob = Entity.objects.get(name="John Kerry"), Entity.objects.get(name="Bob Kerrey")
    editing.merge(john, [bob])
    assert (named(one), named(two)) == (["John Kerry"], ["John Kerry"])
    return john, one, two


def test_a_split_by_name_moves_the_name_and_what_follows_it(
    kerrys: tuple[Entity, Article, Article], lena: User
) -> None:
    john, one, two = kerrys
    surfaces = {each.words: each.articles for each in editing.surfaces_of(john)}
    assert surfaces == {"John Kerry": 1, "Kerry": 1, "Bob Kerrey": 1, "Kerrey": 1}
    choice = SplitChoice(surfaces=frozenset({"Bob Kerrey"}))
    assert editing.plan_split(john, choice).mentions == 2, "the surname alone follows"
    editing.split(john, choice, "Bob Kerrey", lena)
    assert (named(one), named(two)) == (["John Kerry"], ["Bob Kerrey"])
    link = ArticleEntity.objects.get(article=two, entity__name="Bob Kerrey")
    assert (link.status, link.mention_count, link.decided_by) == ("confirmed", 2, lena)
    assert not john.names.filter(name="Bob Kerrey").exists()
    editing.extract_again([one.pk, two.pk])
    assert (named(one), named(two)) == (["John Kerry"], ["Bob Kerrey"])
    assert named(article("Bob Kerrey spoke again.")) == ["Bob Kerrey"], "new articles follow, too"


def test_a_split_by_article_outlives_extraction(lena: User) -> None:
    one, two = article("John Smith won. Smith smiled."), article("John Smith lost.")
    smith = Entity.objects.get(name="John Smith")
    editing.split(smith, SplitChoice(articles=frozenset({one.pk})), "John Smith (boxer)", lena)
    editing.extract_again([one.pk, two.pk])
    assert (named(one), named(two)) == (["John Smith (boxer)"], ["John Smith"])
    assert MentionDecision.objects.filter(article=one, decided_by=lena).count() == 2


def test_a_split_by_words_leaves_the_other_words_of_the_article(lena: User) -> None:
    both = article("John Kerry met Bob Kerrey. Kerrey smiled.")
    john, bob = Entity.objects.get(name="John Kerry"), Entity.objects.get(name="Bob Kerrey")
    editing.merge(john, [bob])
    choice = SplitChoice(words=frozenset({(both.pk, "Bob Kerrey")}))
    plan = editing.plan_split(john, choice)
    assert (plan.articles, plan.both, plan.mentions) == (1, 1, 2)
    editing.split(john, choice, "Robert Kerrey", lena)
    editing.extract_again([both.pk])
    assert named(both) == ["John Kerry", "Robert Kerrey"]
    assert ArticleEntity.objects.get(article=both, entity=john).mention_count == 1


def test_a_split_to_an_existing_entity_joins_its_link(lena: User) -> None:
    made = article("John Kerry met Theresa Heinz.")
    john, theresa = Entity.objects.get(name="John Kerry"), Entity.objects.get(name="Theresa Heinz")
    change = editing.split(john, SplitChoice(articles=frozenset({made.pk})), theresa, lena)
    assert named(made) == ["Theresa Heinz"]
    assert ArticleEntity.objects.get(article=made, entity=theresa).mention_count == 2
    editing.undo_change(change, lena)
    assert named(made) == ["John Kerry", "Theresa Heinz"]
    assert Entity.objects.filter(pk=theresa.pk).exists(), "it was there before"


def test_impossible_splits_are_refused(lena: User) -> None:
    made, place = article("John Kerry met reporters."), EntityFactory.create(kind="place", name="Kerry")
    john = Entity.objects.get(name="John Kerry")
    choice = SplitChoice(articles=frozenset({made.pk}))
    for entity, chosen, target, reason in (
        (country("UA"), choice, "Ukraine 2", "cannot be split"),
        (john, SplitChoice(), "Someone", "Choose what"),
        (john, SplitChoice(articles=frozenset({0})), "Someone", "Choose what"),
        (john, choice, john, "another entity of the same kind"),
        (john, choice, place, "another entity of the same kind"),
        (john, choice, " . ", "1 to 200 characters"),
    ):
        with pytest.raises(ChangeRefusedError, match=reason):
            editing.begin_split(entity, chosen, target, lena)
    assert not EntityChange.objects.exists()


def merged(lena: User) -> tuple[EntityChange, list[Article]]:
    """Two spellings, merged, in three articles."""
    made = [article("Sergei Lavrov spoke.") for _ in range(2)]
    kept = Entity.objects.get(name="Sergei Lavrov")
    other = EntityFactory.create(name="Lavrov Sergeyevich")
    made.append(article("Lavrov Sergeyevich spoke."))
    change = editing.begin_merge(kept, [other], lena)
    editing.carry_on(change)
    return change, made


def test_extracting_again_does_not_stop_an_undo(lena: User) -> None:
    change, made = merged(lena)
    editing.extract_again([each.pk for each in made])
    assert named(made[2]) == ["Sergei Lavrov"]
    assert editing.undo_change(change, lena).is_whole
    assert named(made[2]) == ["Lavrov Sergeyevich"]
    assert Mention.objects.get(article=made[2]).entity is not None
    editing.extract_again([made[2].pk])
    assert named(made[2]) == ["Lavrov Sergeyevich"]


def test_an_article_changed_since_stops_the_undo_unless_it_is_left_out(lena: User) -> None:
    change, made = merged(lena)
    more = article("Lavrov Sergeyevich spoke later.")
    editing.reject(made[2], Entity.objects.get(name="Sergei Lavrov"), lena)
    plan = editing.plan_change_undo(change)
    assert (plan.articles, plan.touched, plan.examples, plan.later) == (0, 1, [made[2]], 1)
    with pytest.raises(ChangeRefusedError, match=r"Nothing was undone. 1 article was changed since\."):
        editing.undo_change(change, lena)
    assert not Entity.objects.filter(name="Lavrov Sergeyevich").exists()
    editing.undo_change(change, lena, partly=True)
    change.refresh_from_db()
    assert (change.state, change.problem) == (ChangeState.UNDONE, "1 article was changed since.")
    assert Entity.objects.filter(name="Lavrov Sergeyevich").exists()
    assert ArticleEntity.objects.get(article=made[2]).status == "rejected", "the decision stays"
    assert named(more) == ["Sergei Lavrov"], "it came in later"
    with pytest.raises(ChangeRefusedError, match="already undone"):
        editing.undo_change(change, lena)


def test_what_an_editor_wrote_since_is_not_lost(lena: User) -> None:
    kept, other = EntityFactory.create(name="Ann"), EntityFactory.create(name="Anne", description="A poet")
    change = editing.begin_merge(kept, [other], lena)
    editing.carry_on(change)
    kept.refresh_from_db()
    assert kept.description == "A poet"
    kept.description = "A novelist"
    kept.save()
    EntityName.objects.create(entity=kept, name="Annie")
    assert editing.plan_change_undo(change).stuck == ["“Ann” was changed since."]
    editing.undo_change(change, lena, partly=True)
    kept.refresh_from_db()
    assert kept.description == "A novelist"
    assert [each.name for each in kept.names.all()] == ["Annie"]
    assert Entity.objects.get(name="Anne").description == "A poet"


def test_a_later_change_has_to_be_undone_first(lena: User) -> None:
    first, second, third = (EntityFactory.create(name=name) for name in ("One", "Two", "Three"))
    early = editing.begin_merge(second, [first], lena)
    editing.carry_on(early)
    late = editing.begin_merge(third, [second], lena)
    editing.carry_on(late)
    with pytest.raises(ChangeRefusedError, match=r"has been deleted or merged\. Undo this first: Merged Two"):
        editing.undo_change(early, lena)
    editing.undo_change(late, lena)
    editing.undo_change(early, lena)
    assert Entity.objects.filter(pk__in=[first.pk, second.pk, third.pk]).count() == 3


def test_a_split_cannot_be_undone_once_the_new_entity_has_more(lena: User) -> None:
    made = article("John Smith won.")
    smith = Entity.objects.get(name="John Smith")
    change = editing.split(smith, SplitChoice(articles=frozenset({made.pk})), "Smith the boxer", lena)
    boxer = Entity.objects.get(name="Smith the boxer")
    editing.add_entity(ArticleFactory.create(), boxer, lena)
    (reason,) = editing.plan_change_undo(change).stuck
    assert "1 other article came to it" in reason
    editing.undo_change(change, lena, partly=True)
    assert named(made) == ["John Smith"]
    assert boxer.article_entities.count() == 1


def test_former_addresses_redirect_until_the_undo(client: Client, lena: User) -> None:
    made = ArticleFactory.create(entities=[EntityFactory.create(name="Sergei Lavrov")])
    kept, other = Entity.objects.get(name="Sergei Lavrov"), EntityFactory.create(name="Sergey Lavrov")
    change = editing.begin_merge(kept, [other], lena)
    editing.carry_on(change)
    assert client.get("/people/sergey-lavrov/?q=war")["Location"] == "/people/sergei-lavrov/?q=war"
    assert client.get("/api/people/sergey-lavrov").json()["name"] == "Sergei Lavrov"
    assert client.get("/api/articles?person=sergey-lavrov").json()["count"] == 1
    assert EntityFactory.create(name="Sergey Lavrov").slug == "sergey-lavrov-2", "the address is not free"
    editing.begin_rename(kept, "S. V. Lavrov", "s-v-lavrov", lena)
    for former in ("sergei-lavrov", "sergey-lavrov"):
        assert client.get(f"/people/{former}/")["Location"] == "/people/s-v-lavrov/"
    with pytest.raises(ChangeRefusedError, match=r"former address of S\. V\. Lavrov"):
        editing.begin_rename(EntityFactory.create(), "Someone", "sergey-lavrov", lena)
    made.refresh_from_db()


def test_a_pair_said_to_be_distinct_stays_so_after_a_merge(lena: User) -> None:
    one, two, three = (EntityFactory.create(name=name) for name in ("One", "Two", "Three"))
    DistinctEntities.objects.create(first=one, second=three, decided_by=lena, decided_at=lena.date_joined)
    assert editing.plan_merge([one, three]).distinct[0].second == three
    change = editing.begin_merge(two, [one], lena)
    editing.carry_on(change)
    assert DistinctEntities.objects.get().first == two
    assert DistinctEntities.objects.get().decided_by == lena
    lena.delete()
    editing.undo_change(EntityChange.objects.get(pk=change.pk))
    pair = DistinctEntities.objects.get()
    assert (pair.first, pair.second, pair.decided_by) == (one, three, None), "the account is gone"


def statements(number: int, lena: User) -> list[int]:
    """Change entities with this number of articles, and return how many statements each change took."""
    kept, other = EntityFactory.create(name=f"Ann {number}"), EntityFactory.create(name=f"Anne {number}")
    land = country("UA")
    for _ in range(number):
        made = ArticleFactory.create(entities=[other, land])
        Mention.objects.create(
            article=made, entity=other, field="body", start=0, end=4, surface="Anne", kind="person",
            evidence="name", origin="test",
        )  # fmt: skip
    articles = frozenset(other.article_entities.values_list("article_id", flat=True))
    change = editing.begin_merge(kept, [other], lena)
    steps = (
        lambda: editing.carry_on(change),
        lambda: editing.undo_change(change, lena),
        lambda: editing.rename(land, f"Ukraine {number}"),
        lambda: editing.split(other, SplitChoice(articles=articles), "Someone", lena),
    )
    taken = []
    for step in steps:
        with CaptureQueriesContext(connection) as queries:
            step()
        taken.append(len(queries))
    return taken


def test_the_number_of_statements_does_not_grow_with_the_articles(lena: User) -> None:
    assert statements(4, lena) == statements(40, lena)
