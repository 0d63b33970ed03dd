"""``extract_entities``: extract people, countries, organisations and places from stored articles."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.batch.checkpoint import Bookmark
from articles.batch.progress import Meter
from articles.batch.workers import WorkersError
from articles.extraction import extractor, prepare
from articles.extraction.store.reextract import RereadState, reread, select

#: Resumes an extraction of all articles; the id of the last one done follows.
AGAIN = "extract_entities --all --after"


class Command(BaseCommand):
    """Extract entities from stored articles."""

    help = "Extract entities from articles: by default, those the current extractor has not processed yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--all", action="store_true", help="every article, whichever extractor processed it last"
        )
        which.add_argument("--ids", nargs="+", type=int, default=[], metavar="ID", help="only these articles")
        parser.add_argument("--after", type=int, default=0, metavar="ID", help="only ids greater than this")
        parser.add_argument("--quiet", action="store_true", help="show failures only")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the extraction and print the totals. Exit code 1 if an article failed."""
        prepare()  # reports a missing model once, not for every article
        after: int = options["after"]
        chosen = select(everything=options["all"], ids=options["ids"], after=after)
        bookmark = Bookmark(settings.DATA_DIR / "extract-entities.json", extractor())
        with Meter(sys.stderr, "articles", quiet=options["quiet"]) as meter:
            if options["all"] and not after and (last := bookmark.last()):
                meter.say(
                    f"An earlier run stopped after article {last}; to continue from there: {AGAIN} {last}"
                )

            def step(state: RereadState) -> None:
                if options["all"]:
                    bookmark.put(state.last)
                meter.step(state.done, state.total, state.done)

            try:
                done = reread(chosen, say=meter.say, progress=step)
            except WorkersError as error:
                raise CommandError(str(error)) from error
        if options["all"] and done.finished:
            bookmark.remove()
        if not options["quiet"]:
            rate = done.done / max(meter.seconds, 0.001)
            self.stdout.write(
                f"{done.done:,} articles processed in {meter.seconds:.1f} s, {rate:,.0f} per second."
            )
        self._finish(done, f"{AGAIN} {done.last or after}" if options["all"] else "the same command")

    def _finish(self, done: RereadState, again: str) -> None:
        for pk, reason in done.failures:
            self.stderr.write(f"article {pk}: {reason}")
        if done.stopped:
            raise CommandError(
                f"{done.stopped} {done.done:,} articles are done; {again} continues from there."
            )
        if not done.finished:
            raise CommandError(f"Stopped. {again} continues from there.", returncode=130)
        if done.failed:
            raise CommandError(f"{done.failed:,} of {done.total:,} articles could not be processed.")
