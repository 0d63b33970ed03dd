"""Clients of an administrator and an editor."""

import pytest
from django.test import Client

from articles.models import User
from tests.admin.helpers import archivist, editor, signed_in


@pytest.fixture
def administrator(db: None, static_files: None) -> Client:
    """A client signed in with all permissions."""
    return signed_in(User.objects.create_superuser("root"))


@pytest.fixture
def lena(db: None) -> User:
    """An editor."""
    return editor()


@pytest.fixture
def arno(db: None) -> User:
    """An archivist."""
    return archivist()


@pytest.fixture
def stacks(arno: User, static_files: None) -> Client:
    """A client signed in as the archivist."""
    return signed_in(arno)


@pytest.fixture
def desk(lena: User, static_files: None) -> Client:
    """A client signed in as the editor."""
    return signed_in(lena)
