"""``verify_fixity``: compare the bytes of every original with its checksum."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.batch.checkpoint import Bookmark
from articles.batch.interrupt import Interruption
from articles.batch.progress import SHOWN, Meter
from articles.fixity import Pace, verify
from articles.models import FixityCheck
from newsarchive.failures import DATABASE_ERRORS, sentence

_MEGABYTE = 1_000_000


def rate(text: str) -> float:
    """Parse a rate in MB per second."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < 1e6:
        raise ArgumentTypeError(f"{text} is not a rate; give the MB per second, such as 20 or 0.5.")
    return value


class Command(BaseCommand):
    """Verify all originals, or continue an interrupted run."""

    help = (
        "Read the bytes of every original and compare them with its checksum. An interrupted run is "
        "continued. Exit code 1 if an original is damaged, 130 if interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rate", type=rate, default=20.0, metavar="MB/S", help="MB to read per second, at most (20)"
        )
        parser.add_argument(
            "--from-start", action="store_true", help="begin with the first original, not where a run stopped"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify, and report the damaged originals of this and all earlier runs."""
        bookmark = Bookmark(settings.DATA_DIR / "verify-fixity.json", "sha256")
        after = 0 if options["from_start"] else bookmark.last()
        quiet = options["verbosity"] == 0
        done = size = 0
        with Meter(sys.stderr, "originals", quiet=quiet) as meter, Interruption() as interruption:
            if after:
                meter.say(f"Continuing after original {after}, where an earlier run stopped.")
            pace = Pace(options["rate"] * _MEGABYTE)
            try:
                for checked in verify(after, pace, lambda: not interruption.requested):
                    done += len(checked)
                    size += sum(each for _, each, _ in checked)
                    bookmark.put(checked[-1][0])
                    meter.step(done, 0, done)
            except DATABASE_ERRORS as error:
                raise CommandError(f"{sentence(error)} The same command continues from there.") from error
            if not interruption.requested:
                bookmark.remove()
            if not quiet:
                megabytes = f"{size / _MEGABYTE:,.1f} MB"
                self.stdout.write(f"{done:,} originals verified, {megabytes}, in {meter.seconds:.1f} s.")
        self._report()
        if interruption.requested:
            raise CommandError("Stopped. The same command continues from there.", returncode=130)

    def _report(self) -> None:
        """List damaged originals, and raise CommandError if there are any."""
        damaged = FixityCheck.objects.filter(is_damaged=True)
        number = damaged.count()
        for pk in damaged.order_by("pk").values_list("pk", flat=True)[:SHOWN]:
            self.stderr.write(f"original {pk} is damaged")
        if number:
            ends = "original is" if number == 1 else "originals are"
            raise CommandError(
                f"{number:,} {ends} damaged; the admin lists them under Fixity checks. "
                "Restore them from a backup."
            )
