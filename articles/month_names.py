"""Names of months in many languages, from the data of Unicode's CLDR."""

from collections.abc import Iterable
from functools import cache

from babel import Locale

from articles.text import fold

_SHORTEST = 3  # letters


@cache
def month_names(languages: tuple[str, ...], *, short: bool = False) -> dict[str, int]:
    """Return the months by name, without accents and in lower case. short: with the usual short forms too.

    A name that means different months in two of the languages is left out.
    """
    names: dict[str, set[int]] = {}
    for number, name in _written(languages, short=short):
        names.setdefault(fold(name), set()).add(number)
    return {name: numbers.pop() for name, numbers in names.items() if len(numbers) == 1}


def written_months(languages: tuple[str, ...]) -> list[str]:
    """Return all ways to write a month in lower case, with and without accents, the longest first."""
    known = month_names(languages, short=True)
    names = {name.lower().strip(".") for _number, name in _written(languages, short=True)}
    return sorted({name for name in names if fold(name) in known} | set(known), key=len, reverse=True)


def _written(languages: tuple[str, ...], *, short: bool) -> Iterable[tuple[int, str]]:
    for code in languages:
        months = Locale.parse(code, sep="-").months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated") if short else ("wide",):
                for number, name in months[form][width].items():
                    if len(fold(name)) >= _SHORTEST and fold(name).isalpha():
                        yield number, name
