"""``runworker``: do the hourly work until told to stop."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from articles.jobs import work


class Command(BaseCommand):
    """Send alerts and collect words, every hour."""

    help = "Send alerts and collect the archive's words every hour, until Ctrl-C or SIGTERM."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Work until told to stop. A job under way is cancelled at once, and done in the next run."""
        # Like Ctrl-C: psycopg then cancels the statement in the database as well.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.stdout.write("The worker is running.")
        self.stdout.flush()
        try:
            work()
        except KeyboardInterrupt:
            self.stdout.write("The worker has stopped.")
