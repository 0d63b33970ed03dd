"""``runworker``: run the hourly jobs until stopped."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from articles.jobs import work


class Command(BaseCommand):
    """Send alerts and collect words, every hour."""

    help = "Send alerts and collect the archive's words every hour, until Ctrl-C or SIGTERM."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run until stopped. A job in progress is cancelled at once; the next run does it."""
        # Like Ctrl-C: psycopg then cancels the statement in the database as well.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.stdout.write("The worker is running.")
        self.stdout.flush()
        try:
            work()
        except KeyboardInterrupt:
            self.stdout.write("The worker has stopped.")
