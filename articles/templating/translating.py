"""Django's translations for templates, each looked up once: a page repeats the same few in its loops."""

from collections.abc import Callable
from functools import lru_cache

from django.utils import translation
from django.utils.translation import get_language

KEPT = 2_000  # of each kind, in all languages


def once(translate: Callable[..., str]) -> Callable[..., str]:
    """One of Django's functions that translate, with what it said before kept for each language."""

    @lru_cache(maxsize=KEPT)
    def said(_language: str | None, *texts: object) -> str:
        return translate(*texts)

    def found(*texts: object) -> str:
        return said(get_language(), *texts)

    return found


gettext = once(translation.gettext)
ngettext = once(translation.ngettext)
pgettext = once(translation.pgettext)
npgettext = once(translation.npgettext)
