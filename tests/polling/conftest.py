"""A web server with a feed, on this machine."""

from collections.abc import Iterator
from typing import Any

import pytest

from articles.importers.web.pace import Pace
from tests.importers.web.server import LOCAL, Site, serving


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web server that may be fetched from, without pauses."""
    settings.FETCH_ALLOW_NETWORKS = LOCAL
    monkeypatch.setattr(Pace, "wait", lambda *_: None)
    with serving() as running:
        yield running
