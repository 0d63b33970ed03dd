"""The rows of entities before and after a change: entities, other names, former addresses and so on.

Every table that refers to entities and not to articles is recorded, also those added later. The account in a
row is stored as its user name.
"""

import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.db import connection
from django.db.models import ForeignKey, Model

from articles.models import Article, Entity, NameInDoubt, User

#: A row as PostgreSQL's to_jsonb gives it.
Row = dict[str, Any]
#: Rows by table and key.
Rows = dict[str, dict[str, Row]]
#: What a change did to each row that it changed: before and after.
Changes = dict[str, dict[str, tuple[Row | None, Row | None]]]
_IGNORED = "modified_at"


@dataclass(frozen=True, slots=True)
class EntityTable:
    """A table, the columns that refer to entities, and those that refer to accounts."""

    model: type[Model]
    owners: tuple[str, ...]
    accounts: tuple[str, ...]

    @property
    def name(self) -> str:
        """The table's name in the database."""
        return self.model._meta.db_table


def _columns(model: type[Model], to: type[Model]) -> list[str]:
    fields = model._meta.concrete_fields
    return [each.column for each in fields if isinstance(each, ForeignKey) and each.related_model is to]


@cache
def entity_tables() -> tuple[EntityTable, ...]:
    """Return the tables: that of the entities first."""
    own = EntityTable(Entity, ("id",), ())
    fields = Entity._meta.get_fields(include_hidden=True)
    related = {each.related_model for each in fields if each.auto_created and not each.concrete}
    models = [model for model in related if isinstance(model, type) and issubclass(model, Model)]
    others = [
        EntityTable(model, tuple(_columns(model, Entity)), tuple(_columns(model, User)))
        for model in sorted(models, key=lambda model: model._meta.db_table)
        if not _columns(model, Article) and model is not NameInDoubt  # which is ranked again
    ]
    return (own, *others)


def read_rows(entity_ids: Iterable[int]) -> Rows:
    """Return the rows of these entities in all tables."""
    ids = list(entity_ids)
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in entity_tables():
            owned = " OR ".join(f"own.{owner} = ANY(%(ids)s)" for owner in table.owners)
            names = "".join(
                f" || jsonb_build_object('{column}', "  # noqa: S608
                f"(SELECT username FROM articles_user WHERE id = own.{column}))"
                for column in table.accounts
            )
            # The names of tables and columns are the models' own.
            statement = f"SELECT (to_jsonb(own){names})::text FROM {table.name} own WHERE {owned}"  # noqa: S608
            cursor.execute(statement, {"ids": ids})
            rows = [json.loads(text) for (text,) in cursor.fetchall()]
            found[table.name] = {str(row["id"]): row for row in rows}
    return found


def changes_between(before: Rows, after: Rows) -> Changes:
    """Return the rows that differ."""
    return {
        table: {
            key: (rows.get(key), after[table].get(key))
            for key in sorted({*rows, *after[table]}, key=int)
            if rows.get(key) != after[table].get(key)
        }
        for table, rows in before.items()
    }


def joined(earlier: Changes, later: Changes) -> Changes:
    """Return what two changes in succession did."""
    result: Changes = {table: dict(rows) for table, rows in earlier.items()}
    for table, rows in later.items():
        own = result.setdefault(table, {})
        for key, (before, after) in rows.items():
            own[key] = (own[key][0] if key in own else before, after)
    return result


@dataclass(frozen=True, slots=True)
class Step:
    """One step of taking a change back.

    what: delete the row, insert it, set these columns, or nothing, because something else has changed it.
    """

    table: EntityTable
    key: str
    what: Literal["delete", "insert", "set", "stuck"]
    row: Row


def steps_back(changes: Changes, current: Rows) -> Iterator[Step]:
    """Yield what takes the rows back to what they were before the changes.

    Rows that already are as they were need nothing, so an interrupted undo can be repeated. Accounts that are
    gone since are left out of the rows.
    """
    users = set(User.objects.values_list("username", flat=True))
    for table in entity_tables():
        for key, recorded in changes.get(table.name, {}).items():
            before, after = (_without_gone(table, row, users) for row in recorded)
            now = current.get(table.name, {}).get(key)
            if step := _step(table, key, before, after, now):
                yield step


def _without_gone(table: EntityTable, row: Row | None, users: Container[str]) -> Row | None:
    gone = {name: None for name in table.accounts if row and row[name] not in users}
    return row and row | gone


def _step(
    table: EntityTable, key: str, before: Row | None, after: Row | None, now: Row | None
) -> Step | None:
    if now == before:
        return None
    if before is None:
        return Step(table, key, "delete" if _same(now, after) else "stuck", now or {})
    if now is None:
        return Step(table, key, "insert" if after is None else "stuck", before)
    if after is None:
        return Step(table, key, "stuck", now)
    wanted = {name: before[name] for name in before if before[name] != after.get(name)}
    open_ = {name: value for name, value in wanted.items() if now.get(name) != value and name != _IGNORED}
    if any(now.get(name) != after.get(name) for name in open_):
        return Step(table, key, "stuck", now)
    if _IGNORED in wanted and now.get(_IGNORED) == after.get(_IGNORED):
        open_[_IGNORED] = wanted[_IGNORED]
    return Step(table, key, "set", open_) if open_ else None


def _same(one: Row | None, other: Row | None) -> bool:
    left, right = (
        {k: v for k, v in (row or {}).items() if k not in {_IGNORED, "created_at"}} for row in (one, other)
    )
    return left == right


def take(step: Step) -> None:
    """Carry out one step."""
    name = step.table.name
    users = step.table.accounts
    row = {key: _account(value) if key in users else value for key, value in step.row.items()}
    populated = f"jsonb_populate_record(NULL::{name}, %s::jsonb)"
    with connection.cursor() as cursor:
        if step.what == "delete":
            cursor.execute(f"DELETE FROM {name} WHERE id = %s", [int(step.key)])  # noqa: S608
        elif step.what == "insert":
            cursor.execute(
                f"INSERT INTO {name} SELECT * FROM {populated} ON CONFLICT DO NOTHING",  # noqa: S608
                [json.dumps(row)],
            )
        elif step.what == "set":
            columns = ", ".join(f'"{column}"' for column in row)
            values = ", ".join(f'new."{column}"' for column in row)
            cursor.execute(
                f"UPDATE {name} SET ({columns}) = (SELECT {values} FROM {populated} new) WHERE id = %s",  # noqa: S608
                [json.dumps(row), int(step.key)],
            )


def _account(name: str | None) -> int | None:
    return User.objects.filter(username=name).values_list("pk", flat=True).first() if name else None
