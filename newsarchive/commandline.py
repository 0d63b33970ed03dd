"""Runs one management command with a database beneath it, and says in a sentence why when it cannot."""

import sys
from contextlib import nullcontext

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from newsarchive.embedded import EmbeddedPostgres, EmbeddedPostgresError, needs_database


def run(argv: list[str]) -> int:
    """Run ``argv`` as a management command; the exit code is 2 where the archive itself could not start."""
    try:
        from django.conf import settings  # noqa: PLC0415  (a bad environment shows itself here)

        embedded: EmbeddedPostgres | None = settings.EMBEDDED_POSTGRES
        lease = embedded.lease() if embedded and needs_database(argv) else nullcontext()
        with lease:
            execute_from_command_line(argv)
    except (ImproperlyConfigured, EmbeddedPostgresError) as error:
        sys.stderr.write(f"The archive could not start: {error}\n")
        return 2
    return 0
