"""What merges, splits and renames share: being refused, begun, carried out in batches, and ended."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from articles.editing.changes.rows import changes_between, joined, read_rows
from articles.editing.changes.snapshots import remember, seal
from articles.extraction.store.annotate import lock_articles
from articles.locking import retried
from articles.models import ChangeState, Entity, EntityChange, User

BATCH = 1000  # articles in a transaction
SHOWN = 5  # entities named in the history
#: Called between batches. It may raise an exception to stop; the change can then be continued.
GoOn = Callable[[], None]


class ChangeRefusedError(Exception):
    """Entities cannot be changed like this; the message is a sentence that says why."""


def go_on() -> None:
    """Continue with the next batch."""


def labelled(entities: Iterable[Entity]) -> str:
    """Name entities for the history: "Jon Kerry (id 7), J. Kerry (id 9)"."""
    every = [f"{entity.name} (id {entity.pk})" for entity in entities]
    more = [f"{len(every) - SHOWN} more"] if len(every) > SHOWN else []
    return ", ".join([*every[:SHOWN], *more])


@contextmanager
def recording(change: EntityChange) -> Iterator[None]:
    """Record what happens to the rows of the entities of the change, also of those that are added to it."""
    before = read_rows(change.entity_ids)
    yield
    made = changes_between(before, read_rows(change.entity_ids))
    change.rows = joined(change.rows, made)


@retried
def change_articles(
    change: EntityChange, article_ids: Sequence[int], moving: Sequence[int], move: Callable[[], None]
) -> None:
    """Change some articles in one transaction, storing what an undo needs.

    ``moving``: the entities that lose mentions.
    """
    with transaction.atomic():
        lock_articles(article_ids)
        remember(change, article_ids, moving)
        move()
        seal(change, article_ids)
        _count(change)


def _count(change: EntityChange) -> None:
    change.done = change.changed_articles.count()
    change.total = max(change.total, change.done)
    change.state = ChangeState.RUNNING
    change.save(update_fields=["done", "total", "state"])


def end(change: EntityChange, kept_id: int) -> None:
    """Mark the change as done, and note it in the history of the entity."""
    change.state, change.ended_at, change.problem = ChangeState.DONE, timezone.now(), ""
    change.total = change.done
    change.save()
    note(change.made_by, kept_id, change.summary)


def note(user: User | None, entity_id: int, text: str) -> None:
    """Write to the history of an entity, if there is an account to name."""
    entity = Entity.objects.filter(pk=entity_id).first()
    if user and entity:
        LogEntry.objects.log_actions(user.pk, [entity], CHANGE, text)
