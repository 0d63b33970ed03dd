"""Runs a management command with its database, and explains failures in a sentence."""

import gc
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TextIO

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line, get_commands

from newsarchive.embedded import EmbeddedPostgres, EmbeddedPostgresError, command_of, needs_database
from newsarchive.failures import DATABASE_ERRORS, sentence

# These commands use the database without migrating it first. runarchive migrates it itself.
AS_IT_IS = frozenset(
    {
        *("check", "dbshell", "inspectdb", "makemigrations", "optimizemigration", "runarchive"),
        *("runworker",),
        *("showmigrations", "sqlflush", "sqlmigrate", "sqlsequencereset", "squashmigrations"),
        *("test", "testserver"),
    }
)
CONNECT = 10  # seconds to wait for a server to take a connection


def run(argv: list[str]) -> int:
    """Run ``argv`` as a management command; return its exit code, 2 if the archive could not start."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the parent process
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    try:
        try:
            _run(argv)
        finally:
            sys.stdout.flush()
            gc.freeze()  # otherwise Python searches all modules for garbage before it exits: half a second
    except (ImproperlyConfigured, EmbeddedPostgresError) as error:
        return _end(2, f"The archive could not start: {error}")
    except KeyboardInterrupt:
        return _end(130, "Stopped.")
    except BrokenPipeError:  # the reader of our output, such as head, has exited
        return _end(141, output_failed=True)
    except (*DATABASE_ERRORS, OSError) as error:
        if "--traceback" in argv:
            raise
        return _end(1, sentence(error), output_failed=isinstance(error, OSError))
    return 0


def _run(argv: list[str]) -> None:
    embedded: EmbeddedPostgres | None = (
        settings.EMBEDDED_POSTGRES
    )  # raises if an environment variable is invalid
    if not needs_database(argv):
        execute_from_command_line(argv)
        return
    # A command needs one connection; a pool would retry and hide the error.
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options.pop("pool", None)
    options.setdefault("connect_timeout", CONNECT)
    with embedded.lease() if embedded else nullcontext():
        _prepare_database(command_of(argv) or "", may_migrate=embedded is not None)
        execute_from_command_line(argv)


def _prepare_database(command: str, *, may_migrate: bool) -> None:
    django.setup()
    if command in AS_IT_IS or command not in get_commands():
        return
    from articles import schema_version  # noqa: PLC0415  (apps must be ready)

    if command == "migrate":
        schema_version.is_current()
    else:
        schema_version.bring_up_to_date(_tell, may_migrate=may_migrate)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _end(code: int, line: str = "", *, output_failed: bool = False) -> int:
    """Print a last line if possible, and return ``code``. Buffered output must not fail a second time."""
    if output_failed:
        _discard(sys.stdout)
    try:
        if line:
            _tell(line)
    except OSError:
        _discard(sys.stderr)
    return code


def _discard(stream: TextIO) -> None:
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
