"""What the archive holds at a time: the backdrop of a timeline, and where it holds almost nothing."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from articles.search.counting.interface import Counting
from articles.search.date_counts import NO_MONTHS, ByDay, Months
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest

LITTLE = 10  # articles a month; in a small archive, a quarter of what is usual


def least_of(counts: Iterable[float], months: int = 1) -> float:
    """Return the least number of articles of a period that is not sparse, given all with articles.

    months: the length of a period. The usual period is the one with the middle article, so that a long thin
    past does not count. Where the usual period has an article or two, only one without any is sparse.
    """
    every = sorted(counts)
    total = list(accumulate(every))
    usual = every[bisect_left(total, total[-1] / 2)] if every else 0
    return max(1.0, min(float(LITTLE * months), usual / 4))


@dataclass(frozen=True, slots=True)
class Backdrop:
    """All articles of the archive by date, and by day for a timeline of one month.

    own: those of the sources that a search chooses, else of the archive.
    """

    dated: Months = NO_MONTHS
    days: ByDay = ()
    own: Months = NO_MONTHS

    @property
    def total(self) -> int:
        """All articles."""
        return self.dated.total

    @classmethod
    def of(cls, request: SearchRequest, month: date | None, using: Counting) -> "Backdrop":
        """Count the archive. Call it in the transaction of ``using``, under limited()."""
        whole = Selection(SearchRequest())
        dated = using.months(whole)
        sources = SearchRequest(
            source=request.source, within=tuple(pair for pair in request.within if pair[0] == "source")
        )
        own = dated if sources.is_empty else using.months(Selection(sources))
        return cls(dated, using.days(whole, month) if month else (), own)


NOTHING_HELD = Backdrop()
