"""System checks of the database and the settings."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

LEAST_POSTGRES = 160_000


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report articles.E001 for PostgreSQL before 16, and articles.E002 for a database that is not UTF-8."""
    messages: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
            )
            version, encoding = cursor.fetchone() or (0, "")
        if version < LEAST_POSTGRES:
            messages.append(
                Error(
                    f"The database is PostgreSQL {version // 10_000}; the archive needs 16 or later.",
                    hint="Point DATABASE_URL at a newer server, or leave it unset to use the embedded one.",
                    id="articles.E001",
                )
            )
        if encoding != "UTF8":
            messages.append(
                Error(
                    f"The database is encoded in {encoding}; names in other scripts cannot be stored in it.",
                    hint="Create it with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
                    id="articles.E002",
                )
            )
    return messages


@register()
def check_backend(**_kwargs: Any) -> list[CheckMessage]:
    """Report articles.E003 if EXTRACTION_BACKEND names a spaCy pipeline that is not installed, or if the
    bundled model is missing or damaged."""
    from articles.extraction import backends  # noqa: PLC0415  (slow: it reads word lists)

    try:
        backends.verify(settings.EXTRACTION_BACKEND)
    except ImproperlyConfigured as error:
        return [Error(str(error), id="articles.E003")]
    return []


@register(Tags.security, deploy=True)
def check_embedded(**_kwargs: Any) -> list[CheckMessage]:
    """Report articles.W001 for a public site that runs on the embedded PostgreSQL."""
    if settings.EMBEDDED_POSTGRES is None or not settings.HTTPS:
        return []
    return [
        CheckWarning(
            "A public site is running on the embedded PostgreSQL, which is not backed up.",
            hint="Set DATABASE_URL to a server of its own; docs/operations.md explains how to move.",
            id="articles.W001",
        )
    ]
