"""The archive's vocabulary: collected in the database, and searched for similarly spelt words."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.fulltext.vector import fold
from articles.locking import Lock, advisory_lock
from articles.models import Article, ArticleEntity, SearchWord

MOST_WORDS = 200_000  # 20 MB in each process that uses them
SHORTEST, LONGEST = 3, 30  # letters
# All headlines and names are read, and this many bodies, for the common words that headlines lack.
BODIES = 2_000
BODY_CHARACTERS = 5_000
LIKELIER = 20  # times: most readers look for names
KEPT_SECONDS = 60.0
GROWN = 0.05  # growth of the archive after which an import collects its words again

_COLLECT = f"""
    WITH texts AS MATERIALIZED (
        SELECT headline || E'\\n' || entity_names AS text FROM articles_article WHERE status = 'published'
        UNION ALL
        SELECT left(body, {BODY_CHARACTERS}) FROM articles_article WHERE id = ANY(ARRAY(
            SELECT id FROM articles_article WHERE status = 'published'
            ORDER BY published_on DESC NULLS LAST, id DESC LIMIT {BODIES}))
    ), words AS (
        SELECT unnest(tsvector_to_array(to_tsvector('simple', plain))) AS word
        FROM texts CROSS JOIN replace(articles_plain(text), '^', '') AS plain
    ), counted AS MATERIALIZED (
        SELECT word, count(*) AS articles FROM words GROUP BY word
    )
    INSERT INTO articles_searchword (word, articles)
    SELECT word, articles FROM counted
    WHERE length(word) BETWEEN {SHORTEST} AND {LONGEST} AND word !~ '[\\x01-\\x60\\x7B-\\x7F]'
    ORDER BY articles DESC, word LIMIT {MOST_WORDS}
"""  # noqa: S608  (made of constants)
# A word that is mostly part of names is there a second time, with a capital letter.
_CAPITAL = "upper(left(word, 1)) || substr(word, 2)"
_COLLECT_NAMES = f"""
    WITH named AS (
        SELECT id, count(*) AS articles FROM (
            SELECT unnest(person_ids || organisation_ids || place_ids || country_ids) AS id
            FROM articles_article WHERE status = 'published') links
        GROUP BY id
    ), words AS (
        SELECT named.articles, unnest(tsvector_to_array(to_tsvector('simple', plain))) AS word
        FROM named JOIN articles_entity USING (id)
        CROSS JOIN replace(articles_plain(name), '^', '') AS plain
    ), counted AS (
        SELECT word, sum(articles) AS articles FROM words GROUP BY word
    )
    INSERT INTO articles_searchword (word, articles)
    SELECT {_CAPITAL}, counted.articles FROM counted JOIN articles_searchword known USING (word)
    WHERE {_CAPITAL} <> word AND 2 * counted.articles >= known.articles
"""  # noqa: S608  (made of constants)

Numbers = npt.NDArray[np.unsignedinteger[Any]]


def collect_words(*, grown: float = 0.0) -> int | None:
    """Collect the words of all published articles again; return their number, None if nothing was done.

    Nothing is done if the archive has grown by less than ``grown`` since the last time, or if another process
    is collecting. Words that were collected by an earlier version, without names, are collected again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        locked = advisory_lock(Lock.WORDS, wait=False)
        now = Article.objects.published().count()
        then = SearchWord.objects.filter(word="").values_list("articles", flat=True).first() or 0
        if not locked or (grown and now <= then * (1 + grown) and _has_names()):
            return None
        SearchWord.objects.all().delete()
        cursor.execute(_COLLECT)
        made: int = cursor.rowcount
        cursor.execute(_COLLECT_NAMES)
        SearchWord.objects.create(word="", articles=now)
    return made


def _has_names() -> bool:
    """Return whether names were collected: archives of earlier versions have none."""
    named = SearchWord.objects.filter(word__regex="^[[:upper:]]")
    return named.exists() or not ArticleEntity.objects.exists()


