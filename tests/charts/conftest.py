"""Use the archive of the search tests."""

from tests.search.conftest import archive

__all__ = ["archive"]
