"""Merging, splitting and renaming entities: a preview of each, the change in batches, and its undo."""

from articles.editing.changes.common import ChangeRefusedError, GoOn, go_on
from articles.editing.changes.merging import MergePlan, begin_merge, carry_out_merge, merge, plan_merge
from articles.editing.changes.places import PlaceInText
from articles.editing.changes.renaming import (
    RenamePlan,
    begin_rename,
    carry_out_rename,
    plan_rename,
    refuse_taken,
    rename,
)
from articles.editing.changes.splitting import (
    SplitChoice,
    SplitPlan,
    begin_split,
    carry_out_split,
    plan_split,
    split,
    surfaces_of,
)
from articles.editing.changes.undoing import (
    ChangeUndo,
    begin_undo,
    carry_out_undo,
    plan_change_undo,
    undo_change,
)
from articles.models import ChangeKind, ChangeState, EntityChange

__all__ = [
    "ChangeRefusedError",
    "ChangeUndo",
    "MergePlan",
    "PlaceInText",
    "RenamePlan",
    "SplitChoice",
    "SplitPlan",
    "begin_merge",
    "begin_rename",
    "begin_split",
    "begin_undo",
    "carry_on",
    "carry_out_rename",
    "carry_out_undo",
    "merge",
    "plan_change_undo",
    "plan_merge",
    "plan_rename",
    "plan_split",
    "refuse_taken",
    "rename",
    "split",
    "surfaces_of",
    "undo_change",
]
_WORK = {
    ChangeKind.MERGE: carry_out_merge,
    ChangeKind.SPLIT: carry_out_split,
    ChangeKind.RENAME: carry_out_rename,
}


def carry_on(change: EntityChange, go_on: GoOn = go_on) -> None:
    """Begin or continue a change or its undo. If it is refused or fails, the change says why."""
    if change.state in {ChangeState.DONE, ChangeState.UNDONE}:
        return
    is_undo = change.state == ChangeState.UNDOING
    try:
        carry_out_undo(change, go_on) if is_undo else _WORK[ChangeKind(change.kind)](change, go_on)
    except ChangeRefusedError as refusal:
        state = ChangeState.DONE if is_undo else ChangeState.FAILED
        EntityChange.objects.filter(pk=change.pk).update(state=state, problem=str(refusal))
        raise
