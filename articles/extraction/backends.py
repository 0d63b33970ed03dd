"""What finds the names: the recognizers that EXTRACTION_BACKEND chooses among, and how results tell them."""

from dataclasses import dataclass
from functools import cache

from articles.extraction.gazetteer import Gazetteer
from articles.extraction.linker import Linker
from articles.extraction.prominence import countries_about, reported_from
from articles.extraction.recognizer import Recognizer, RulesRecognizer
from articles.extraction.records import Document, Extraction

#: Version of the rules and word lists. Change it when their results change: a new version marks what an
#: earlier one read as outdated.
RULES = "rules-1"
#: Version of what the archive uses unless told otherwise, see `_default`.
DEFAULT = RULES


@dataclass(frozen=True, slots=True)
class Backend:
    """A recognizer and a linker, and the name that articles and mentions keep of them."""

    name: str
    recognizer: Recognizer
    linker: Linker

    def extract(self, document: Document) -> Extraction:
        """Everything named in the document. Any text is read without error."""
        mentions = self.linker.link(document, self.recognizer.find(document))
        about = countries_about(document, mentions)
        return Extraction(tuple(mentions), about, reported_from(document, mentions))


@cache
def load(choice: str) -> Backend:
    """The backend of one value of EXTRACTION_BACKEND, with its word lists and models; once a process."""
    gazetteer = Gazetteer()
    rules = RulesRecognizer(gazetteer)
    recognizer = rules if choice == "rules" else _default(rules)
    return Backend(name(choice), recognizer, Linker(gazetteer))


def name(choice: str) -> str:
    """Name and version of what extracts, without loading it."""
    return RULES if choice == "rules" else DEFAULT


def _default(rules: RulesRecognizer) -> Recognizer:
    """The recognizer that the archive ships."""
    return rules
