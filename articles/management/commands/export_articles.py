"""``export_articles``: write the published articles as JSONL."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.importers.export import export_articles, written_whole
from articles.importers.show import Meter


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
        with Meter(sys.stderr, "articles", quiet=options["verbosity"] == 0) as meter:

            def step(count: int) -> None:
                meter.step(count, 0, count)

            if options["output"] is None:
                count = export_articles(lambda line: self.stdout.write(line, ending=""), step)
            else:
                try:
                    with written_whole(Path(options["output"])) as stream:
                        count = export_articles(stream.write, step)
                except OSError as error:
                    raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
            meter.say(f"{count:,} articles exported.")
