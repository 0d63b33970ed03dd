"""Django's translations and formats, cached: the loops of a page repeat the same few."""

from collections.abc import Callable
from functools import lru_cache

from django.contrib.humanize.templatetags import humanize
from django.utils import translation
from django.utils.translation import get_language

KEPT = 2_000  # per function, in all languages


def cached(translate: Callable[..., str]) -> Callable[..., str]:
    """Return a function that depends on the reader's language with a cache for each language."""

    @lru_cache(maxsize=KEPT)
    def translated(_language: str | None, *texts: object) -> str:
        return translate(*texts)

    def in_readers_language(*texts: object) -> str:
        return translated(get_language(), *texts)

    return in_readers_language


gettext = cached(translation.gettext)
ngettext = cached(translation.ngettext)
pgettext = cached(translation.pgettext)
npgettext = cached(translation.npgettext)
intcomma = cached(humanize.intcomma)
