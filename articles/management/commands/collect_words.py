"""``collect_words``: rebuild the vocabulary for spelling suggestions."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.search.spelling.vocabulary import collect_words


class Command(BaseCommand):
    """Collect the words of published articles."""

    help = (
        "Collect the words of all published articles again, for “Did you mean …?”. Imports do it themselves."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild the vocabulary and print its size."""
        made = collect_words()
        self.stdout.write(
            f"{made:,} words." if made is not None else "Another process is collecting words now."
        )
