"""Loaded once in the process that readers are forked from, so that each begins to work at once."""

from contextlib import suppress

from django.core.exceptions import ImproperlyConfigured

import articles.importers.reading  # noqa: F401  (with the libraries that it needs)
from articles.extraction import prepare

with suppress(ImproperlyConfigured):  # without settings, something else than articles is worked on
    prepare()
