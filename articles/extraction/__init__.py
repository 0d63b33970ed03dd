"""Extract people, countries, organisations and places: recognise, link, then rank by prominence."""

from django.conf import settings

from articles.extraction import backends
from articles.extraction.annotations import Document, Extraction

__all__ = ["extract", "extractor", "prepare"]


def extractor() -> str:
    """Return name and version of the extractor; articles processed by another one are outdated."""
    return backends.name(settings.EXTRACTION_BACKEND)


def prepare() -> None:
    """Load the word lists and models now instead of at the first document."""
    backends.load(settings.EXTRACTION_BACKEND)


def extract(document: Document) -> Extraction:
    """Return everything named in the document. Accepts any text without raising."""
    return backends.load(settings.EXTRACTION_BACKEND).extract(document)
