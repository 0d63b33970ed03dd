"""``export_entities``: write people, countries, organisations and places as a table."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.exports.entity_table import entity_rows
from articles.exports.jsonl import atomic_writer
from articles.models import Kind


class Command(BaseCommand):
    """Export all entities, or those of some kinds, as CSV."""

    help = (
        "Write all people, countries, organisations and places as CSV, with their other names, addresses, "
        "identifiers and numbers of published articles. import_entities reads the table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--kind", action="append", choices=Kind.values, help="only this kind; can be repeated"
        )
        parser.add_argument(
            "--output",
            metavar="FILE",
            help="file to write (.gz and .xz are compressed); default: standard output",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the table, and the number of entities to standard error."""
        output: str | None = options["output"]
        pieces = entity_rows(
            options["kind"] or Kind.values, settings.SITE_URL or f"http://localhost:{settings.PORT}"
        )
        try:
            if output is None:
                count = _write(pieces, partial(self.stdout.write, ending=""))
            else:
                with atomic_writer(Path(output)) as stream:
                    count = _write(pieces, lambda piece: stream.write(piece.encode()))
        except BrokenPipeError:
            raise
        except OSError as error:
            where = output or "Standard output"
            raise CommandError(f"{where} could not be written: {error.strerror}.") from error
        if options["verbosity"]:
            sys.stderr.write(f"{count:,} entities exported.\n")


def _write(pieces: Iterable[str], write: Callable[[str], object]) -> int:
    """Write the lines of a table, and return their number without the header."""
    count = -1
    for piece in pieces:
        write(piece)
        count += 1
    return count
