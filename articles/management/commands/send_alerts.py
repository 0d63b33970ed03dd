"""``send_alerts``: email readers about new articles in their saved searches."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.editing import publish_due
from articles.research.alerts import send_alerts


class Command(BaseCommand):
    """Send the alerts that are due."""

    help = "Email readers about new articles in their saved searches. Run it every hour or day from a timer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be sent without sending it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Send the emails and print the totals. Exit code 1 if one could not be sent."""
        dry_run: bool = options["dry_run"]
        if not settings.SITE_URL and not dry_run:
            raise CommandError(
                "SITE_URL is not set, so links in emails would not work. Set it to the archive’s public "
                "address, such as https://archive.example.org."
            )
        quiet = options["verbosity"] == 0
        publish_due()
        outcome = send_alerts(lambda line: None if quiet else self.stdout.write(line), dry_run=dry_run)
        if not quiet:
            done = "would be sent" if dry_run else "sent"
            self.stdout.write(f"Emails {done}: {outcome.sent:,}; not sent: {outcome.failed:,}.")
        if outcome.failed:
            raise CommandError(
                f"Emails that could not be sent: {outcome.failed:,}. They will be tried again."
            )
