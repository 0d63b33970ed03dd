"""Name and version of the software."""

from articles.exports.citations.citation import ARCHIVE
from newsarchive.version import version


def software() -> str:
    """Return name and version: "News Archive 0.2.0"."""
    return f"{ARCHIVE} {version()}"
