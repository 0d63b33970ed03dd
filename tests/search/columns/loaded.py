"""Load Django in the process that others are forked from (process.py), or else in the forked process."""

from typing import Any

import django
from django.apps import apps

if not apps.ready:
    django.setup()


def start(*arguments: Any) -> None:
    """Run process.live(), whose module can only be imported once Django is loaded."""
    from tests.search.columns.process import live

    live(*arguments)
