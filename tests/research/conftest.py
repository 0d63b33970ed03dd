"""Readers with accounts, and a small archive."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import User
from tests.pages.conftest import get
from tests.search.conftest import archive

__all__ = ["archive", "get"]
Getter = Callable[..., object]


@pytest.fixture
def reader(db: None) -> User:
    """A reader without any permissions or password. Tests that sign in set one."""
    return User.objects.create_user("ada", "ada@example.org")


@pytest.fixture
def other(db: None) -> User:
    """Another reader."""
    return User.objects.create_user("eve", "eve@example.org")


@pytest.fixture
def signed_in(client: Client, reader: User) -> Client:
    """The reader's browser."""
    client.force_login(reader)
    return client
