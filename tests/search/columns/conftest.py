"""A cluster with the archive's tables, made once for all tests that need a server of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from newsarchive.embedded import EmbeddedPostgres
from tests.search.columns.servers import make_template, running


@pytest.fixture(scope="session")
def migrated(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The data folder of such a cluster; its server is stopped."""
    data_dir = tmp_path_factory.mktemp("migrated") / "var"
    with django_db_blocker.unblock():
        make_template(data_dir)
    return data_dir


@pytest.fixture
def own_server(
    migrated: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[EmbeddedPostgres]:
    """A server that a test may crash, with an empty archive. Only who has another connection sees it."""
    with django_db_blocker.unblock(), running(migrated, tmp_path / "primary") as server:
        yield server
