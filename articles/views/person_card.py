"""The person named by the words of a search, shown beside the results."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from articles.charts.small_chart import SmallChart, draw_small_chart
from articles.search.backend import counting
from articles.search.counting.interface import Months, by_year
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.results import FacetValue, SearchResults
from articles.search.timeouts import limited
from articles.text import fold_name

MOST_WORDS = 4  # of a name
NAMESAKES = 3


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person, with how many of the found and of all articles name them; ``namesakes``: others of that name.

    chart: all their articles by year, from ``first`` to ``last``.
    """

    person: FacetValue
    url: str
    total: int
    chart: SmallChart
    first: int
    last: int
    namesakes: list[FacetValue]


def person_card(results: SearchResults) -> PersonCard | None:
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
    return _card(named, months, whole)


def _card(named: list[FacetValue], months: Months, whole: Months) -> PersonCard | None:
    person, *others = named
    found, every = by_year(months[0]), by_year(whole[0])
    if not found:
        return None
    years = range(min(every), max(every) + 1)
    return PersonCard(
        person,
        reverse("entity", args=["people", person.value]),
        sum(found.values()) + months[1],
        draw_small_chart([found.get(year, 0) for year in years], [every.get(year, 0) for year in years]),
        years[0],
        years[-1],
        others[:NAMESAKES],
    )
