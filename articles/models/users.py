"""The people who keep the archive."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An archivist or editor. A model of our own from the first migration, so that it can grow."""
