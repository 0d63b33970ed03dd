"""Files as readers download them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.search.conftest import archive

__all__ = ["archive"]
Fetcher = Callable[[str], str]


@pytest.fixture
def fetch(client: Client) -> Fetcher:
    """The text of a file that must be there."""

    def get(path: str) -> str:
        answer: Any = client.get(path)
        assert answer.status_code == 200, path
        raw: bytes = answer.getvalue()
        return raw.decode()

    return get
