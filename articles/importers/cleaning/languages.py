"""Languages by their names: "German", "Deutsch" and "ger" are "de"."""

import re
from functools import cache

from babel import Locale
from babel.core import get_global

from articles.text import fold

_SEPARATORS = re.compile(r"[;,/|]")
#: The languages in which data sets name languages, and others that are known by their own names.
_NAMED_IN = ("en", "de", "fr", "es", "it", "pt", "nl")
_OWN = ("ru", "uk", "pl", "cs", "sv", "da", "nb", "fi", "tr", "el", "he", "ar", "fa", "hi", "zh", "ja", "ko")


@cache
def _codes() -> dict[str, str]:
    codes = {fold(Locale(code).languages[code]): code for code in _OWN}
    for language in reversed(_NAMED_IN):
        names = Locale(language).languages
        codes |= {fold(name): code for code, name in names.items() if code.isalpha()}
    return codes


def language_code(text: str) -> str:
    """Return the code of a language that is named, or of the first of several; else "".

    Codes of three letters become the usual ones: "eng" is "en".
    """
    first = fold(_SEPARATORS.split(text, maxsplit=1)[0])
    if len(first) == 3 and first.isascii():
        alias: str = get_global("language_aliases").get(first, "")
        return alias.partition("_")[0]
    return _codes().get(first, "")
