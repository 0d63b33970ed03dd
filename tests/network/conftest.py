"""Use the small archive of the search tests."""

from tests.search.conftest import archive

__all__ = ["archive"]
