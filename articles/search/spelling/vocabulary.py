"""The archive's own words: collected in the database, and looked through for what is spelt nearly alike."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.fulltext.vector import PUNCTUATION, fold
from articles.models import Article, SearchWord

MOST_WORDS = 200_000  # kept: 20 MB in a process that looks for one
SHORTEST, LONGEST = 3, 30  # letters
# All headlines and names are read, and this many bodies: they add the common words that headlines lack.
BODIES = 2_000
BODY_CHARACTERS = 5_000
KEPT_SECONDS = 60.0
GROWN = 0.05  # of the archive, before an import collects its words again

_COLLECT = f"""
    WITH texts AS MATERIALIZED (
        SELECT headline || E'\\n' || entity_names AS text FROM articles_article WHERE status = 'published'
        UNION ALL
        SELECT left(body, {BODY_CHARACTERS}) FROM articles_article WHERE id = ANY(ARRAY(
            SELECT id FROM articles_article WHERE status = 'published'
            ORDER BY published_on DESC NULLS LAST, id DESC LIMIT {BODIES}))
    ), words AS (
        SELECT unnest(tsvector_to_array(to_tsvector('simple', CASE WHEN octet_length(text) = length(text)
            THEN text ELSE regexp_replace(replace(text, '’', ''''), %s, ' ', 'g') END))) AS word FROM texts
    ), counted AS MATERIALIZED (
        SELECT word, count(*) AS articles FROM words GROUP BY word
    )
    INSERT INTO articles_searchword (word, articles)
    SELECT word, articles FROM counted
    WHERE length(word) BETWEEN {SHORTEST} AND {LONGEST} AND word !~ '[\\x01-\\x60\\x7B-\\x7F]'
    ORDER BY articles DESC, word LIMIT {MOST_WORDS}
"""  # noqa: S608  (made of constants)
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('articles_searchword'))"

Numbers = npt.NDArray[np.unsignedinteger[Any]]


def collect_words(*, grown: float = 0.0) -> int | None:
    """Read the words of all published articles again, unless the archive has grown by less than ``grown``
    since the last time, or another process is doing so. Returns how many words there are now, None where it
    did nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        locked = cursor.fetchone()
        now = Article.objects.published().count()
        then = SearchWord.objects.filter(word="").values_list("articles", flat=True).first() or 0
        if locked != (True,) or (grown and now <= then * (1 + grown)):
            return None
        SearchWord.objects.all().delete()
        cursor.execute(_COLLECT, [PUNCTUATION])
        made: int = cursor.rowcount
        SearchWord.objects.create(word="", articles=now)
    return made


@dataclass(frozen=True, slots=True)
class _Words:
    """Words, the most frequent first, and for each: itself without accents, how many letters that has, and a
    bit for each that occurs. ``collected`` tells one collection from the next."""

    collected: str
    words: list[str]
    folded: list[str]
    lengths: Numbers
    masks: Numbers

    @classmethod
    def load(cls, collected: str) -> "_Words":
        """The words of the database."""
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            row = cursor.fetchone()
        words = row[0].split("\n") if row and row[0] else []
        folded = [fold(word) for word in words]
        lengths = np.fromiter(map(len, folded), np.uint8, len(folded))
        return cls(collected, words, folded, lengths, _masks(folded, lengths))

    def maybe(self, word: str, mistakes: int) -> list[int]:
        """The places of the words that ``word`` can become by so few mistakes, and of some others: each
        mistake changes the length by one at most, and the set of letters by two."""
        least, most = max(len(word) - mistakes, 0), len(word) + mistakes
        letters = _masks([word], np.array([len(word)], np.uint8))
        alike = np.bitwise_count(self.masks ^ letters) <= 2 * mistakes
        found: list[int] = np.flatnonzero(alike & (self.lengths >= least) & (self.lengths <= most)).tolist()
        return found


_READ = """
    SELECT string_agg(word, E'\\n' ORDER BY articles DESC, word) FROM articles_searchword WHERE word <> ''
"""
_COLLECTED = "SELECT xmin::text FROM articles_searchword WHERE word = ''"  # written anew with all the others


def _masks(words: list[str], lengths: Numbers) -> Numbers:
    if not words:
        return np.empty(0, np.uint32)
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    bits = np.left_shift(np.uint32(1), (letters - 97) % 32, dtype=np.uint32)
    begins = np.cumsum(lengths, dtype=np.int64) - lengths
    masks: Numbers = np.bitwise_or.reduceat(bits, begins)
    return masks


class Vocabulary:
    """The collected words in memory: read when first asked for, and again when they have been collected
    anew, which is looked at once in KEPT_SECONDS."""

    def __init__(self) -> None:
        self._words: _Words | None = None
        self._until = 0.0

    def forget(self) -> None:
        """Read the words anew the next time."""
        self._words = None

    def ready(self) -> None:
        """Have words that are not too old: reading them may take longer than one suggestion should."""
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
        """At most ``most`` words that are spelt nearly as ``word``, the nearest and then the most frequent
        first; one mistake is allowed in words of up to six letters, two in longer ones. Accents are none.

        A mistake is a letter inserted, deleted, replaced or swapped with its neighbour (optimal string
        alignment).
        """
        self.ready()
        known = self._words
        if known is None:  # another thread has just forgotten them
            return []
        folded = fold(word.lower())[:LONGEST]
        mistakes = 1 if len(folded) <= 6 else 2
        maybe = known.maybe(folded, mistakes)
        others = [known.folded[place] for place in maybe]
        steps = process.cdist([folded], others, scorer=OSA.distance, score_cutoff=mistakes, dtype=np.uint8)[0]
        # People rarely mistake the first letter.
        near = sorted(
            (int(steps[at]) + (others[at][0] != folded[0]), maybe[at])
            for at in np.flatnonzero((steps > 0) & (steps <= mistakes)).tolist()
        )
        return [known.words[place] for _, place in near[:most]]


vocabulary = Vocabulary()
