"""``import_samples``: import the sample articles."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.importers.samples import import_samples
from articles.search.spelling.vocabulary import GROWN, collect_words


class Command(BaseCommand):
    """Import the sample articles."""

    help = "Import the sample articles that come with the software. remove_samples removes them."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Import the samples and print the totals."""
        summary = import_samples(self.stderr.write)
        if summary.failed:
            raise CommandError("; ".join(f"{where}: {reason}" for where, reason in summary.failures))
        if not summary.finished:
            raise CommandError(
                f"{summary.stopped or 'Stopped.'} {summary.stored} samples are stored; "
                "the same command continues from there.",
                returncode=1 if summary.stopped else 130,
            )
        collect_words(grown=GROWN)
        new, there = summary.counts["created"] + summary.counts["updated"], summary.counts["unchanged"]
        self.stdout.write(f"{new} sample articles imported, {there} were already there.")
