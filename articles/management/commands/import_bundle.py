"""``import_bundle``: fill an archive from a bundle of another."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from articles.batch.progress import Meter
from articles.batch.writer_lock import writing_alone
from articles.bundle.bag import BundleError
from articles.bundle.loading import load_bundle
from articles.bundle.tables import TABLES
from articles.search.spelling.vocabulary import collect_words
from newsarchive.failures import DATABASE_ERRORS, sentence


class Command(BaseCommand):
    """Fill an archive from a bundle."""

    help = (
        "Fill an empty archive from a bundle that export_articles --bundle wrote: the same articles, "
        "originals and decisions, under the same addresses. Everything is loaded, or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH", help="the bundle: a folder or a ZIP file")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="first delete all articles of this archive, and what belongs to them",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the bundle, and print what was loaded."""
        quiet = options["verbosity"] == 0
        with Meter(sys.stderr, "rows", quiet=quiet) as meter:
            try:
                with writing_alone(meter.say):
                    number = load_bundle(
                        options["path"],
                        replace=options["replace"],
                        progress=lambda done, of: meter.step(done, of, done),
                    )
            except BundleError as error:
                raise CommandError(f"{error} Nothing was written.") from error
            except (OSError, *DATABASE_ERRORS) as error:
                raise CommandError(f"{sentence(error)} Nothing was written.") from error
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(table.sql_name for table in TABLES)}")
        collect_words()
        if not quiet:
            self.stdout.write(f"{number:,} articles loaded in {meter.seconds:.1f} s.")
