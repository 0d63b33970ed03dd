"""User accounts."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account of a reader, editor or administrator. A custom model, so that fields can be added later."""
