"""Requests to the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.search.conftest import archive

__all__ = ["archive"]
Asker = Callable[..., Any]


@pytest.fixture
def ask(client: Client) -> Asker:
    """Fetch JSON from a path."""

    def fetch(path: str, status: int = 200) -> Any:
        answer = client.get(path)
        assert answer.status_code == status, answer.content[:500]
        assert answer["Content-Type"].split(";")[0] == "application/json"
        return answer.json()

    return fetch
