"""``export_articles``: write the published articles as JSONL."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.batch.progress import Meter
from articles.exports.jsonl import export_articles, written_whole
from newsarchive.failures import DATABASE_ERRORS, sentence


class Command(BaseCommand):
    """Export all published articles."""

    help = "Write all published articles, one JSON object a line, in the fields that import_articles reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--format", choices=["jsonl"], default="jsonl", help="jsonl is the only one")
        parser.add_argument(
            "--output", metavar="FILE", help="where to (.gz and .xz are packed); default: standard output"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the articles; say how many on standard error."""
        output: str | None = options["output"]
        with Meter(sys.stderr, "articles", quiet=options["verbosity"] == 0) as meter:

            def step(count: int) -> None:
                meter.step(count, 0, count)

            try:
                if output is None:
                    count = export_articles(lambda line: self.stdout.write(line, ending=""), step)
                else:
                    with written_whole(Path(output)) as stream:
                        count = export_articles(stream.write, step)
            except BrokenPipeError:
                raise
            except OSError as error:
                where = output or "Standard output"
                raise CommandError(f"{where} cannot be written: {error.strerror}.") from error
            except DATABASE_ERRORS as error:
                state = "What was written is incomplete" if output is None else f"{output} was not written"
                raise CommandError(f"{sentence(error)} {state}; run the same command again.") from error
            meter.say(f"{count:,} articles exported.")
