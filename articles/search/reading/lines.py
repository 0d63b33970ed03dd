"""What a query may mean: one line for each reading, with its number of articles and its address."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.partial_dates import DateRange
from articles.search.backend import counting
from articles.search.counting.interface import Counting
from articles.search.date_counts import ByDay
from articles.search.facet_types import FACETS, MULTIPLE
from articles.search.page.facets import LABELS, Directory
from articles.search.query.selection import Selection
from articles.search.reading.name_lookup import Candidate
from articles.search.reading.parts import Part, asked_parts, read_parts
from articles.search.request import SearchRequest
from articles.search.timeouts import SearchTooCostly, limited
from articles.text import quoted

MILLISECONDS = 1_000  # for each statement
#: For counting words, while typing or not. Without an answer in time, their line has no number.
WORDS_MILLISECONDS = {True: 20, False: 200}
MOST_OF_PART = 3  # names that one part may mean, if there are several parts
MOST_ALONE = 8  # names that the only part may mean
#: What the groups of lines are called that have no facet.
GROUPS = {"together": gettext_noop("Together"), "date": gettext_noop("Dates"), "words": gettext_noop("Words")}
KINDS = {
    "person": gettext_noop("person"),
    "country": gettext_noop("country"),
    "organisation": gettext_noop("organisation"),
    "place": gettext_noop("place"),
    "author": gettext_noop("author"),
    "source": gettext_noop("source"),
    "date": gettext_noop("date"),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """Names, dates and words to search for together."""

    names: tuple[Candidate, ...] = ()
    dates: DateRange | None = None
    words: str = ""

    @property
    def kind(self) -> str:
        """The facet of a single name, "date", "words", or "together"; "" for nothing."""
        parts = [*(each.facet for each in self.names), *(["date"] if self.dates else [])]
        parts += ["words"] if self.words else []
        return parts[0] if len(parts) == 1 else "together" if parts else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a query, as a line of a list.

    kind: see Meaning. articles: None if counting takes too long. request: the search that it means.
    """

    kind: str
    label: str
    articles: int | None
    request: SearchRequest

    @property
    def url(self) -> str:
        """The query string of the search."""
        return self.request.query_string()

    @property
    def group(self) -> str:
        """What it is listed under."""
        return _((LABELS | GROUPS)[self.kind])

    @property
    def kind_name(self) -> str:
        """What its only name is, or ""."""
        return _(KINDS[self.kind]) if self.kind in KINDS else ""


@dataclass(frozen=True, slots=True)
class Readings:
    """What a query may mean. parts: what its words are read as; lines: the readings, the most exact first.

    nothing: in words, the names and dates that it asks for, if no article has them all. names: those of the
    first line with names and no words; months: the articles with them, at any date, and those of the archive.
    asked: the words ask for the first line and nothing else, so that it is what Enter finds.
    """

    parts: tuple[Reading, ...] = ()
    lines: tuple[Reading, ...] = ()
    nothing: str = ""
    names: str = ""
    months: tuple[ByDay, ByDay] = ((), ())
    asked: bool = False


def read_typed(request: SearchRequest) -> Readings:
    """Read the words of a search while they are typed: the last may be unfinished.

    More names are offered, and the plain words. Nothing is read if the database takes too long.
    """
    if not request.q:
        return Readings()
    try:
        with transaction.atomic(), limited(MILLISECONDS):
            using = counting()
            return readings_of(request, read_parts(request.q, using, typing=True), using, typing=True)
    except SearchTooCostly:
        return Readings()


def readings_of(
    request: SearchRequest, parts: Sequence[Part], using: Counting, *, typing: bool = False
) -> Readings:
    """Return what the parts of a query may mean. Every line keeps the filters of ``request``."""
    certain = [part for part in parts if part.role in ("name", "date")]
    if not parts or not (certain or typing):
        return Readings()
    alone = [Meaning(part.names[:1], part.dates) for part in certain]
    offered = [*_offered(parts, typing=typing), *([Meaning(words=request.q)] if typing else [])]
    writer = Writer(request, using, [*alone, *offered], WORDS_MILLISECONDS[typing])
    found = Readings(tuple(writer.lines(alone, empty=True)), tuple(writer.lines(offered)))
    if not typing:
        return found
    if request == SearchRequest(q=request.q):
        meaning = meaning_of(asked_parts(request.q, parts))
        first = next((each for each in offered if writer.counts.get(each) != 0), None)
        found = replace(found, asked=meaning == first and bool(writer.counts.get(meaning)))
    named = next((each for each in offered if each.names and not each.words and writer.counts[each]), None)
    if named is None:
        return found
    names = replace(named, dates=None)
    return replace(found, names=writer.label(names), months=writer.months(names))


def _offered(parts: Sequence[Part], *, typing: bool) -> Iterator[Meaning]:
    """Yield what the parts may mean: together, each name alone, the dates alone."""
    whole = meaning_of(parts)
    together = [whole, replace(whole, dates=None), replace(whole, words="")]
    yield from (each for each in together if each.kind == "together")
    most = (MOST_OF_PART if len(parts) > 1 else MOST_ALONE) if typing else 1
    names = [name for part in parts for name in _names(part, last=typing and part is parts[-1])[:most]]
    best: dict[str, int] = {}
    for name in names:
        best[name.facet] = max(name.score, best.get(name.facet, 0))
    names.sort(key=lambda each: (-best[each.facet], each.facet, -each.articles))
    yield from (Meaning((name,)) for name in dict.fromkeys(names))
    if whole.dates:
        yield Meaning(dates=whole.dates)


