"""The names of countries in the reader's language, as Unicode's CLDR has them.

English keeps the archive's own names, and so do data: the API, exports and feeds.
"""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from django.utils.translation import get_language

from articles.text import fold

# Former countries, which CLDR no longer has.
_FORMER: Mapping[str, Mapping[str, str]] = {
    "AN": {"de": "Niederländische Antillen", "fr": "Antilles néerlandaises", "es": "Antillas Neerlandesas"},
    "CS": {"de": "Tschechoslowakei", "fr": "Tchécoslovaquie", "es": "Checoslovaquia"},
    "DD": {"de": "DDR", "fr": "Allemagne de l’Est", "es": "Alemania Oriental"},
    "SU": {"de": "Sowjetunion", "fr": "Union soviétique", "es": "Unión Soviética"},
    "VD": {"de": "Nordvietnam", "fr": "Nord-Vietnam", "es": "Vietnam del Norte"},
    "YD": {"de": "Südjemen", "fr": "Yémen du Sud", "es": "Yemen del Sur"},
    "YU": {"de": "Jugoslawien", "fr": "Yougoslavie", "es": "Yugoslavia"},
}


@cache
def _names(language: str) -> Mapping[str, str]:
    if language.startswith("en"):
        return {}
    former = {code: names[language] for code, names in _FORMER.items() if language in names}
    return {**Locale.parse(language, sep="-").territories, **former}


def country_name(code: str, name: str) -> str:
    """The country's name in the reader's language; ``name``, its English one, where there is no other."""
    return _names(get_language() or "en").get(code, name)


def codes_named(text: str) -> list[str]:
    """The codes of the countries with ``text`` in their name in the reader's language; none in English."""
    wanted = fold(text)
    return [code for code, name in _names(get_language() or "en").items() if wanted in fold(name)]
