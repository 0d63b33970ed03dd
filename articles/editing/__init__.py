"""Editors' operations on the archive, as plain functions. The admin calls them; other code may too.

Each runs in a transaction and keeps articles, their entities and the columns used for counting consistent.
"""

from articles.editing.articles import (
    IMPORTED_FIELDS,
    Withdrawal,
    extract_again,
    note_edited,
    publish,
    record_typed,
    save_corrections,
    settle_withdrawal,
    withdraw,
)
from articles.editing.authors import former_author_name_kept, names_changed, sort_name_of
from articles.editing.decisions import add_entity, confirm, decide, reject, sign
from articles.editing.embargo import publish_due
from articles.editing.entities import (
    articles_of,
    delete_entities,
    former_name_kept,
    refresh_entities,
    refresh_in_batches,
    rename,
)
from articles.editing.merging import MergePlan, MergeRefusedError, merge, merge_and_log, plan_merge
from articles.editing.sampling import draw_daily, judge, undecided
from articles.editing.stories import compare_again, keep_apart, let_join
from articles.editing.undo import UndoneRun, UndoRefusedError, plan_undo, undo_run
from articles.editing.word_links import (
    DecisionOutcome,
    EntityRefusedError,
    UnresolvedWords,
    decide_words,
    new_entity,
    undo_words,
)

__all__ = [
    "IMPORTED_FIELDS",
    "DecisionOutcome",
    "EntityRefusedError",
    "MergePlan",
    "MergeRefusedError",
    "UndoRefusedError",
    "UndoneRun",
    "UnresolvedWords",
    "Withdrawal",
    "add_entity",
    "articles_of",
    "compare_again",
    "confirm",
    "decide",
    "decide_words",
    "delete_entities",
    "draw_daily",
    "extract_again",
    "former_author_name_kept",
    "former_name_kept",
    "judge",
    "keep_apart",
    "let_join",
    "merge",
    "merge_and_log",
    "names_changed",
    "new_entity",
    "note_edited",
    "plan_merge",
    "plan_undo",
    "publish",
    "publish_due",
    "record_typed",
    "refresh_entities",
    "refresh_in_batches",
    "reject",
    "rename",
    "save_corrections",
    "settle_withdrawal",
    "sign",
    "sort_name_of",
    "undecided",
    "undo_run",
    "undo_words",
    "withdraw",
]
