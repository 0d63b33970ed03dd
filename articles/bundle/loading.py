"""Fills an archive from a bundle: all of it or nothing."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import NOT_PROVIDED, Field

from articles.bundle.bag import Bag, BundleError, reading
from articles.bundle.originals import check, read_originals
from articles.bundle.tables import DERIVED, TABLES, Table, is_account, name_of
from articles.bundle.writing import DESCRIPTION, FORMAT, VERSION
from articles.locking import lock_archive_exclusively
from articles.models import Capture, User

_ROWS = 500  # inserted at a time
_CHARACTERS = 4_000_000  # inserted at a time, unless a single row has more
_KNOWN = {table.name: table for table in TABLES}
Progress = Callable[[int, int], None]


def load_bundle(path: Path, *, replace: bool = False, progress: Progress = lambda *_: None) -> int:
    """Fill the archive from a bundle; return the number of articles.

    replace: delete everything in the archive first; otherwise it must be empty. progress: called with the
    number of rows so far, and of all. Raises BundleError before anything is written.
    """
    with reading(path) as bag:
        bag.verify()
        told = _description(bag)
        with transaction.atomic():
            lock_archive_exclusively()
            if not replace:
                _refuse_unless_empty()
            _empty()
            _add_editors(told["editors"])
            _load(bag, told, progress)
    return next((int(each["rows"]) for each in told["tables"] if each["name"] == "article"), 0)


def _description(bag: Bag) -> dict[str, Any]:
    """Return the description of the bundle. Raises BundleError if this version cannot load it."""
    with bag.open(DESCRIPTION) as file:
        told: dict[str, Any] = json.loads(file.read())
    if told.get("format") != FORMAT:
        raise BundleError("This bag is not a bundle of a news archive.")
    unknown = [each["name"] for each in told["tables"] if each["name"] not in _KNOWN]
    unknown += [
        f"{each['name']}.{column}"
        for each in told["tables"]
        if each["name"] in _KNOWN
        for column in each["columns"]
        if column not in _KNOWN[each["name"]].fields
    ]
    if told["version"] > VERSION or unknown:
        what = f" (this one does not know {', '.join(unknown)})" if unknown else ""
        raise BundleError(f"Another version of the archive wrote this bundle: {told['software']}{what}.")
    for each in told["tables"]:
        _added_since(_KNOWN[each["name"]], each["columns"])
    return told


def _added_since(table: Table, columns: Sequence[str]) -> dict[str, Any]:
    """Return the values of columns that an older bundle lacks. Raises BundleError if one has no default."""
    present = {*columns, "raw"}
    missing = [name for name in (*table.fields, *table.without) if name not in present]
    found = {name: _default(_field(table, name)) for name in missing}
    for name, value in found.items():
        if value is NOT_PROVIDED:
            raise BundleError(f"This bundle is too old: it lacks {table.name}.{name}.")
    return found


def _field(table: Table, name: str) -> "Field[Any, Any]":
    return next(each for each in table.model._meta.concrete_fields if name_of(each) == name)


def _default(field: "Field[Any, Any]") -> Any:
    if field.has_default() or field.null or field.empty_strings_allowed:
        return field.get_db_prep_save(field.get_default(), connection)
    return NOT_PROVIDED


def _refuse_unless_empty() -> None:
    for table in TABLES:
        rows = table.model._default_manager.all()
        rows = rows.exclude(table.seeded) if table.seeded else rows
        if number := rows.count():
            meta = table.model._meta
            what = meta.verbose_name if number == 1 else meta.verbose_name_plural
            raise BundleError(
                f"This archive is not empty: it has {number:,} {what}. Load the bundle into an empty "
                "archive, or use --replace to delete what is in this one."
            )


def _empty() -> None:
    tables = [model._meta.db_table for model in DERIVED] + [each.sql_name for each in reversed(TABLES)]
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608  (a constant)


def _add_editors(names: Iterable[str]) -> None:
    """Add the accounts whose decisions are in the bundle, unless they exist. Nobody can sign in to them."""
    for name in names:
        if not User.objects.filter(username=name).exists():
            User.objects.create_user(name, is_active=False)


def _load(bag: Bag, told: dict[str, Any], progress: Progress) -> None:
    done, total = 0, sum(each["rows"] for each in told["tables"])
    given = {each["name"]: each for each in told["tables"]}
    for table in TABLES:
        if table.name not in given:
            continue
        each = given[table.name]
        with bag.open(each["file"]) as file, connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table.sql_name}")  # noqa: S608  (what triggers have written by now)
            insert, values = _insert(table, each["columns"])
            rows = 0
            for batch in _batches(_lines(file, bag, told) if table.model is Capture else _decoded(file)):
                cursor.execute(insert, [*values, f"[{','.join(batch)}]"])
                rows += cursor.rowcount
                progress(done + rows, total)
            _continue_numbers(cursor, table, each["last_id"])
        if rows != each["rows"]:
            raise BundleError(f"The bundle is damaged: {each['file']} has {rows} rows, not {each['rows']}.")
        done += rows


def _insert(table: Table, columns: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the statement that inserts an array of rows, and its first parameters."""
    added = _added_since(table, columns)
    read = [*columns, "raw"] if table.model is Capture else columns
    into = ", ".join(f'"{_field(table, name).column}"' for name in (*added, *read))
    values = [f"%s::{_field(table, name).db_type(connection)}" for name in added]
    values += [_value(_field(table, name)) for name in read]
    given = "json_array_elements(%s::json) AS given (row)"
    row = f"json_populate_record(NULL::{table.sql_name}, given.row) AS own"
    statement = f"INSERT INTO {table.sql_name} ({into}) SELECT {', '.join(values)} FROM {given}, {row}"  # noqa: S608
    return statement, [*added.values()]


def _value(field: "Field[Any, Any]") -> str:
    if is_account(field):
        return f"(SELECT id FROM articles_user WHERE username = given.row->>'{field.name}')"  # noqa: S608
    return f'own."{field.column}"'


def _decoded(file: IO[bytes]) -> Iterator[str]:
    return (line.decode() for line in file)


def _lines(file: IO[bytes], bag: Bag, told: dict[str, Any]) -> Iterator[str]:
    """Yield the rows of originals, with their bytes."""
    found = read_originals(bag, told["originals"])
    for line in file:
        row = json.loads(line)
        row["raw"] = f"\\x{check(row, next(found, None)).hex()}"
        yield json.dumps(row)


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == _ROWS or size + len(line) > _CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch


def _continue_numbers(cursor: Any, table: Table, last_id: int | None) -> None:
    """Give new rows the numbers after those in the bundle, also after those of rows deleted since."""
    if last_id is not None:
        key = table.model._meta.pk.column
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table.sql_name, key, last_id])
