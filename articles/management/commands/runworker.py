"""``runworker``: run queued tasks and the hourly jobs until stopped."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.worker import work


class Command(BaseCommand):
    """Import uploaded files, merge entities and so on as they are queued; send alerts and collect words."""

    help = (
        "Run queued tasks (imports from the admin, large merges and so on) as they come, and send alerts and "
        "collect the archive's words every hour, until Ctrl-C or SIGTERM."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, metavar="PID", help="stop when this process has gone")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until stopped. A task in progress stops at a safe point; the next worker continues it."""
        # Like Ctrl-C: psycopg then cancels the statement of an hourly job in the database as well.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.stdout.write("The worker is running.")
        self.stdout.flush()
        work(options["parent"])
        self.stdout.write("The worker has stopped.")
