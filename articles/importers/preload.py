"""Modules to load once in the process that workers are forked from, so that workers start quickly."""

from contextlib import suppress

from django.core.exceptions import ImproperlyConfigured

import articles.importers.tasks  # noqa: F401  (imported for its dependencies)
from articles.extraction import prepare

with suppress(ImproperlyConfigured):  # without settings, the workers do not process articles
    prepare()
