"""The archive's own application, served."""

from collections.abc import Iterator

import pytest

from tests.server.support import Running, running


@pytest.fixture
def archive(static_files: None) -> Iterator[Running]:
    """Django behind the server, with two threads; no test here needs the database."""
    from newsarchive.wsgi import application

    with running(application) as served:
        yield served
