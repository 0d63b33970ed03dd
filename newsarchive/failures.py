"""Explains failures of the database or the disk to users at the terminal."""

import errno

import psycopg
from django.conf import settings
from django.db import Error, InterfaceError, OperationalError

from newsarchive.embedded.paths import is_full

#: All errors of the database. A pool without a free connection raises psycopg's own.
DATABASE_ERRORS = (Error, psycopg.Error)
_BROKEN = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)
_FULL = {errno.ENOSPC, errno.EDQUOT}
# SQLSTATE classes: the connection failed; the server is stopping, starting or has crashed.
_LOST = ("08", "57P")
_DAMAGED = "58"  # files that the server cannot read or write


def is_fatal(error: BaseException) -> bool:
    """Whether the next statement would fail as well: the database is lost, or its disk full or damaged."""
    return _is_lost(error) or _is_disk_full(error) or sqlstate(error).startswith(_DAMAGED)


def sentence(error: BaseException) -> str:
    """Explain in a sentence why a command cannot go on."""
    if isinstance(error, OSError):
        name = f": {error.filename}" if error.filename else ""
        return f"{error.strerror or error}{name}."
    if not isinstance(error, DATABASE_ERRORS):
        return str(error)
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)
    if _is_disk_full(error):
        return f"The database's disk is full ({said})."
    if not _is_lost(error):
        return f"The database refused: {said}"
    embedded = settings.EMBEDDED_POSTGRES
    if embedded is None:
        return f"The database is not responding ({said}). Check DATABASE_URL and the server."
    full = f" The disk that holds {embedded.data_dir} is full." if is_full(embedded.data_dir) else ""
    return f"The database is not responding ({said}).{full} Its log is {embedded.log}."


def _is_lost(error: BaseException) -> bool:
    code = sqlstate(error)
    return code.startswith(_LOST) if code else isinstance(error, _BROKEN)


def _is_disk_full(error: BaseException) -> bool:
    return sqlstate(error) == psycopg.errors.DiskFull.sqlstate or getattr(error, "errno", None) in _FULL


def sqlstate(error: BaseException) -> str:
    """Return the SQLSTATE sent by the server, or "" if there is none."""
    return getattr(_cause(error), "sqlstate", None) or ""


def _cause(error: BaseException) -> BaseException:
    """Return psycopg's own error, which Django wraps."""
    return error.__cause__ if isinstance(error.__cause__, psycopg.Error) else error
