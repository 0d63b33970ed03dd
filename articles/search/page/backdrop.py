"""What the archive holds at a time: the backdrop of a timeline, and where it holds almost nothing."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from articles.search.counting.interface import ByDay, Counting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest

LITTLE = 10  # articles a month; in a small archive, a quarter of what is usual


def least_of(counts: Iterable[int], months: int = 1) -> float:
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
    """All articles of the archive by month, and by day for a timeline of one month.

    own: the months of the sources that a search chooses, else of the archive. total: all articles.
    """

    months: ByDay = ()
    days: ByDay = ()
    own: ByDay = ()
    total: int = 0

    @classmethod
    def of(cls, request: SearchRequest, month: date | None, using: Counting) -> "Backdrop":
        """Count the archive. Call it in the transaction of ``using``, under limited()."""
        whole = Selection(SearchRequest())
        months, undated = using.months(whole)
        sources = SearchRequest(
            source=request.source, within=tuple(pair for pair in request.within if pair[0] == "source")
        )
        own = months if sources.is_empty else using.months(Selection(sources))[0]
        total = undated + sum(n for _, n in months)
        return cls(months, using.days(whole, month) if month else (), own, total)
