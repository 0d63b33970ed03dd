"""The extraction backends that EXTRACTION_BACKEND selects, and the names stored with their results."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from articles.extraction.annotations import Document, Extraction
from articles.extraction.lexicon.foreign_names import ENGLISH, names_language
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.link.linker import Linker
from articles.extraction.prominence import countries_about, reported_from
from articles.extraction.recognise.crf.model import Model, Weights
from articles.extraction.recognise.hybrid import HybridRecognizer
from articles.extraction.recognise.rules import Recognizer, RulesRecognizer
from articles.extraction.recognise.spacy_pipeline import version
from articles.extraction.recognise.spacy_recognizer import SpacyRecognizer

#: Version of the rules and word lists. Change it when their results change: articles processed by an earlier
#: version then count as outdated.
RULES = "rules-4"
#: Version of the default backend: the rules together with the trained model.
DEFAULT = f"model-1+{RULES}"
SPACY = "spacy:"
#: Maximum length of Article.extractor and Mention.origin.
LONGEST_NAME = 60


class Reader(NamedTuple):
    """A recognizer and a linker, for texts in one language."""

    recognizer: Recognizer
    linker: Linker


@dataclass(frozen=True, slots=True)
class Backend:
    """Extraction in all languages, with the name that is stored on articles and mentions."""

    name: str
    reader: Callable[[str], Reader]

    def extract(self, document: Document) -> Extraction:
        """Return everything named in the document. Accepts any text without raising."""
        plain = document.plain()
        recognizer, linker = self.reader(names_language(plain))
        mentions = linker.link(plain, recognizer.find(plain))
        if plain != document:
            mentions = [
                replace(each, text=document.field(each.field)[each.start : each.end])
                if "'" in each.text
                else each
                for each in mentions
            ]
        about = countries_about(document, mentions)
        return Extraction(tuple(mentions), about, reported_from(document, mentions))


@cache
def load(choice: str) -> Backend:
    """Load the backend for a value of EXTRACTION_BACKEND, once per process; languages other than English with
    their first text."""

    @cache
    def reader(language: str) -> Reader:
        gazetteer = Gazetteer(language)
        return Reader(_recognizer(choice, RulesRecognizer(gazetteer)), Linker(gazetteer))

    reader(ENGLISH)
    return Backend(name(choice), reader)


def verify(choice: str) -> None:
    """Raise ImproperlyConfigured if the backend's pipeline or model file is missing."""
    name(choice)
    if choice == "default":
        Weights.load()


def name(choice: str) -> str:
    """Return name and version of a backend without loading it. Raises PipelineError."""
    if choice.startswith(SPACY):
        return _short(f"{SPACY}{version(model_of(choice))}+{RULES}")
    return RULES if choice == "rules" else DEFAULT


def model_of(choice: str) -> str:
    """Return MODEL of "spacy:MODEL"."""
    return choice.removeprefix(SPACY).strip()


def _short(long: str) -> str:
    """Shorten a name to LONGEST_NAME, replacing its end with a checksum."""
    if len(long) <= LONGEST_NAME:
        return long
    return f"{long[: LONGEST_NAME - 9]}~{sha256(long.encode()).hexdigest()[:8]}"


def _recognizer(choice: str, rules: RulesRecognizer) -> Recognizer:
    if choice.startswith(SPACY):
        return SpacyRecognizer(model_of(choice), rules)
    return rules if choice == "rules" else _default(rules)


def _default(rules: RulesRecognizer) -> Recognizer:
    """Return the recognizer shipped with the archive."""
    return HybridRecognizer(rules, Model(Weights.load(), rules.gazetteer))
