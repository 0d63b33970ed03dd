"""What the archive holds at a time: the backdrop of a timeline, and where it holds almost nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from articles.search.counting.interface import ByDay, Counting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest

LITTLE = 10  # articles a month; in a small archive, a quarter of its usual month


def least_of(months: Iterable[tuple[date, int]]) -> float:
    """Return the least number of articles of a month that is not sparse, given all months with articles."""
    every = sorted(n for _, n in months)
    return max(1.0, min(float(LITTLE), every[len(every) // 2] / 4)) if every else 1.0


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
