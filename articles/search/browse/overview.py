"""The front page's view of the archive: its numbers, the world map, this day in other years."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from articles.models import Article
from articles.search.backend import counting
from articles.search.browse.by_country import CountryCount, articles_by_country
from articles.search.browse.on_this_day import on_this_day
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.search.results import SearchResults
from articles.search.timeouts import limited


@dataclass(frozen=True, slots=True)
class Overview:
    """The results of a search for everything, the countries (most articles first), and other years.

    other_years: an article of the same day from each, latest first.
    """

    results: SearchResults
    countries: list[CountryCount]
    other_years: list[Article]


def overview(today: date, years: int) -> Overview:
    """Return the overview, with at most ``years`` other years. Raises SearchTooCostly."""
    request = SearchRequest()
    with transaction.atomic(), limited():
        using = counting()
        results = run(request, using)
        return Overview(
            results, articles_by_country(request, using), on_this_day(today, results.dates, years)
        )
