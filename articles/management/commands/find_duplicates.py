"""``find_duplicates``: find articles with nearly the same text, and group them into stories."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.batch.interrupt import Interruption
from articles.batch.progress import Meter
from articles.models import Article, Fingerprint
from articles.stories.refresh import refresh
from newsarchive.failures import DATABASE_ERRORS, sentence


class Command(BaseCommand):
    """Group the articles that have not been compared yet."""

    help = (
        "Find articles with nearly the same text, such as an agency's report in several papers. Imports do "
        "this for what they add, and the worker for the rest. An interrupted run is continued."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="compare all articles again")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare, and print the totals. Exit code 130 if interrupted."""
        quiet = options["verbosity"] == 0
        done = 0
        with Meter(sys.stderr, "articles", quiet=quiet) as meter, Interruption() as interruption:
            try:
                if options["all"]:
                    Fingerprint.objects.update(is_compared=False)
                for number in refresh(lambda: not interruption.requested):
                    done += number
                    meter.step(done, 0, done)
            except DATABASE_ERRORS as error:
                raise CommandError(f"{sentence(error)} The same command continues from there.") from error
        if not quiet:
            grouped = Article.objects.exclude(story_id=None)
            stories = grouped.values("story_id").distinct().count()
            took = f"{meter.seconds:.1f} s"
            self.stdout.write(f"{grouped.count():,} articles tell {stories:,} stories; compared in {took}.")
        if interruption.requested:
            raise CommandError("Stopped. The same command continues from there.", returncode=130)
