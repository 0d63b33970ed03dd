"""Clients of an administrator and an editor."""

import pytest
from django.test import Client

from articles.models import User
from tests.admin.helpers import editor, signed_in


@pytest.fixture
def administrator(db: None, static_files: None) -> Client:
    """A client signed in with all permissions."""
    return signed_in(User.objects.create_superuser("root"))


@pytest.fixture
def lena(db: None) -> User:
    """An editor."""
    return editor()


@pytest.fixture
def desk(lena: User, static_files: None) -> Client:
    """A client signed in as the editor."""
    return signed_in(lena)