def _names(part: Part, *, last: bool) -> tuple[Candidate, ...]:
    """Return the names to offer for a part; a word is one only while it is being typed."""
    return part.names if part.role == "name" or last else ()


def meaning_of(parts: Iterable[Part]) -> Meaning:
    """Return the likeliest meaning: the first name of each part, the dates, and the other words."""
    every = list(parts)
    return Meaning(
        tuple(dict.fromkeys(part.names[0] for part in every if part.role == "name")),
        next((part.dates for part in every if part.dates), None),
        " ".join(part.words for part in every if part.role == "word"),
    )


class Writer:
    """Writes meanings as requests and lines."""

    def __init__(
        self, request: SearchRequest, using: Counting, meanings: Sequence[Meaning], milliseconds: int
    ) -> None:
        """``milliseconds``: for counting the articles of each meaning with words."""
        self._request = request
        self._using = using
        self._milliseconds = milliseconds
        every = list(dict.fromkeys(meanings))
        ids: dict[str, list[int]] = {}
        for name in (name for each in every for name in each.names):
            ids.setdefault(name.facet, []).append(name.pk)
        self._directory = Directory(ids)
        self.counts = self._count_all(every)

    def lines(self, meanings: Iterable[Meaning], *, empty: bool = False) -> Iterator[Reading]:
        """Yield a line for each meaning that finds articles (or with ``empty`` none), and for plain words."""
        for meaning in dict.fromkeys(meanings):
            request, articles = self.request(meaning), self.counts.get(meaning)
            if request is not None and (articles != 0 or empty or meaning.kind == "words"):
                yield Reading(meaning.kind, self.label(meaning), articles, request)

    def request(self, meaning: Meaning) -> SearchRequest | None:
        """Return the search for a meaning, None if one of its names was deleted a moment ago."""
        values: dict[str, tuple[str, ...]] = {}
        for name in meaning.names:
            thing = self._directory.find(name.facet, name.pk)
            if thing is None:
                return None
            before = values.get(name.facet, self._request.selected(name.facet))
            values[name.facet] = tuple(dict.fromkeys((*before, thing.key)))
        modes: dict[str, Any] = {
            f"{facet}_mode": "all" for facet in MULTIPLE if len(values.get(facet, ())) > 1
        }
        return self._dated(meaning).changed(**values, **modes, q=meaning.words, sort="")

    def count(self, meaning: Meaning) -> int:
        """Return the number of articles."""
        if meaning.kind in FACETS and not self._is_narrowed:
            return meaning.names[0].articles
        selection = self._selection(meaning)
        return self._using.total(selection) if selection else 0

    def months(self, meaning: Meaning) -> tuple[ByDay, ByDay]:
        """Return the articles of a meaning, at any date, and those of the archive, to count by year."""
        selection = self._selection(meaning)
        found = self._using.months(selection).at("year") if selection else ()
        return found, self._using.months(Selection(SearchRequest())).at("year")

    @property
    def _is_narrowed(self) -> bool:
        return self._request.has_filters or bool(self._request.within)

    def _selection(self, meaning: Meaning) -> Selection | None:
        """Return the articles of a meaning: by the ids of its names, which need no look-up, or by filters."""
        if self._is_narrowed:
            request = self.request(meaning)
            return Selection(request) if request else None
        within = tuple((name.facet, name.pk) for name in meaning.names)
        return Selection(self._dated(meaning).changed(q=meaning.words, within=within))

    def _count_all(self, meanings: Sequence[Meaning]) -> dict[Meaning, int]:
        """Count names and dates, then words, for as long as that takes no time."""
        found = {each: self.count(each) for each in meanings if not each.words}
        for meaning in meanings:
            if meaning.words:
                with suppress(SearchTooCostly), transaction.atomic(), limited(self._milliseconds):
                    found[meaning] = self.count(meaning)
        return found

    def _dated(self, meaning: Meaning) -> SearchRequest:
        if meaning.dates is None:
            return self._request
        return self._request.changed(after=meaning.dates.first.text, before=meaning.dates.last.text)

    def label(self, meaning: Meaning) -> str:
        """Return a meaning in words: John Kerry and Sergei Lavrov, March 2014."""
        found = [self._directory.name(name.facet, name.pk, "") for name in meaning.names]
        found += [quoted(meaning.words)] if meaning.words else []
        joined = _(" and ").join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
        return ", ".join(filter(None, [joined, label_of_dates(meaning.dates)]))


def label_of_dates(dates: DateRange | None) -> str:
    """Return dates in words: March 2014, or 2013 to 2015; "" for None."""
    if dates is None:
        return ""
    if dates.first == dates.last:
        return dates.first.label
    return _("%(first)s to %(last)s") % {"first": dates.first.label, "last": dates.last.label}
