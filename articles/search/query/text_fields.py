"""The fields section: and language:, which have no facet."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from articles.fulltext.languages import CONFIGS
from articles.search.query.ast import Field
from articles.text import fold

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def text_condition(field: Field) -> Q:
    """Return the articles whose section contains the words, or that are in the language."""
    if field.name == "section":
        return Q(section__iregex=rf"\m{re.escape(field.value)}\M")
    codes = languages_called(field.value)
    return Q(language__iregex=f"^({'|'.join(codes) or ' '})(-|$)")  # no code has a space


def languages_called(value: str) -> list[str]:
    """Return the codes of the languages with this code or name: "de", "German", "Deutsch", "alemán"."""
    named = sorted({code for names in _languages() if (code := names.get(fold(value)))})
    return named or ([value.lower()] if _CODE.fullmatch(value) and _is_known(value) else [])


def language_name(code: str) -> str:
    """Return the name of a language in the reader's language, or its code if it has none."""
    languages: Mapping[str, str] = Locale.parse(get_language() or "en", sep="-").languages
    return languages.get(code.partition("-")[0], code)


def _is_known(code: str) -> bool:
    try:
        return bool(Locale.parse(code, sep="-"))
    except (ValueError, UnknownLocaleError):
        return False


@cache
def _languages() -> tuple[Mapping[str, str], ...]:
    """Return the codes of languages by their names, in every language of the pages and of search."""
    readers = [code for code, _name in settings.LANGUAGES]
    every = (Locale.parse(reader, sep="-").languages for reader in dict.fromkeys([*readers, *CONFIGS]))
    return tuple({fold(name): code for code, name in each.items() if "_" not in code} for each in every)
