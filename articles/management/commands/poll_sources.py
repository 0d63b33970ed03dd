"""``poll_sources``: import what is new in the feeds of sources."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from articles.importers.summary import printable
from articles.importers.web.configured import make_fetcher
from articles.models import Source, SourceFeed
from articles.polling.poll import PollOutcome, due_feeds, poll_all, polling_alone
from newsarchive.failures import DATABASE_ERRORS, sentence


def _minutes(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:9]) <= 1440:
        raise ArgumentTypeError("it must be a number of minutes from 1 to 1440")
    return int(text)


class Command(BaseCommand):
    """Poll the feeds of sources."""

    help = "Import what is new in the feeds of sources. Run it with --due from a timer, or with --every."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", metavar="SLUG", help="only the feeds of this source")
        parser.add_argument("--due", action="store_true", help="only feeds whose interval is over")
        parser.add_argument(
            "--every", type=_minutes, metavar="MINUTES", help="go on until stopped, with a round this often"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Poll, and print what came. Exit code 1 if a feed failed."""
        every = options["every"]
        while True:
            began = time.monotonic()
            try:
                failed = self._round(options)
            except DATABASE_ERRORS as error:
                if every is None:
                    raise
                self.stderr.write(sentence(error))
            if every is None:
                break
            connections.close_all()
            time.sleep(max(0.0, began + every * 60 - time.monotonic()))
        if failed:
            raise CommandError(f"Feeds that failed: {failed:,}. They will be tried again, less often.")

    def _round(self, options: dict[str, Any]) -> int:
        """Poll once and return the number of feeds that failed."""
        with polling_alone() as alone:
            if not alone:
                self.stderr.write("Another poll is running.")
                return 0
            feeds = self._feeds(options)
            outcomes = [self._say(outcome, options) for outcome in poll_all(feeds, make_fetcher())]
        if options["verbosity"]:
            self._say_totals(outcomes)
            self._say_quiet(feed.pk for feed in feeds)
        return sum(bool(outcome.problem) for outcome in outcomes)

    def _feeds(self, options: dict[str, Any]) -> list[SourceFeed]:
        feeds = due_feeds() if options["due"] else SourceFeed.objects.in_turn().select_related("source")
        slug = options["source"]
        if slug is not None and not Source.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no source with the slug {slug}.")
        return [feed for feed in feeds if slug is None or feed.source.slug == slug]

    def _say(self, outcome: PollOutcome, options: dict[str, Any]) -> PollOutcome:
        name = printable(f"{outcome.feed.source.name}, {outcome.feed.url}")
        if outcome.problem:
            self.stderr.write(f"{name}: {printable(outcome.problem)}.")
        elif options["verbosity"]:
            self.stdout.write(f"{name}: {outcome.created:,} new, {outcome.updated:,} updated.")
        for note in outcome.notes:
            self.stderr.write(f"  {printable(note)}.")
        return outcome

    def _say_totals(self, outcomes: list[PollOutcome]) -> None:
        created, updated = (sum(getattr(each, name) for each in outcomes) for name in ("created", "updated"))
        failed = sum(each.failed for each in outcomes)
        self.stdout.write(
            f"Feeds: {len(outcomes):,}; articles created: {created:,}, updated: {updated:,}, "
            f"failed: {failed:,}."
        )

    def _say_quiet(self, polled: Iterable[int]) -> None:
        for feed in SourceFeed.objects.filter(pk__in=list(polled)).select_related("source"):
            if feed.is_quiet:
                name = printable(f"{feed.source.name}, {feed.url}")
                self.stdout.write(f"{name}: quiet, nothing new since {max(feed.arrivals):%Y-%m-%d}.")
