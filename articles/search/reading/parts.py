"""Read the words of a query as names, dates, and words to search for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from articles.models import SearchWord
from articles.partial_dates import DateRange
from articles.search.columns.name_words import BEGINS, WHOLE
from articles.search.counting.interface import Counting
from articles.search.date_reader import NotADateError, read_dates
from articles.search.query.selection import Selection
from articles.search.reading.name_lookup import Candidate, NameLookup
from articles.search.reading.plain_words import is_filler, is_question, plain_words
from articles.search.request import SearchRequest

MOST_IN_NAME = 5  # words
MOST_IN_DATE = 8  # words: between 17 March 2014 and 3 April 2014
SHORTEST = 2  # letters that names are looked up for
#: A word is read as a name if at least this share of the articles that have it name someone or something so.
#: Al Green is in few of the articles with "green".
_MOSTLY = 0.3
_CLEARLY = 3.0  # times the score of the next name, to be the one that is meant


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a query, as written, and what they are read as.

    names: those they may mean, the likeliest first; a word can have some, though it is not read as a name.
    dates: the dates that they are.
    """

    words: str
    role: Literal["name", "date", "word", "filler"]
    names: tuple[Candidate, ...] = ()
    dates: DateRange | None = None

    @property
    def is_certain(self) -> bool:
        """Whether only one name comes into question, or the words are dates."""
        if self.role != "name":
            return self.role == "date"
        others = [each.score for each in self.names[1:] if each.facet not in ("author", "source")]
        return self.names[0].is_clear and self.names[0].score >= _CLEARLY * max(others, default=0)

    @property
    def as_word(self) -> "Part":
        """The same words, read as words to search for."""
        return Part(self.words, "word", self.names)


def read_parts(q: str, using: Counting, *, typing: bool = False) -> tuple[Part, ...]:
    """Return the parts of a query in order; none if it uses query language.

    typing: the last word may be unfinished. Names and dates without articles are none.
    """
    words = plain_words(q)
    if not words:
        return ()
    return tuple(_Reader(q, words, using, unfinished=typing).parts())


def asked_parts(q: str, parts: Sequence[Part]) -> Sequence[Part]:
    """Return the parts of a question, those that could mean several things as words; none if it is none."""
    if is_question(q):
        return [part if part.role != "name" or part.is_certain else part.as_word for part in parts]
    kept = [part for part in parts if part.role != "filler"]
    asks = len(kept) > 1 or _is_author(kept)
    return kept if asks and all(part.is_certain for part in kept) else ()


def _is_author(parts: Sequence[Part]) -> bool:
    """Whether the parts are one full name, and that of an author."""
    return any(" " in part.words and part.names and part.names[0].facet == "author" for part in parts)


class _Reader:
    def __init__(self, q: str, words: Sequence[str], using: Counting, *, unfinished: bool) -> None:
        self._words = words
        self._unfinished = unfinished
        self._in_question = is_question(q)
        self._using = using
        self._lookup = NameLookup(using)

    @cached_property
    def _extent(self) -> tuple[date, date] | None:
        return self._using.extent(Selection(SearchRequest()))[1]

    @cached_property
    def _frequency(self) -> Mapping[str, int]:
        """The number of articles in which each word was counted; only asked if there are names."""
        counted = SearchWord.objects.filter(word__in={word.lower() for word in self._words})
        return dict(counted.values_list("word", "articles"))

    def parts(self) -> Iterator[Part]:
        """Yield the parts: from each word on, the longest date or name."""
        at, dated = 0, False
        while at < len(self._words):
            end, part = (not dated and self._date(at)) or self._name(at) or self._word(at)
            dated = dated or part.role == "date"
            yield part
            at = end

    def _spans(self, at: int, most: int) -> Iterator[tuple[int, str]]:
        """Yield the ends and the words of all spans from ``at`` on, the longest first."""
        for end in range(min(at + most, len(self._words)), at, -1):
            yield end, " ".join(self._words[at:end])

    def _date(self, at: int) -> tuple[int, Part] | None:
        for end, words in self._spans(at, MOST_IN_DATE):
            if any(map(str.isdecimal, words)) and (dates := self._dates(words)):
                return end, Part(words, "date", dates=dates)
        return None

    def _dates(self, words: str) -> DateRange | None:
        """Return the dates, if the archive has any articles around then."""
        try:
            dates = read_dates(words)
        except NotADateError:
            return None
        if self._extent is None or dates.last.last < self._extent[0] or dates.first.first > self._extent[1]:
            return None
        return dates

    def _name(self, at: int) -> tuple[int, Part] | None:
        for end, words in self._spans(at, MOST_IN_NAME):
            if len(words) < SHORTEST or (end == at + 1 and self._is_filler(words)):
                continue
            names = self._lookup.find(words, unfinished=self._may_go_on(end))
            if names and self._is_name(words, names[0], names, unfinished=self._may_go_on(end)):
                return end, Part(words, "name", names)
        return None

    def _is_name(self, words: str, best: Candidate, names: Sequence[Candidate], *, unfinished: bool) -> bool:
        """Return whether words are used as a name often enough, or begin one."""
        begins = unfinished and len(words) > SHORTEST and best.fit == BEGINS
        if not (best.is_clear or begins):
            return False
        if self._is_filler(words.partition(" ")[0]) and (best.fit != WHOLE or best.facet == "author"):
            return False
        if best.facet == "country" and best.fit == WHOLE:  # many articles name one that they are not about
            return True
        named = sum(each.articles for each in names if each.is_clear or (begins and each is best))
        return named >= _MOSTLY * self._frequency.get(words.lower(), 0)

    def _may_go_on(self, end: int) -> bool:
        return self._unfinished and end == len(self._words)

    def _word(self, at: int) -> tuple[int, Part]:
        word = self._words[at]
        if self._is_filler(word):
            return at + 1, Part(word, "filler")
        names = self._lookup.find(word, unfinished=self._may_go_on(at + 1)) if len(word) >= SHORTEST else ()
        return at + 1, Part(word, "word", names)

    def _is_filler(self, word: str) -> bool:
        return is_filler(word, in_question=self._in_question)
