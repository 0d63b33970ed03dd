"""The languages that articles are stemmed in, and those in use in the archive."""

import re
import time

from django.db import connection

DEFAULT = "english"
#: PostgreSQL's text search configurations by primary language subtag; all other languages use English.
CONFIGS = {
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "ru": "russian",
}
#: A regular expression for language codes not stemmed as English; a partial index has the articles with
#: these.
OTHERS = rf"^({'|'.join(CONFIGS)})(-|$)"
_OTHER = re.compile(OTHERS)
KEPT_SECONDS = 1.0
# A loose index scan, from one code to the next, so that a million French articles cost one look-up.
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


def stemming_language(language: str) -> str:
    """Return the language that articles with this code are stemmed in: "pt" for "pt-BR", "en" for "pl"."""
    found = _OTHER.match(language)
    return found[1] if found else "en"


def config_of(language: str) -> str:
    """Return the text search configuration for a language code: "portuguese" for "pt-BR"."""
    return CONFIGS.get(stemming_language(language), DEFAULT)


class _InUse:
    """Short-lived cache of the configurations in use."""

    def __init__(self) -> None:
        self._known: tuple[str, ...] = ()
        self._until = 0.0

    def get(self) -> tuple[str, ...]:
        if time.monotonic() >= self._until:
            with connection.cursor() as cursor:
                cursor.execute(_IN_USE)
                found = {config_of(language) for (language,) in cursor.fetchall()}
            self._known = (DEFAULT, *(config for config in CONFIGS.values() if config in found))
            self._until = time.monotonic() + KEPT_SECONDS
        return self._known

    def forget(self) -> None:
        """Query the database on next use."""
        self._until = 0.0


_in_use = _InUse()
forget_languages = _in_use.forget


def configs_in_use() -> tuple[str, ...]:
    """Return "english" and every other configuration that an article of the archive uses.

    Queried at most once a second in each process, at a cost independent of the size of the archive.
    """
    return _in_use.get()
