"""Undoing merges, splits and renames, also weeks later, except where something else has changed since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.editing.changes.common import BATCH, ChangeRefusedError, GoOn, go_on, note
from articles.editing.changes.renaming import refresh_entity
from articles.editing.changes.rows import Step, read_rows, steps_back, take
from articles.editing.changes.snapshots import restore, touched
from articles.extraction.store.annotate import lock_articles
from articles.locking import lock_archive_exclusively, retried
from articles.models import (
    Article,
    ArticleEntity,
    ChangeKind,
    ChangeState,
    Entity,
    EntityChange,
    Mention,
    MentionDecision,
    PlaceDecision,
    User,
)

SHOWN = 50  # articles that stay as they are
_ENTITIES = Entity._meta.db_table
_IN_ARTICLES: tuple[type[Model], ...] = (ArticleEntity, Mention, MentionDecision, PlaceDecision)
_THINGS = {
    "articles_entity": _("“{name}” was changed since."),
    "articles_entityname": _("The other name “{name}” was changed since."),
    "articles_formeraddress": _("The former address “{slug}” was changed since."),
}


@dataclass(slots=True)
class ChangeUndo:
    """What an undo does: articles restored, those that stay with the first of them, and entities that stay.

    later: articles that came in after the change and stay with the entity that they are linked to.
    """

    articles: int = 0
    touched: int = 0
    examples: list[Article] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    later: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether everything can be restored."""
        return not self.touched and not self.stuck

    @property
    def left_out(self) -> str:
        """What stays as it is, in a sentence; "" if nothing does."""
        parts = [*self.stuck]
        if self.touched:
            text = ngettext(
                "%(number)s article was changed since.",
                "%(number)s articles were changed since.",
                self.touched,
            )
            parts.append(text % {"number": intcomma(self.touched)})
        return " ".join(parts)


def plan_change_undo(change: EntityChange) -> ChangeUndo:
    """Return what undoing the change would do. Raises ChangeRefusedError if nothing can be undone."""
    if change.state not in {ChangeState.DONE, ChangeState.UNDOING}:
        raise ChangeRefusedError(_not_now(change))
    plan = ChangeUndo()
    steps = list(steps_back(change.rows, read_rows(change.entity_ids)))
    _refuse_impossible(change, steps)
    plan.stuck = [_said(step) for step in steps if step.what == "stuck"]
    plan.stuck += [text for step in _to_delete(steps) if (text := _needed(change, int(step.key)))]
    for ids in _batches(change):
        _tell(plan, ids, touched(change, ids))
    if change.kind == ChangeKind.RENAME:
        plan.articles = change.total
    plan.later = _later(change)
    return plan


def begin_undo(change: EntityChange, editor: User | None, *, partly: bool = False) -> ChangeUndo:
    """Check that the change can be undone, and mark it. ``partly``: leave out what was changed since.

    Raises ChangeRefusedError if something was changed since, unless ``partly``.
    """
    plan = plan_change_undo(change)
    if not plan.is_whole and not partly:
        raise ChangeRefusedError(gettext("Nothing was undone. %(left)s") % {"left": plan.left_out})
    change.asked |= {"last": 0, "partly": partly}
    change.state, change.undone_by, change.done, change.problem = ChangeState.UNDOING, editor, 0, ""
    change.save()
    return plan


def carry_out_undo(change: EntityChange, go_on: GoOn = go_on) -> ChangeUndo:
    """Undo a change that was marked. It can be stopped between batches, and repeated.

    Entities come back first and new ones go last, since articles refer to them. An article that something
    changes meanwhile stays as it is, and is counted.
    """
    outcome = ChangeUndo()
    _restore_entities(change, outcome)
    for ids in _batches(change):
        go_on()
        _restore_batch(change, ids, outcome)
    if change.kind == ChangeKind.RENAME and not change.asked["is_same_name"]:
        refresh_entity(change, go_on)
    _finish(change, outcome)
    return outcome


def undo_change(change: EntityChange, editor: User | None = None, *, partly: bool = False) -> ChangeUndo:
    """Undo a change at once. Raises ChangeRefusedError if something was changed since, unless ``partly``."""
    with transaction.atomic():
        begin_undo(change, editor, partly=partly)
        return carry_out_undo(change)


def _not_now(change: EntityChange) -> str:
    if change.state == ChangeState.UNDONE:
        return gettext("This was already undone.")
    if change.state == ChangeState.FAILED:
        return gettext("This failed. Continue it first; then it can be undone.")
    return gettext("This has not ended yet, so it cannot be undone.")


