"""The archive's own words: collected in the database, and looked through for what is spelt nearly alike."""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from articles.models import Article, SearchWord
from articles.search.configuration import PUNCTUATION, fold

MOST_WORDS = 200_000  # kept: 40 MB in a process that looks for one
SHORTEST, LONGEST = 3, 30  # letters
# All headlines and names are read, and this many bodies: they add the common words that headlines lack.
BODIES = 2_000
BODY_CHARACTERS = 5_000
KEPT_SECONDS = 600.0
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

Letters = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int32]


def collect_words(*, grown: float = 0.0) -> int:
    """Read the words of all published articles again, unless the archive has grown by less than ``grown``
    since the last time, or another process is at it. Returns how many words there are now, 0 where it did
    nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        locked = cursor.fetchone()
        now = Article.objects.published().count()
        then = SearchWord.objects.filter(word="").values_list("articles", flat=True).first() or 0
        if locked != (True,) or (grown and now <= then * (1 + grown)):
            return 0
        SearchWord.objects.all().delete()
        cursor.execute(_COLLECT, [PUNCTUATION])
        made: int = cursor.rowcount
        SearchWord.objects.create(word="", articles=now)
    return made


@dataclass(frozen=True, slots=True)
class _Words:
    """Words, the most frequent first, and for each: its letters without accents as a row of code points
    padded with zeros, how many they are, and a bit for each that occurs."""

    words: list[str]
    letters: Letters
    lengths: Numbers
    masks: Letters

    @classmethod
    def load(cls) -> "_Words":
        """The words of the database."""
        rows = SearchWord.objects.exclude(word="").order_by("-articles", "word")
        words = list(rows.values_list("word", flat=True))
        letters = as_letters([fold(word) for word in words])
        return cls(words, letters, _lengths(letters), _masks(letters))


def as_letters(words: list[str]) -> Letters:
    """Code points, one word a row."""
    return np.array(words, dtype=f"<U{LONGEST}").view(np.uint32).reshape(len(words), LONGEST)


def _lengths(letters: Letters) -> Numbers:
    lengths: Numbers = np.count_nonzero(letters, axis=1).astype(np.int32)
    return lengths


def _masks(letters: Letters) -> Letters:
    bits = np.where(letters == 0, 0, np.left_shift(np.uint32(1), (letters - 97) % 32)).astype(np.uint32)
    masks: Letters = np.bitwise_or.reduce(bits, axis=1)
    return masks


class Vocabulary:
    """The collected words in memory, read when first asked for and again after KEPT_SECONDS."""

    def __init__(self) -> None:
        self._words: _Words | None = None
        self._until = 0.0

    def forget(self) -> None:
        """Read the words anew the next time."""
        self._words = None

    def ready(self) -> None:
        """Have words that are not too old: reading them takes longer than one suggestion may."""
        if self._words is None or time.monotonic() >= self._until:
            self._words = _Words.load()
            self._until = time.monotonic() + KEPT_SECONDS

    def near(self, word: str, most: int) -> list[str]:
        """At most ``most`` words that are spelt nearly as ``word``, the nearest and then the most frequent
        first; one mistake is allowed in words of up to six letters, two in longer ones. Accents are none."""
        self.ready()
        known = self._words
        if known is None:  # another thread has just forgotten them
            return []
        folded = fold(word.lower())[:LONGEST]
        mistakes = 1 if len(folded) <= 6 else 2
        # Each mistake changes the length by one at most, and the set of letters by two.
        maybe = np.flatnonzero(
            (np.abs(known.lengths - len(folded)) <= mistakes)
            & (np.bitwise_count(known.masks ^ _masks(as_letters([folded]))[0]) <= 2 * mistakes)
        )
        if not maybe.size:
            return []
        steps = distances(folded, known.letters[maybe])
        # People rarely mistake the first letter.
        cost = steps + (known.letters[maybe, 0] != ord(folded[0]))
        near = np.flatnonzero((steps > 0) & (steps <= mistakes))
        best = near[np.lexsort((maybe[near], cost[near]))][:most]
        return [known.words[number] for number in maybe[best]]


def distances(word: str, letters: Letters) -> Numbers:
    """For each of many words (rows of as_letters) the letters to insert, delete, replace or swap with their
    neighbour to make it of ``word``: optimal string alignment, all words at once."""
    lengths = _lengths(letters)
    columns = np.ascontiguousarray(letters.T[: int(lengths.max(initial=0))])
    above = np.repeat(np.arange(len(columns) + 1, dtype=np.int32)[:, None], len(letters), axis=1)
    before = above
    for row, letter in enumerate(map(ord, word), 1):
        line = np.full_like(above, row)
        differs = columns != letter
        for at, other in enumerate(columns, 1):
            steps = np.minimum(np.minimum(above[at], line[at - 1]) + 1, above[at - 1] + differs[at - 1])
            if row > 1 and at > 1:
                swapped = ~differs[at - 2] & (other == ord(word[row - 2]))
                steps = np.where(swapped, np.minimum(steps, before[at - 2] + 1), steps)
            line[at] = steps
        before, above = above, line
    found: Numbers = above[lengths, np.arange(len(letters))]
    return found


vocabulary = Vocabulary()
