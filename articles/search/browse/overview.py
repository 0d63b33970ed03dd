"""The whole archive at one moment, for the front page: its numbers, the world, this day of the year."""

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
    """countries: most articles first. other_years: an article of the same day in each, the latest first."""

    results: SearchResults
    countries: list[CountryCount]
    other_years: list[Article]


def overview(today: date, years: int) -> Overview:
    """The archive with all its numbers, and at most so many other years. Raises SearchTooCostly."""
    request = SearchRequest()
    with transaction.atomic(), limited():
        using = counting()
        results = run(request, using)
        return Overview(
            results, articles_by_country(request, using), on_this_day(today, results.dates, years)
        )
