"""What every test needs: a PostgreSQL for as long as the suite runs, and the corpora where they are."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPORA = Path(os.environ.get("NEWSARCHIVE_CORPORA", ROOT.parent / "shared" / "corpora"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Start the embedded PostgreSQL (or use DATABASE_URL) before the test database is made."""
    from django.conf import settings

    if settings.EMBEDDED_POSTGRES is None:
        yield
        return
    with settings.EMBEDDED_POSTGRES.lease():
        yield


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real articles; tests that ask for it skip where it is absent."""
    if not CORPORA.is_dir():
        pytest.skip(f"no corpora at {CORPORA} (NEWSARCHIVE_CORPORA names the folder)")
    return CORPORA
