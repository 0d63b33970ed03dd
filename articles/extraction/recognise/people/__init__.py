"""Names of people: candidates by their words and context, decided by the document as a whole."""

from articles.extraction.recognise.people.names import ACCEPT, NameCandidate, is_not_person, judge, split_run
from articles.extraction.recognise.people.words import is_initial, is_latin, is_name_word

__all__ = [
    "ACCEPT",
    "NameCandidate",
    "is_initial",
    "is_latin",
    "is_name_word",
    "is_not_person",
    "judge",
    "split_run",
]
