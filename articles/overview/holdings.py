"""What the archive holds, source by source, for the page about it."""

from dataclasses import dataclass

from django.db import transaction

from articles.models import Capture, Source
from articles.overview.coverage import Coverage
from articles.overview.samples import Samples
from articles.search.backend import counting
from articles.search.counting.interface import Counting
from articles.search.engine import run
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.results import SearchResults
from articles.search.timeouts import limited

MOST_SOURCES = 20


@dataclass(frozen=True, slots=True)
class SourceHoldings:
    """A source with its articles, in all and by year."""

    source: Source
    articles: int
    years: dict[int, int]


@dataclass(frozen=True, slots=True)
class Holdings:
    """The coverage of the archive, its largest sources, its number of names by kind, and of originals.

    total: the number of sources.
    """

    coverage: Coverage
    sources: list[SourceHoldings]
    total: int
    names: dict[str, int]
    originals: int


def holdings() -> Holdings:
    """Return what the archive holds. Raises SearchTooCostly."""
    with transaction.atomic(), limited():
        using = counting()
        results = run(SearchRequest(per_page=1), using)
        samples = Samples.among(results.count)
        sources = _sources(results, using, samples)
        return Holdings(
            Coverage.of(results, samples),
            sources[:MOST_SOURCES],
            len(sources),
            {name: facet.total for name, facet in results.facets.items()},
            Capture.objects.count(),
        )


def _sources(results: SearchResults, using: Counting, samples: Samples) -> list[SourceHoldings]:
    """Return the sources with more than samples, most articles first; only the first have years."""
    counted = dict(using.every(Selection(results.request), "source"))
    known = Source.objects.in_bulk(list(counted))
    own = samples.left([(known[pk].slug, n) for pk, n in counted.items() if pk in known], samples.sources)
    by_slug = {source.slug: source for source in known.values()}
    ranked = sorted(own, key=lambda each: (-each[1], by_slug[each[0]].name))
    return [
        SourceHoldings(by_slug[slug], n, _years(slug, using) if place < MOST_SOURCES else {})
        for place, (slug, n) in enumerate(ranked)
    ]


def _years(slug: str, using: Counting) -> dict[int, int]:
    return using.months(Selection(SearchRequest(source=(slug,)))).years
