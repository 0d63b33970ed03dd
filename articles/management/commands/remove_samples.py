"""``remove_samples``: remove the sample articles."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.importers.samples import remove_samples


class Command(BaseCommand):
    """Remove the sample articles."""

    help = "Remove the sample articles, and the sources and entities that are in no other article."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Remove the samples and print the totals."""
        removed = remove_samples(self.stderr.write)
        self.stdout.write(
            f"{removed.articles} sample articles removed, with {removed.sources} sources "
            f"and {removed.entities} people, organisations and places that were in no other article."
        )
