"""A web server on this machine."""

from collections.abc import Iterator

import pytest

from tests.importers.web.server import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server."""
    with serving() as running:
        yield running
