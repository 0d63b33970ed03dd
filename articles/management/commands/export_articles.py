"""``export_articles``: write the published articles as JSONL."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.batch.progress import Meter
from articles.exports.jsonl import atomic_writer, export_articles
from newsarchive.failures import DATABASE_ERRORS, sentence


class Command(BaseCommand):
    """Export all published articles."""

    help = (
        "Write all published articles, one JSON object per line, with the fields that import_articles reads."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["jsonl"], default="jsonl", help="the only format is jsonl")
        parser.add_argument(
            "--output",
            metavar="FILE",
            help="file to write (.gz and .xz are compressed); default: standard output",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the articles, and their number to standard error."""
        output: str | None = options["output"]
        with Meter(sys.stderr, "articles", quiet=options["verbosity"] == 0) as meter:

            def step(count: int) -> None:
                meter.step(count, 0, count)

            try:
                if output is None:
                    count = export_articles(lambda line: self.stdout.write(line, ending=""), step)
                else:
                    with atomic_writer(Path(output)) as stream:
                        count = export_articles(stream.write, step)
            except BrokenPipeError:
                raise
            except OSError as error:
                where = output or "Standard output"
                raise CommandError(f"{where} could not be written: {error.strerror}.") from error
            except DATABASE_ERRORS as error:
                state = "What was written is incomplete" if output is None else f"{output} was not written"
                raise CommandError(f"{sentence(error)} {state}; run the same command again.") from error
            meter.say(f"{count:,} articles exported.")
