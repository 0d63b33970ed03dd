"""What finds the names: the recognizers that EXTRACTION_BACKEND chooses among, and how results tell them."""

from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

from articles.extraction.annotations import Document, Extraction
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.link.linker import Linker
from articles.extraction.prominence import countries_about, reported_from
from articles.extraction.recognise.crf.model import Model, Weights
from articles.extraction.recognise.hybrid import HybridRecognizer
from articles.extraction.recognise.rules import Recognizer, RulesRecognizer
from articles.extraction.recognise.spacy_pipeline import version
from articles.extraction.recognise.spacy_recognizer import SpacyRecognizer

#: Version of the rules and word lists. Change it when their results change: a new version marks what an
#: earlier one read as outdated.
RULES = "rules-2"
#: Version of what the archive uses unless told otherwise: the trained model beside the rules.
DEFAULT = f"model-1+{RULES}"
SPACY = "spacy:"
#: Characters of Article.extractor and Mention.origin.
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Backend:
    """A recognizer and a linker, and the name that articles and mentions keep of them."""

    name: str
    recognizer: Recognizer
    linker: Linker

    def extract(self, document: Document) -> Extraction:
        """Everything named in the document. Any text is read without error."""
        plain = document.plain()
        mentions = self.linker.link(plain, self.recognizer.find(plain))
        if plain != document:
            mentions = [
                replace(each, text=document.field(each.field)[each.start : each.end]) for each in mentions
            ]
        about = countries_about(document, mentions)
        return Extraction(tuple(mentions), about, reported_from(document, mentions))


@cache
def load(choice: str) -> Backend:
    """The backend of one value of EXTRACTION_BACKEND, with its word lists and models; once a process."""
    gazetteer = Gazetteer()
    rules = RulesRecognizer(gazetteer)
    return Backend(name(choice), _recognizer(choice, rules), Linker(gazetteer))


def verify(choice: str) -> None:
    """Raise ImproperlyConfigured where what the choice needs is not there: a pipeline, the model's file."""
    name(choice)
    if choice == "default":
        Weights.load()


def name(choice: str) -> str:
    """Name and version of what extracts, without loading it. Raises PipelineError."""
    if choice.startswith(SPACY):
        return _short(f"{SPACY}{version(model_of(choice))}+{RULES}")
    return RULES if choice == "rules" else DEFAULT


def model_of(choice: str) -> str:
    """The pipeline that "spacy:MODEL" names."""
    return choice.removeprefix(SPACY).strip()


def _short(long: str) -> str:
    """The name within the columns that keep it; the end of a longer one gives way to a checksum."""
    if len(long) <= LONGEST_NAME:
        return long
    return f"{long[: LONGEST_NAME - 9]}~{sha256(long.encode()).hexdigest()[:8]}"


def _recognizer(choice: str, rules: RulesRecognizer) -> Recognizer:
    if choice.startswith(SPACY):
        return SpacyRecognizer(model_of(choice), rules)
    return rules if choice == "rules" else _default(rules)


def _default(rules: RulesRecognizer) -> Recognizer:
    """The recognizer that the archive ships."""
    return HybridRecognizer(rules, Model(Weights.load(), rules.gazetteer))
