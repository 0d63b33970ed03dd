"""Sentences that are stored in English and shown in the reader's language."""

import re

import pytest
from django.utils import translation

from articles.stored_texts import _SENTENCES, in_readers_language

FILLED = [
    re.sub(r"%\((\w+)\)s", r"\1 5", sentence.replace("%(what)s", "Published.")) for sentence in _SENTENCES
]
OTHERS = [
    "1 article was changed since.",
    "1,234 articles were changed since. What was changed there stays.",
    "Ann Berg: confirmed, about, reported from",
    "Section: World. Date: removed.",
]


@pytest.mark.parametrize("text", FILLED + OTHERS)
def test_english_is_as_stored_and_german_is_not(text: str) -> None:
    assert in_readers_language(text) == text
    with translation.override("de"):
        shown = in_readers_language(text)
    assert shown != text
    assert set(re.findall(r"\w+ 5", text)) <= set(re.findall(r"\w+ 5", shown)), "nothing is lost"


@pytest.mark.parametrize("text", ["", "Something else.", "Ann: Berg", "50% of it", "%(name)s"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    with translation.override("de"):
        assert in_readers_language(text) == text


def test_an_undo_names_what_was_undone() -> None:
    with translation.override("de"):
        shown = in_readers_language("Undone: Merged A (id 2) into B.")
    assert shown == "Rückgängig gemacht: A (id 2) mit B zusammengeführt."
