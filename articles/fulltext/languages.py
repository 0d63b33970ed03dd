"""The languages that articles are stemmed in, and which of them the archive holds."""

import re
import time

from django.db import connection

DEFAULT = "english"
#: Configurations of PostgreSQL by the first part of a language code; every other language is read as English.
CONFIGS = {
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "ru": "russian",
}
#: The codes of articles that are not read as English: an index of the archive's articles has these alone.
OTHERS = rf"^({'|'.join(CONFIGS)})(-|$)"
_OTHER = re.compile(OTHERS)
KEPT_SECONDS = 1.0
# Steps from one code to the next in the index, so that a million French articles cost one look.
_IN_USE = f"""
    WITH RECURSIVE found (language) AS (
        SELECT min(language) FROM articles_article WHERE language ~ '{OTHERS}'
        UNION ALL
        SELECT (SELECT min(language) FROM articles_article
            WHERE language ~ '{OTHERS}' AND language > found.language)
        FROM found WHERE language IS NOT NULL
    )
    SELECT language FROM found WHERE language IS NOT NULL
"""  # noqa: S608  (made of constants)


def reading_of(language: str) -> str:
    """The language that an article with this code is read in: "pt-BR" as "pt", "pl" as "en"."""
    found = _OTHER.match(language)
    return found[1] if found else "en"


def config_of(language: str) -> str:
    """The configuration that an article with this language code is read with: "pt-BR" is portuguese."""
    return CONFIGS.get(reading_of(language), DEFAULT)


class _InUse:
    """Remembers for a moment what the archive holds."""

    def __init__(self) -> None:
        self._known: tuple[str, ...] = ()
        self._until = 0.0

    def get(self) -> tuple[str, ...]:
        """See configs_in_use."""
        if time.monotonic() >= self._until:
            with connection.cursor() as cursor:
                cursor.execute(_IN_USE)
                found = {config_of(language) for (language,) in cursor.fetchall()}
            self._known = (DEFAULT, *(config for config in CONFIGS.values() if config in found))
            self._until = time.monotonic() + KEPT_SECONDS
        return self._known

    def forget(self) -> None:
        """Ask anew the next time."""
        self._until = 0.0


_in_use = _InUse()
forget_languages = _in_use.forget


def configs_in_use() -> tuple[str, ...]:
    """english, and every other configuration that an article of the archive is read with.

    Asked once a second and process, at a cost that does not grow with the archive.
    """
    return _in_use.get()
