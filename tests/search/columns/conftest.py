"""A server with the archive's tables for tests that need their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from newsarchive.embedded import EmbeddedPostgres
from tests.search.columns.servers import running


@pytest.fixture
def own_server(
    migrated: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[EmbeddedPostgres]:
    """A server that a test may crash, with an empty archive. Only explicit connections use it."""
    with django_db_blocker.unblock(), running(migrated, tmp_path / "primary") as server:
        yield server