def _refuse_impossible(change: EntityChange, steps: Sequence[Step]) -> None:
    """Refuse an undo if an entity that it needs is gone, or the address of one that comes back is taken."""
    entities = change.rows.get(_ENTITIES, {})
    needed = {pk for pk in change.entity_ids if entities.get(str(pk), (None, {}))[1] is not None}
    if Entity.objects.filter(pk__in=needed).count() < len(needed):
        later = EntityChange.objects.filter(entity_ids__overlap=change.entity_ids, pk__gt=change.pk)
        later = later.exclude(state=ChangeState.UNDONE).order_by("pk")
        advice = " ".join(gettext("Undo this first: %(what)s") % {"what": each} for each in later[:1])
        gone = gettext("An entity that this needs has been deleted or merged.")
        raise ChangeRefusedError(f"{gone} {advice}".strip())
    for step in steps:
        if step.table.name == _ENTITIES and step.what == "insert":
            taken = Entity.objects.filter(kind=step.row["kind"], slug=step.row["slug"]).first()
            if taken:
                raise ChangeRefusedError(
                    gettext("%(name)s (id %(id)s) now has the address “%(slug)s”. Change that first.")
                    % {"name": taken.name, "id": taken.pk, "slug": taken.slug}
                )


def _said(step: Step) -> str:
    thing = {"thing": step.table.model._meta.verbose_name}
    text = _THINGS.get(step.table.name, _("Changed since: {thing}."))
    return text.format(**({"name": "", "slug": ""} | step.row | thing))


def _to_delete(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.table.name == _ENTITIES and step.what == "delete"]


def _is_used(entity_id: int) -> bool:
    return any(model._default_manager.filter(entity=entity_id).exists() for model in _IN_ARTICLES)


def _needed(change: EntityChange, entity_id: int) -> str:
    """Say why an entity that the change made cannot be deleted; "" if it can."""
    entity = Entity.objects.get(pk=entity_id)
    known = change.changed_articles.values("article_id")
    for model in _IN_ARTICLES:
        number = (
            model._default_manager.filter(entity=entity_id)
            .exclude(article__in=known)
            .values("article")
            .distinct()
            .count()
        )
        if number:
            text = ngettext(
                "%(name)s (id %(id)s) stays, since %(number)s other article came to it. Merge it instead.",
                "%(name)s (id %(id)s) stays, since %(number)s other articles came to it. Merge it instead.",
                number,
            )
            return text % {"name": entity.name, "id": entity.pk, "number": intcomma(number)}
    for table, rows in read_rows([entity_id]).items():
        if table != _ENTITIES and set(rows) - set(change.rows.get(table, {})):
            text = gettext("%(name)s (id %(id)s) stays, since something was added to it.")
            return text % {"name": entity.name, "id": entity.pk}
    return ""


def _batches(change: EntityChange) -> Iterator[list[int]]:
    left = change.changed_articles.filter(is_undone=False).order_by("article_id")
    ids = list(left.values_list("article_id", flat=True))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _tell(plan: ChangeUndo, ids: Sequence[int], stay: set[int]) -> None:
    plan.articles += len(ids) - len(stay)
    plan.touched += len(stay)
    room = SHOWN - len(plan.examples)
    if stay and room > 0:
        shown = Article.objects.filter(pk__in=sorted(stay)[:room]).only("headline", "status").order_by("pk")
        plan.examples += shown


def _later(change: EntityChange) -> int:
    """Count the articles that came in after a merge and name the kept entity as one of the others."""
    if change.kind != ChangeKind.MERGE:
        return 0
    rows = change.rows.get(_ENTITIES, {})
    names = [before["name"] for before, after in rows.values() if before and not after]
    came = Mention.objects.filter(entity=change.asked["kept"], surface__in=names).order_by()
    came = came.exclude(article__in=change.changed_articles.values("article_id"))
    return came.values("article").distinct().count()


@retried
def _restore_entities(change: EntityChange, outcome: ChangeUndo) -> None:
    with transaction.atomic():
        lock_archive_exclusively()
        steps = list(steps_back(change.rows, read_rows(change.entity_ids)))
        _refuse_impossible(change, steps)
        outcome.stuck = [_said(step) for step in steps if step.what == "stuck"]
        outcome.stuck += [text for step in _to_delete(steps) if (text := _needed(change, int(step.key)))]
        # Names and addresses make room before others come back; entities come before what refers to them.
        others = [step for step in steps if step.what == "delete" and step.table.name != _ENTITIES]
        entities = [step for step in steps if step.what != "delete" and step.table.name == _ENTITIES]
        rest = [step for step in steps if step.what != "delete" and step.table.name != _ENTITIES]
        for step in (*others, *entities, *rest):
            if step.what != "stuck":
                take(step)


@retried
def _restore_batch(change: EntityChange, ids: Sequence[int], outcome: ChangeUndo) -> None:
    with transaction.atomic():
        lock_articles(ids)
        stay = touched(change, ids)
        restore(change, [pk for pk in ids if pk not in stay])
        change.done += len(ids)
        change.save(update_fields=["done"])
    _tell(outcome, ids, stay)


@retried
def _finish(change: EntityChange, outcome: ChangeUndo) -> None:
    with transaction.atomic():
        lock_archive_exclusively()
        for step in _to_delete(list(steps_back(change.rows, read_rows(change.entity_ids)))):
            entity_id = int(step.key)
            if not _is_used(entity_id) and not _needed(change, entity_id):
                take(step)
        change.state, change.undone_at = ChangeState.UNDONE, timezone.now()
        change.problem = outcome.left_out
        change.save()
        note(change.undone_by, change.entity_ids[0], f"Undone: {change.summary}")
