"""``import_entities``: add entities, names, descriptions and identifiers from a table."""

import csv
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.editing.entity_rows import EntityRowError, import_row
from articles.exports.entity_table import COLUMNS
from articles.identifiers import SCHEMES
from articles.importers.field_mapping.fields import without_apostrophe

Row = dict[str, str]
OUTCOMES = ("created", "updated", "unchanged", "failed")


class Command(BaseCommand):
    """Import a table of entities."""

    help = (
        "Read a CSV file with the columns of export_entities, or with a column for the identifiers of a "
        f"register ({', '.join(SCHEMES)}). A row is about the entity with its id, else "
        "about the one of its kind and name; if there is none, it is created. Names, descriptions and "
        "identifiers are added or changed; an empty cell changes nothing, and nothing is deleted. Columns "
        "address and articles are ignored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="FILE", help="the CSV file, in UTF-8")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing; blocks imports"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the rows, name those that failed, and end with a summary."""
        rows = _rows(Path(options["path"]))
        if options["dry_run"]:
            with transaction.atomic():
                outcomes = self._import(rows)
                transaction.set_rollback(True)
        else:
            outcomes = self._import(rows)
        said = ", ".join(f"{outcomes[each]:,} {each}" for each in OUTCOMES)
        self.stdout.write(f"{'Nothing was changed. It would be: ' if options['dry_run'] else ''}{said}.")
        if outcomes["failed"]:
            raise CommandError("Some rows were not imported. Correct them and run the same command again.")

    def _import(self, rows: Iterator[tuple[int, Row]]) -> Counter[str]:
        outcomes: Counter[str] = Counter()
        for line, row in rows:
            try:
                outcomes[import_row(row)] += 1
            except EntityRowError as error:
                outcomes["failed"] += 1
                self.stderr.write(f"Line {line:,}: {error}")
        return outcomes


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield each row that is not empty, with the line on which it begins. Raises CommandError."""
    reader = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            stream.seek(0)
            reader = csv.reader(stream, delimiter=max(",;\t", key=head.count), strict=True)
            columns = _columns(next(reader, []))
            begin = reader.line_num + 1
            for cells in reader:
                values = (without_apostrophe(cell).replace("\0", "").strip() for cell in cells)
                row = dict(zip(columns, values, strict=False))
                if any(row.values()):
                    yield begin, row
                begin = reader.line_num + 1
    except OSError as error:
        raise CommandError(f"{path} could not be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not in UTF-8. Save it as “CSV UTF-8” and try again.") from error
    except csv.Error as error:
        where = reader.line_num if reader else 1
        raise CommandError(f"{path} is not a CSV file: {error} (line {where:,}).") from error


def _columns(head: list[str]) -> list[str]:
    columns = [name.strip().lower().replace(" ", "_") for name in head]
    known = (*COLUMNS, *SCHEMES)
    unknown = [name for name in columns if name not in known]
    if unknown or not ({"id"} <= set(columns) or {"kind", "name"} <= set(columns)):
        problem = f"unknown columns: {', '.join(unknown)[:200]}" if unknown else "no id, or no kind and name"
        raise CommandError(f"The first line has {problem}. The columns are: {', '.join(known)}.")
    return columns
