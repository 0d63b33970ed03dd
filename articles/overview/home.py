"""What the home page shows of the archive."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from articles.models import Article
from articles.overview.coverage import Coverage
from articles.overview.doors import Doors, doors_of
from articles.overview.on_this_day import Front, front_of, on_this_day
from articles.overview.samples import Samples
from articles.overview.spells import Spell, spells_of
from articles.search.backend import counting
from articles.search.browse.by_country import CountryCount, articles_by_country
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.search.results import SearchResults
from articles.search.timeouts import limited


@dataclass(frozen=True, slots=True)
class Overview:
    """The results of a search for everything, what they cover, and the countries (most articles first).

    doors: examples to begin with. front: an article of this day in a past year. spells: what the years
    are made of. other_years: an article of
    the same day from each year, latest first.
    """

    results: SearchResults
    coverage: Coverage
    countries: list[CountryCount]
    doors: Doors
    front: Front | None
    spells: list[Spell]
    other_years: list[Article]


def overview(today: date, years: int) -> Overview:
    """Return the overview, with at most ``years`` other years. Raises SearchTooCostly."""
    request = SearchRequest(per_page=1)
    with transaction.atomic(), limited():
        using = counting()
        results = run(request, using)
        samples = Samples.among(results.count)
        front = front_of(today, results.dates, samples=samples.alone)
        day = front.article.published_on if front else None
        coverage = Coverage.of(results, samples)
        return Overview(
            results,
            coverage,
            articles_by_country(request, using),
            doors_of(today, results, using, samples),
            front,
            spells_of(coverage, results.timeline, using),
            on_this_day(day or today, results.dates, years, samples=samples.alone),
        )
