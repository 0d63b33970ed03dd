"""What the archive holds, and that samples are left out of it."""

from collections import Counter
from datetime import date

import pytest

from articles.overview.coverage import Coverage, Gap
from articles.overview.holdings import holdings
from articles.overview.samples import Samples
from articles.search.date_counts import Months
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.views.front.coverage import in_words
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

NONE = Samples(0, Counter(), Counter(), Counter(), alone=False)


def covering(counts: dict[tuple[int, int], int]) -> Coverage:
    """Return the coverage of an archive with so many articles in each (year, month)."""
    months = tuple((date(year, month, 1), n) for (year, month), n in sorted(counts.items()))
    return Coverage(sum(counts.values()), Months(months), None, NONE)


def test_mostly_is_the_shortest_run_of_years_with_nine_tenths() -> None:
    assert covering({(2001, 1): 3, (2007, 5): 50, (2008, 1): 40, (2020, 2): 7}).core == (2007, 2008)
    assert covering({(2001, 1): 10, (2002, 1): 10}).core == (2001, 2002)
    assert covering({(1999, 12): 1}).core == (1999, 1999)
    assert covering({}).core is None


def test_gaps_are_runs_of_months_with_almost_nothing() -> None:
    full = {(year, month): 40 for year in (2010, 2011) for month in range(1, 13)}
    full |= {(2010, 12): 3, (2011, 1): 0, (2011, 2): 2, (2011, 7): 9}
    assert covering(full).gaps == [
        Gap(date(2010, 12, 1), date(2011, 2, 1), 5),
        Gap(date(2011, 7, 1), date(2011, 7, 1), 9),
    ]
    assert covering({(2010, 1): 1, (2010, 2): 1}).gaps == []
    assert covering({(2010, 1): 1, (2010, 3): 1}).gaps == [Gap(date(2010, 2, 1), date(2010, 2, 1), 0)]
    assert covering({}).gaps == []


@pytest.mark.django_db
def test_samples_count_for_nothing() -> None:
    wire, invented = SourceFactory.create(name="Wire"), SourceFactory.create(name="Invented")
    person = EntityFactory.create()
    for number in range(3):
        ArticleFactory.create(published_on=date(2012, 1 + number, 1), source=wire, entities=[person])
    ArticleFactory.create(published_on=None)
    for year in range(1990, 2000):
        ArticleFactory.create(
            published_on=date(year, 1, 1), source=invented, is_sample=True, entities=[person]
        )
    results = run(SearchRequest())
    coverage = Coverage.of(results, Samples.among(results.count))
    assert (coverage.articles, coverage.dated.undated, coverage.samples.total) == (4, 1, 10)
    assert coverage.core == (2012, 2012)
    assert coverage.source == ("wire", "Wire", 3)
    assert in_words(coverage) == "in 4 articles, from 2012, three quarters of them from Wire"
    held = holdings()
    assert [(each.source.name, each.articles, each.years) for each in held.sources] == [
        ("Wire", 3, {2012: 3})
    ]


@pytest.mark.django_db
def test_an_archive_of_samples_says_so() -> None:
    for year in (1999, 2000):
        ArticleFactory.create(
            published_on=date(year, 1, 1), source=SourceFactory.create(name="Invented"), is_sample=True
        )
    results = run(SearchRequest())
    coverage = Coverage.of(results, Samples.among(results.count))
    assert in_words(coverage) == "in 2 sample articles, from 1999 to 2000"
    assert [each.articles for each in holdings().sources] == [2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wire", "others", "said"),
    [
        (1, 9, ""),
        (35, 65, ", a third of them from Wire"),
        (5, 5, ", half of them from Wire"),
        (2, 1, ", two thirds of them from Wire"),
        (3, 1, ", three quarters of them from Wire"),
        (19, 1, ", nearly all of them from Wire"),
        (4, 0, ", all from Wire"),
    ],
)
def test_the_largest_source_is_named_with_its_share(wire: int, others: int, said: str) -> None:
    coverage = Coverage(wire + others, Months(undated=wire + others), ("wire", "Wire", wire), NONE)
    assert in_words(coverage) == f"in {wire + others} articles{said}"
