"""Requests for pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.html import Tag, complaints, parse
from tests.search.conftest import archive

__all__ = ["archive"]
Getter = Callable[..., Tag]


@pytest.fixture
def get(client: Client) -> Getter:
    """Fetch a page, check its status and policy, and return its tree."""

    def fetch(path: str, status: int = 200) -> Tag:
        answer = client.get(path)
        assert answer.status_code == status, answer.headers
        page = parse(answer.content.decode())
        assert complaints(page) == []
        return page

    return fetch
