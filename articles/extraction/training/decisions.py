"""Training examples from what editors decided: sentences with names that they confirmed or corrected."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from articles.extraction.annotations import Kind
from articles.extraction.evaluation.gold import GoldDecision, GoldDocument, read_gold
from articles.extraction.evaluation.scoring import means
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.training.corpus import CorpusError, readable
from articles.extraction.training.examples import Example
from articles.extraction.training.gmb import KINDS
from articles.extraction.training.unlabelled import NO_NAME, CharacterSpan, Find, explained, labelled

#: As in the texts that are read.
APOSTROPHE = "'"


def read_decided(path: Path, find: Find, gazetteer: Gazetteer) -> Iterator[Example]:
    """Yield the sentences of a file by ``check_precision --export`` that have a decided name, if what `find`
    returns explains every other capitalised word.

    Raises CorpusError if the file is of another kind, OSError as open does.
    """
    try:
        with readable(path):
            for gold in read_gold(path):
                yield from _examples(gold, find, gazetteer)
    except CorpusError:
        raise
    except ValueError as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error


def _examples(gold: GoldDocument, find: Find, gazetteer: Gazetteer) -> Iterator[Example]:
    document = gold.document.plain()
    # A country that the article is not about is still a country's name.
    decisions = [each for each in gold.decisions if each.kind != "country" or each.words]
    decided = _without_overlaps(span for each in decisions for span in _spans(document.body, each))
    # What an editor rejected may be the name of another: sentences with it are left out.
    rejected = [each for each in decisions if not each.right and not each.words]
    kept = (each for each in find(document) if not any(means(each, other) for other in rejected))
    found = [span for span in labelled(kept) if not any(_overlap(span, other) for other in decided)]
    for example in explained(document.body, sorted(found + decided), gazetteer):
        start, end = example.text.span(example.first, example.last)
        if any(start <= span[0] < end for span in decided):
            yield example


def _spans(body: str, decision: GoldDecision) -> Iterator[CharacterSpan]:
    """Yield where the body has the decided words, or the names of the confirmed entity."""
    label = KINDS[cast("Kind", decision.kind)] if decision.right else NO_NAME
    names = [decision.words] if decision.words else decision.names if decision.right else []
    for name in names:
        if decision.words or decision.kind != "person" or " " in name:  # a surname may be another person's
            for match in re.finditer(rf"(?<!\w){re.escape(name.replace('’', APOSTROPHE))}(?!\w)", body):
                yield match.start(), match.end(), label


def _without_overlaps(spans: Iterable[CharacterSpan]) -> list[CharacterSpan]:
    """Return the spans without those inside or across longer ones."""
    kept: list[CharacterSpan] = []
    for span in sorted(spans, key=lambda each: each[0] - each[1]):
        if not any(_overlap(span, other) for other in kept):
            kept.append(span)
    return kept


def _overlap(one: CharacterSpan, other: CharacterSpan) -> bool:
    return one[0] < other[1] and other[0] < one[1]
