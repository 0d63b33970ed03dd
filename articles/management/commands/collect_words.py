"""``collect_words``: rebuild the vocabulary for spelling suggestions."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.search.spelling.vocabulary import collect_words


class Command(BaseCommand):
    """Collect the words of published articles."""

    help = "Collect the words of all published articles for “Did you mean …?”. Imports do this automatically."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild the vocabulary and print its size."""
        made = collect_words()
        self.stdout.write(
            f"{made:,} words." if made is not None else "Another process is already collecting words."
        )
