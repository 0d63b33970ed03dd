"""Whatever merges, splits and renames do in whatever order, undoing them restores every row as it was."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import editing
from articles.editing import ChangeRefusedError, PlaceInText, SplitChoice
from articles.editing.changes import merging, renaming, splitting, undoing
from articles.models import ArticleEntity, ChangeState, Entity, EntityChange, Mention, PlaceDecision, User
from tests.editing.changing import SURFACES, everything, make_archive

pytestmark = pytest.mark.django_db
STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "rename"]), st.integers(0, 2**16)), min_size=1, max_size=5
)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def change(what: str, seed: int, editor: User) -> EntityChange | None:
    """Change the archive somehow, if what is chosen is possible."""
    chance = random.Random(seed)
    kind = chance.choice(("person", "person", "place"))
    entities = list(Entity.objects.filter(kind=kind).order_by("pk"))
    entity = chance.choice(entities)
    made: EntityChange | None
    try:
        if what == "merge":
            made = editing.begin_merge(entity, chance.sample(entities, min(len(entities), 3)), editor)
        elif what == "split":
            target = chance.choice((f"Split {seed}", entity.name, chance.choice(entities)))
            made = editing.begin_split(entity, chosen(chance, entity), target, editor)
        else:
            name = chance.choice((*SURFACES, f"New {seed}"))
            slug = chance.choice(("", "", f"new-{seed}", "long-ago"))
            made = editing.begin_rename(entity, name, slug, editor)
    except ChangeRefusedError:
        return None
    if made:
        carry_on(made, chance)
    return made


class KilledError(Exception):
    """The process that did the work was killed."""


def carry_on(made: EntityChange, chance: random.Random) -> None:
    """Work until the end, killed again and again between two batches."""

    def go_on() -> None:
        if chance.random() < 0.4:
            raise KilledError

    killed = True
    while killed:
        killed = False
        made.refresh_from_db()
        try:
            editing.carry_on(made, go_on)
        except KilledError:
            killed = True


def chosen(chance: random.Random, entity: Entity) -> SplitChoice:
    links = ArticleEntity.objects.filter(entity=entity).values_list("article_id", flat=True)
    ids = sorted(links)
    words = [(pk, chance.choice(SURFACES)) for pk in ids if chance.random() < 0.3]
    mentions = Mention.objects.filter(entity=entity).order_by("pk")
    places = [
        PlaceInText(*row)
        for row in mentions.values_list("article_id", "field", "start", "end")
        if chance.random() < 0.3
    ]
    return SplitChoice(
        frozenset(pk for pk in ids if chance.random() < 0.3),
        frozenset(each for each in SURFACES if chance.random() < 0.3),
        frozenset(words),
        frozenset(places),
    )


def check_undone(archive: int, steps: list[tuple[str, int]]) -> int:
    """Change an archive, undo everything, and compare. Return the number of changes."""
    with rolled_back():
        editor = make_archive(archive)
        before = [everything()]
        done = []
        for what, seed in steps:
            if made := change(what, seed, editor):
                done.append(made)
                before.append(everything())
        for made in reversed(done):
            before.pop()
            made.refresh_from_db()
            assert editing.begin_undo(made, editor).is_whole
            carry_on(made, random.Random(archive))
            assert made.state == ChangeState.UNDONE
            assert made.problem == ""
            assert everything() == before[-1]
    return len(done)


@settings(max_examples=60)
@given(archive=st.integers(0, 2**16), steps=STEPS)
def test_undoing_restores_every_row(archive: int, steps: list[tuple[str, int]]) -> None:
    check_undone(archive, steps)


@settings(max_examples=15)
@given(archive=st.integers(0, 2**16), steps=STEPS)
def test_undoing_restores_every_row_in_many_batches(archive: int, steps: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (merging, splitting, renaming, undoing):
            patch.setattr(module, "BATCH", 1)
        patch.setattr(merging, "LAST", 0)
        check_undone(archive, steps)


def test_random_changes_are_possible() -> None:
    """The two tests above would be worth nothing if every change were refused."""
    steps = [(what, seed) for seed in range(6) for what in ("merge", "split", "rename")]
    assert sum(check_undone(archive, steps) for archive in range(4)) > 36


def test_random_splits_choose_single_places() -> None:
    with rolled_back():
        editor = make_archive(1)
        for seed in range(8):
            change("split", seed, editor)
        assert PlaceDecision.objects.exists()
