"""Country names in the reader's language, from Unicode's CLDR.

English pages and all data (API, exports, feeds) use the archive's own English names.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale
from django.utils.translation import get_language

from articles.text import fold

# Former countries, which are missing in CLDR, and short names for two that it spells out.
_OWN: Mapping[str, Mapping[str, str]] = {
    "AN": {"de": "Niederländische Antillen", "fr": "Antilles néerlandaises", "es": "Antillas Neerlandesas"},
    "CS": {"de": "Tschechoslowakei", "fr": "Tchécoslovaquie", "es": "Checoslovaquia"},
    "DD": {"de": "DDR", "fr": "Allemagne de l’Est", "es": "Alemania Oriental"},
    "HK": {"de": "Hongkong", "fr": "Hong Kong", "es": "Hong Kong"},
    "MO": {"de": "Macau", "fr": "Macao", "es": "Macao"},
    "SU": {"de": "Sowjetunion", "fr": "Union soviétique", "es": "Unión Soviética"},
    "VD": {"de": "Nordvietnam", "fr": "Nord-Vietnam", "es": "Vietnam del Norte"},
    "YD": {"de": "Südjemen", "fr": "Yémen du Sud", "es": "Yemen del Sur"},
    "YU": {"de": "Jugoslawien", "fr": "Yougoslavie", "es": "Yugoslavia"},
}


@cache
def _names(language: str) -> Mapping[str, str]:
    if language.startswith("en"):
        return {}
    own = {code: names[language] for code, names in _OWN.items() if language in names}
    return {**Locale.parse(language, sep="-").territories, **own}


@cache
def folded_names(language: str) -> Mapping[str, str]:
    """Return the folded names of countries in a language, by code; none for English."""
    return {code: fold(name) for code, name in _names(language).items()}


def country_name(code: str, name: str) -> str:
    """Return the country's name in the reader's language, or ``name``, the English one, if there is none."""
    return _names(get_language() or "en").get(code, name)


def codes_called(name: str, languages: Iterable[str]) -> list[str]:
    """Return the codes of the countries with exactly this name in one of the languages."""
    wanted = fold(name)
    return [code for each in languages for code, folded in folded_names(each).items() if folded == wanted]


def codes_named(text: str) -> list[str]:
    """Return codes of countries whose names in the reader's language contain ``text``; none for English."""
    wanted = fold(text)
    return [code for code, name in folded_names(get_language() or "en").items() if wanted in name]