@dataclass(frozen=True, slots=True)
class _Words:
    """Words, likeliest first, and for each its folded form, the length of that and its letters as bits.

    collected: identifies the collection.
    """

    collected: str
    words: list[str]
    folded: list[str]
    lengths: Numbers
    masks: Numbers

    @classmethod
    def load(cls, collected: str) -> "_Words":
        """Load the words from the database."""
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            row = cursor.fetchone()
        words = row[0].split("\n") if row and row[0] else []
        folded = [fold(word) for word in words]
        lengths = np.fromiter(map(len, folded), np.uint8, len(folded))
        return cls(collected, words, folded, lengths, _masks(folded, lengths))

    def candidates(self, word: str, mistakes: int) -> list[int]:
        """Return the positions of all words within ``mistakes`` mistakes of ``word``, and of some others.

        Each mistake changes the length by at most one, and the set of letters by at most two.
        """
        least, most = max(len(word) - mistakes, 0), len(word) + mistakes
        letters = _masks([word], np.array([len(word)], np.uint8))
        alike = np.bitwise_count(self.masks ^ letters) <= 2 * mistakes
        found: list[int] = np.flatnonzero(alike & (self.lengths >= least) & (self.lengths <= most)).tolist()
        return found


_READ = f"""
    SELECT string_agg(word, E'\\n' ORDER BY CASE WHEN name THEN {LIKELIER} ELSE 1 END * articles DESC, word)
    FROM (
        SELECT word, articles, {_CAPITAL} IN (SELECT word FROM articles_searchword) AS name
        FROM articles_searchword
    ) words
    WHERE word <> '' AND NOT (name AND {_CAPITAL} = word)
"""  # noqa: S608  (made of constants)
_COLLECTED = "SELECT xmin::text FROM articles_searchword WHERE word = ''"  # rewritten with all the others


def _masks(words: list[str], lengths: Numbers) -> Numbers:
    if not words:
        return np.empty(0, np.uint32)
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    bits = np.left_shift(np.uint32(1), (letters - 97) % 32, dtype=np.uint32)
    begins = np.cumsum(lengths, dtype=np.int64) - lengths
    masks: Numbers = np.bitwise_or.reduceat(bits, begins)
    return masks


class Vocabulary:
    """The collected words in memory: loaded on first use, and again after a new collection.

    Whether there is one is checked every KEPT_SECONDS.
    """

    def __init__(self) -> None:
        self._words: _Words | None = None
        self._until = 0.0

    def forget(self) -> None:
        """Load the words again on next use."""
        self._words = None

    def refresh(self) -> None:
        """Load the words if they are missing or outdated: this may take longer than one suggestion should."""
        if self._words is not None and time.monotonic() < self._until:
            return
        with connection.cursor() as cursor:
            cursor.execute(_COLLECTED)
            row = cursor.fetchone()
        collected = row[0] if row else ""
        if self._words is None or self._words.collected != collected:
            self._words = _Words.load(collected)
        self._until = time.monotonic() + KEPT_SECONDS

    def near(self, word: str, most: int) -> list[str]:
        """Return at most ``most`` words spelt similarly to ``word``: nearest first, then the most frequent,
        of which names count LIKELIER times.

        Up to six letters allow one mistake, longer words two. A mistake is a letter inserted, deleted,
        replaced or swapped with its neighbour (optimal string alignment). A missing accent is not a mistake.
        """
        self.refresh()
        known = self._words
        if known is None:  # another thread has just forgotten them
            return []
        folded = fold(word.lower())[:LONGEST]
        mistakes = 1 if len(folded) <= 6 else 2
        candidates = known.candidates(folded, mistakes)
        others = [known.folded[place] for place in candidates]
        steps = process.cdist([folded], others, scorer=OSA.distance, score_cutoff=mistakes, dtype=np.uint8)[0]
        # People rarely mistake the first letter.
        near = sorted(
            (int(steps[at]) + (others[at][0] != folded[0]), candidates[at])
            for at in np.flatnonzero((steps > 0) & (steps <= mistakes)).tolist()
        )
        return [known.words[place] for _, place in near[:most]]


vocabulary = Vocabulary()
