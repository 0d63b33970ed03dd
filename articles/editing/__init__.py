"""What editors do to the archive, as plain functions: the admin calls them, and so may anything else.

Each runs in a transaction and leaves articles, their entities and the columns that search counts agreeing.
"""

from articles.editing.articles import (
    IMPORTED_FIELDS,
    extract_again,
    note_edited,
    publish,
    record_typed,
    withdraw,
)
from articles.editing.decisions import add_entity, confirm, decide, reject, sign
from articles.editing.entities import delete_entities, former_name_kept, refresh_entities, rename
from articles.editing.merging import MergePlan, MergeRefusedError, merge, plan_merge
from articles.editing.word_links import (
    EntityRefusedError,
    Outcome,
    Words,
    decide_words,
    new_entity,
    undo_words,
)

__all__ = [
    "IMPORTED_FIELDS",
    "EntityRefusedError",
    "MergePlan",
    "MergeRefusedError",
    "Outcome",
    "Words",
    "add_entity",
    "confirm",
    "decide",
    "decide_words",
    "delete_entities",
    "extract_again",
    "former_name_kept",
    "merge",
    "new_entity",
    "note_edited",
    "plan_merge",
    "publish",
    "record_typed",
    "refresh_entities",
    "reject",
    "rename",
    "sign",
    "undo_words",
    "withdraw",
]
