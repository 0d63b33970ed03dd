"""People, countries, organisations and places in an article: find -> link -> judge what it is about."""

from functools import cache

from articles.extraction.gazetteer import Gazetteer
from articles.extraction.linker import Linker
from articles.extraction.prominence import countries_about
from articles.extraction.recognizer import Recognizer, RulesRecognizer
from articles.extraction.records import Document, Extraction

#: Name and version of what extracts; a new version marks earlier results as outdated.
EXTRACTOR = "rules-1"

__all__ = ["EXTRACTOR", "extract", "prepare"]


@cache
def _tools() -> tuple[Recognizer, Linker]:
    gazetteer = Gazetteer()
    return RulesRecognizer(gazetteer), Linker(gazetteer)


def prepare() -> None:
    """Load the word lists now rather than at the first document."""
    _tools()


def extract(document: Document) -> Extraction:
    """Everything named in the document. Any text is read without error."""
    recognizer, linker = _tools()
    mentions = linker.link(document, recognizer.find(document))
    return Extraction(tuple(mentions), countries_about(document, mentions))
