"""Proposals of duplicates: which names are proposed, which never, and what is remembered."""

import time
from itertools import product
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from articles import editing, jobs
from articles.editing.duplicates import all_apart, clusters, find_proposals, refresh_proposals
from articles.editing.duplicates.keys import fingerprint, near_pairs, plain
from articles.models import DuplicateProposal, Entity, EntityChange, EntityName, User
from tests.factories import ArticleFactory, EntityFactory


def proposed() -> dict[tuple[str, ...], str]:
    """The reason of each proposal by the names of its members."""
    names = dict(Entity.objects.values_list("pk", "name"))
    return {tuple(sorted(names[pk] for pk in each.entity_ids)): each.reason for each in find_proposals()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "one", "other", "reason"),
    [
        ("person", "José Álvarez", "Jose Alvarez", "key"),
        ("person", "Merkel, Angela", "Angela Merkel", "key"),
        ("organisation", "Goldman Sachs", "The Goldman Sachs Group", "key"),
        ("organisation", "Bank of Tokyo-Mitsubishi", "Bank of Tokyo Mitsubishi", "key"),
        ("person", "William Clinton", "Bill Clinton", "nickname"),
        ("person", "Warren Buffett", "Warren Buffet", "near"),
        ("place", "Kandahar", "Khandahar", "near"),
        ("person", "Mario Draghi", "Maria Draghi", None),
        ("person", "Bill Clinton", "Hillary Clinton", None),
        ("place", "Route 66", "Route 67", None),
        ("person", "Ann Lee", "Ann Leo", None),
    ],
)
def test_names_are_compared(kind: str, one: str, other: str, reason: str | None) -> None:
    for name in (one, other, "Somebody Else"):
        EntityFactory.create(kind=kind, name=name)
    expected = {tuple(sorted((one, other))): reason} if reason else {}
    assert proposed() == expected


@pytest.mark.django_db
def test_other_names_count_and_places_in_different_countries_do_not() -> None:
    EntityName.objects.create(entity=EntityFactory.create(name="Robert Zimmerman"), name="Bob Dylan")
    EntityFactory.create(name="Bob Dylan")
    for code in ("US", "GB"):
        EntityFactory.create(kind="place", name="Saint Albans", code=code)
    assert list(proposed()) == [("Bob Dylan", "Robert Zimmerman")]


@pytest.mark.django_db
def test_an_initial_needs_company_in_common() -> None:
    john, initial = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="J. Kerry")
    assert proposed() == {}
    company = [EntityFactory.create(), EntityFactory.create(kind="organisation")]
    ArticleFactory.create(entities=[john, *company])
    ArticleFactory.create(entities=[initial, *company])
    assert proposed() == {("J. Kerry", "John Kerry"): "company"}
    assert find_proposals()[0].shared == 2


@pytest.mark.django_db
def test_pairs_that_were_told_apart_are_not_proposed_again() -> None:
    one, two = EntityFactory.create(name="Warren Buffett"), EntityFactory.create(name="Warren Buffet")
    assert len(proposed()) == 1
    assert all_apart([two, one], None) == 1
    assert all_apart([one, two], None) == 0
    assert proposed() == {}


@pytest.mark.django_db
def test_what_was_split_is_not_proposed_again() -> None:
    made = ArticleFactory.create(entities=[EntityFactory.create(name="John Smith")])
    choice = editing.SplitChoice(articles=frozenset({made.pk}))
    change = editing.split(Entity.objects.get(name="John Smith"), choice, "John Smith")
    assert proposed() == {}
    editing.undo_change(change)
    assert not Entity.objects.filter(slug="john-smith-2").exists()


@pytest.mark.django_db
def test_a_stored_proposal_follows_what_happened_since() -> None:
    spellings = ("Bank of A-B", "Bank of (A B)", "Bank of A B", "bank of a b")
    entities = [EntityFactory.create(kind="organisation", name=name) for name in spellings]
    assert refresh_proposals() == 1
    (stored,) = DuplicateProposal.objects.all()
    assert [each.entity.pk for each in clusters([stored])[0].members] == [each.pk for each in entities]
    all_apart(entities[:2], None)
    entities[2].delete()
    assert [each.entity.name for each in clusters([stored])[0].members] == ["Bank of A-B", "bank of a b"]
    entities[3].delete()
    assert clusters([stored]) == []


@pytest.mark.django_db
def test_the_worker_compares_names_only_if_there_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_last_seen", {})
    for name in ("Warren Buffett", "Warren Buffet"):
        EntityFactory.create(name=name)
    jobs.duplicates()
    DuplicateProposal.objects.all().delete()
    jobs.duplicates()
    assert not DuplicateProposal.objects.exists()
    EntityFactory.create(name="Someone Else")
    jobs.duplicates()
    assert DuplicateProposal.objects.count() == 1


@pytest.mark.django_db
def test_the_command_lists_and_merges_only_what_is_sure(capsys: pytest.CaptureFixture[str]) -> None:
    kept, other = EntityFactory.create(name="Cindy Hyde-Smith"), EntityFactory.create(name="Cindy Hyde Smith")
    ArticleFactory.create(entities=[kept])
    for name in ("Bill Clinton", "William Clinton"):
        EntityFactory.create(name=name)
    call_command("propose_merges")
    said = capsys.readouterr().out
    assert f"same words, sure: Cindy Hyde-Smith (id {kept.pk}, 1 article); Cindy Hyde Smith" in said
    assert "Bill Clinton" in said
    assert "2 proposed" in said
    assert EntityChange.objects.count() == 0
    with pytest.raises(CommandError, match="--user NAME"):
        call_command("propose_merges", merge=True)
    User.objects.create_superuser("root")
    call_command("propose_merges", merge=True, kind="person")
    assert "1 merged" in capsys.readouterr().out
    assert not Entity.objects.filter(pk=other.pk).exists()
    editing.undo_change(EntityChange.objects.get())
    assert Entity.objects.filter(pk=other.pk).exists()


WORDS = st.text("ab", min_size=5, max_size=8)


@given(st.lists(WORDS, max_size=12))
def test_near_pairs_are_those_with_one_difference(names: list[str]) -> None:
    found = set(near_pairs(dict(enumerate(names))))
    for (one, left), (other, right) in product(enumerate(names), repeat=2):
        is_near = one < other and min(len(left), len(right)) >= 6 and OSA.distance(left, right) == 1
        assert ((one, other) in found) == is_near


def test_keys_of_names() -> None:
    assert plain("Kerry, J.") == "j kerry"
    assert plain("O’Brien  Æsop-Łódź") == "obrien aesop lodz"
    assert fingerprint("person", "Angela Merkel") == fingerprint("person", "MERKEL Angela")
    assert fingerprint("person", "Merkel") == ""
    assert fingerprint("organisation", "The Company of Co") != ""


def test_150000_names_take_seconds() -> None:
    chance = Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = {
        n: "".join(chance.choices(letters, k=7)) + " " + "".join(chance.choices(letters, k=7))
        for n in range(150_000)
    }
    began = time.process_time()
    assert isinstance(list(near_pairs(names)), list)
    assert time.process_time() - began < 30
