"""Who counts: the columns wherever they can, else SQL."""

from articles.search.columns.column_counting import Caches, ColumnCounting
from articles.search.columns.name_index import shared as names
from articles.search.columns.sync.store import shared
from articles.search.counting.interface import Counting
from articles.search.counting.sql import SQLCounting

_caches = Caches(shared.history, names.current)


def counting() -> Counting:
    """Who counts, for one search: the columns as they are now, or SQL while there are none.

    Call it in the transaction of the search.
    """
    snapshot = shared.current()
    return SQLCounting() if snapshot is None else ColumnCounting(snapshot, _caches)
