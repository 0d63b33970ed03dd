"""An administrator and an editor at their browsers."""

import pytest
from django.test import Client

from articles.models import User
from tests.admin.helpers import editor, signed_in


@pytest.fixture
def administrator(db: None, static_files: None) -> Client:
    """Signed in with every right."""
    return signed_in(User.objects.create_superuser("root"))


@pytest.fixture
def lena(db: None) -> User:
    """An editor."""
    return editor()


@pytest.fixture
def desk(lena: User, static_files: None) -> Client:
    """Signed in as the editor."""
    return signed_in(lena)
