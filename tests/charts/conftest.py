"""Charts of the archive that searches are tried on."""

from tests.search.conftest import archive

__all__ = ["archive"]
