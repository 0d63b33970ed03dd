"""Imported once in the process that workers are forked from, so that each can start work at once."""

from contextlib import suppress

from django.core.exceptions import ImproperlyConfigured

import articles.importers.tasks  # noqa: F401  (with the libraries that it needs)
from articles.extraction import prepare

with suppress(ImproperlyConfigured):  # without settings, the work is not about articles
    prepare()
