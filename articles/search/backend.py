"""The counting backend of a search: the in-memory columns, or SQL while they are not available."""

from articles.search.columns.column_counting import ColumnCounting, SearchCaches
from articles.search.columns.name_index import name_store
from articles.search.columns.sync.store import column_store
from articles.search.counting.interface import Counting
from articles.search.counting.sql import SQLCounting

_caches = SearchCaches(column_store.history, name_store.current)


def counting() -> Counting:
    """Return the backend for one search. Call it inside that search's transaction."""
    snapshot = column_store.current()
    return SQLCounting() if snapshot is None else ColumnCounting(snapshot, _caches)
