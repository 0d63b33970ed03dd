"""People, countries, organisations and places in an article: find -> link -> judge what it is about."""

from django.conf import settings

from articles.extraction import backends
from articles.extraction.annotations import Document, Extraction

__all__ = ["extract", "extractor", "prepare"]


def extractor() -> str:
    """Name and version of what extracts; articles that another one read are outdated."""
    return backends.name(settings.EXTRACTION_BACKEND)


def prepare() -> None:
    """Load the word lists and models now rather than at the first document."""
    backends.load(settings.EXTRACTION_BACKEND)


def extract(document: Document) -> Extraction:
    """Everything named in the document. Any text is read without error."""
    return backends.load(settings.EXTRACTION_BACKEND).extract(document)
