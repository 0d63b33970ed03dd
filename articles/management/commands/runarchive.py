"""``runarchive``: prepare the archive and serve it. script/server and the container run this."""

import os
import signal
import sys
import time
from argparse import ArgumentParser, BooleanOptionalAction
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from articles.bootstrap import FirstAdmin, prepare
from newsarchive.embedded import EmbeddedPostgres, Watcher
from newsarchive.server.companion import Companion
from newsarchive.server.serving import address_problem, serve

LOCAL = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    """Migrate, load samples into an empty archive, collect static files, and serve."""

    help = "Prepare the archive (migrations, samples, static files) and serve it until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="the port (PORT, or 8000)")
        parser.add_argument(
            "--worker",
            action=BooleanOptionalAction,
            default=settings.EMBEDDED_POSTGRES is not None,
            help="whether to run a worker for background work, too (default: unless DATABASE_URL is set)",
        )
        parser.add_argument("--no-samples", action="store_true", help="leave a new archive empty")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve until stopped. Raises CommandError if the port cannot be used."""
        begin = time.monotonic()
        host, port = options["host"], options["port"]
        if not 0 < port < 65536:
            raise CommandError(f"{port} is not a valid port; choose one from 1 to 65535.")
        if problem := address_problem(host, port):
            raise CommandError(problem)
        local = settings.EMBEDDED_POSTGRES is not None
        admin = prepare(self.say, local=local, samples=not options["no_samples"])
        connections.close_all()
        worker = Companion(worker_command(), "worker", self.say)

        def ready() -> None:
            if options["worker"]:
                worker.start()
            self.say(f"The archive is ready after {time.monotonic() - begin:.1f} s.")
            for line in overview(host, port, settings.EMBEDDED_POSTGRES, admin):
                self.say(line)

        # At a terminal, Ctrl-C should not wait for a browser's idle connections.
        grace, log = (2, None) if local else (10, server_log())
        watching = Watcher(settings.DATA_DIR, self.say, stop_serving) if local else nullcontext()
        with watching as watcher, worker:
            serve(host, port, grace=grace, log=log, ready=ready)
        if watcher and watcher.failure:
            raise CommandError(f"{watcher.failure}\nThe archive has stopped.")
        self.say("The archive has stopped.")

    def say(self, line: str) -> None:
        """Print a line and flush it, since a pipe would buffer it."""
        self.stdout.write(line)
        sys.stdout.flush()


def worker_command() -> list[str]:
    """Return the command that runs a worker until this process ends."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "runworker", "--parent", str(os.getpid())]


def stop_serving() -> None:
    """Stop serve(), which runs in the main thread, by sending SIGTERM to this process."""
    os.kill(os.getpid(), signal.SIGTERM)


def overview(host: str, port: int, embedded: EmbeddedPostgres | None, admin: FirstAdmin | None) -> list[str]:
    """Return lines with the URLs, the data folder, the database and how to stop."""
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}/"
    lines = [f"  Read      {url}", f"  Edit      {url}admin/"]
    if admin is not None:
        lines.append(f"            user {admin.name}, password {admin.password}")
        lines.append(f"            shown only once; to change it: script/manage changepassword {admin.name}")
    lines.append(f"  Data      {settings.DATA_DIR}")
    if embedded is not None:
        lines.append(
            f"  Database  {settings.BASE_DIR / 'script' / 'database'} (psql at {embedded.socket_dir})"
        )
        lines.append(f"  Its log   {embedded.log}")
    if host not in LOCAL and set(settings.ALLOWED_HOSTS) == set(settings.LOCAL_HOSTS):
        lines.append("  Set ALLOWED_HOSTS to the public host name; other requests are refused until then.")
    lines.append("  Stop      Ctrl-C")
    return lines


def server_log() -> dict[str, Any]:
    """Return a logging configuration that formats uvicorn's messages like the archive's."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": settings.LOGGING["formatters"],
        "handlers": settings.LOGGING["handlers"],
        "loggers": {"uvicorn": {"handlers": ["console"], "level": "INFO", "propagate": False}},
    }
