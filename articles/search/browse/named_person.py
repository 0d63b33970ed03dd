"""The person named by the words of a search."""

from dataclasses import dataclass

from django.db import transaction

from articles.search.backend import counting
from articles.search.date_counts import Months
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.results import FacetValue, SearchResults
from articles.search.timeouts import limited
from articles.text import fold_name

MOST_WORDS = 4  # of a name
NAMESAKES = 3


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person, with how many of the found and of all articles name them; ``namesakes``: others of that name.

    by_year, whole: the number of all their articles, and of all of the archive, in each of the ``years``.
    """

    person: FacetValue
    total: int
    years: range
    by_year: list[int]
    whole: list[int]
    namesakes: list[FacetValue]


def named_person(results: SearchResults) -> NamedPerson | None:
    """Return the person whose name holds all words of the query, if the first page of results has one.

    Of several, it is the one in most of the articles found. Raises SearchTooCostly.
    """
    words = results.request.q.split()
    if (
        not 0 < len(words) <= MOST_WORDS
        or not all(word.isalpha() for word in words)
        or results.pages.number > 1
    ):
        return None
    wanted = {fold_name(word) for word in words}
    named = [
        value
        for value in results.facets["person"].values
        if wanted <= set(fold_name(value.name).split()) and not (value.excluded or value.selected)
    ]
    if not named:
        return None
    with transaction.atomic(), limited():
        using = counting()
        months = using.months(Selection(SearchRequest(person=(named[0].value,))))
        whole = using.months(Selection(SearchRequest()))
    return _with_years(named, months, whole)


def _with_years(named: list[FacetValue], months: Months, whole: Months) -> NamedPerson | None:
    person, *others = named
    found, every = months.years, whole.years
    if not found:
        return None
    years = range(min(every), max(every) + 1)
    return NamedPerson(
        person,
        months.total,
        years,
        [found.get(year, 0) for year in years],
        [every.get(year, 0) for year in years],
        others[:NAMESAKES],
    )
