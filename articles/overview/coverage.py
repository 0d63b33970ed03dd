"""What the archive holds: from which years and sources, and where it has almost nothing."""

from dataclasses import dataclass
from datetime import date

from articles.overview.samples import Samples
from articles.search.date_counts import Months
from articles.search.page.backdrop import least_of
from articles.search.results import SearchResults

CORE = 0.9  # share of the dated articles that "mostly" means

Years = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of months in which the archive holds almost nothing: its first days, and its articles."""

    first: date
    last: date
    articles: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the archive holds without its samples, or the samples if it has nothing else.

    dated: the articles by month. source: the slug and name of the largest source and its articles.
    """

    articles: int
    dated: Months
    source: tuple[str, str, int] | None
    samples: Samples

    @classmethod
    def of(cls, results: SearchResults, samples: Samples) -> "Coverage":
        """Return the coverage of an archive, given the results of a search for everything."""
        found = results.by_month
        months = samples.left(found.months, samples.months)
        longer = samples.left([((first, last), n) for first, last, n in found.longer], samples.longer)
        articles = results.count if samples.alone else results.count - samples.total
        values = results.facets["source"].values
        names = {value.value: value.name for value in values}
        sources = samples.left([(value.value, value.count) for value in values], samples.sources)
        slug, most = max(sources, key=lambda each: each[1], default=("", 0))
        dated = Months(tuple(months), 0, tuple((*days, n) for days, n in longer))
        return cls(
            articles,
            dated._replace(undated=articles - dated.total),
            (slug, names[slug], most) if most else None,
            samples,
        )

    @property
    def years(self) -> dict[int, int]:
        """Articles by year, every year from the first to the last."""
        found = self.dated.years
        return {year: found.get(year, 0) for year in range(min(found), max(found) + 1)} if found else {}

    @property
    def core(self) -> Years | None:
        """The shortest run of years with at least nine tenths of their articles; None without any."""
        years = list(self.years.items())
        wanted = CORE * sum(n for _, n in years)
        best: Years | None = None
        first = total = 0
        for last, (_, n) in enumerate(years):
            total += n
            while total - years[first][1] >= wanted:
                total -= years[first][1]
                first += 1
            if total >= wanted and (best is None or last - first < best[1] - best[0]):
                best = first, last
        return (years[best[0]][0], years[best[1]][0]) if best else None

    @property
    def gaps(self) -> list[Gap]:
        """The months between the first and the last article that hold almost nothing, in runs."""
        held, spread = dict(self.dated.months), self.dated.spread
        if not spread:
            return []
        least = least_of(spread.values())
        found: list[Gap] = []
        for month in _months(min(spread), max(spread)):
            n = held.get(month, 0)
            if spread.get(month, 0) >= least:
                continue
            if found and _following(found[-1].last) == month:
                found[-1] = Gap(found[-1].first, month, found[-1].articles + n)
            else:
                found.append(Gap(month, month, n))
        return found


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
