"""Training examples from untagged news: tagged by the rules, keeping sentences with every capital explained.

The rules are right about nine times in ten where they apply (see docs/extraction.md). From their names, the
model learns typical contexts, by which it then recognises names that no rule knows.
"""

import json
import random
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from articles.extraction.annotations import Document, ExtractedMention
from articles.extraction.evaluation.corpus_files import open_text
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import TokenizedText, read
from articles.extraction.lexicon.words import CALENDAR, COMMON_WORDS, EVENTS, PEOPLES, TITLE_PARTS, TITLES
from articles.extraction.recognise.crf.runs import ENDS
from articles.extraction.training.corpus import CorpusError, readable
from articles.extraction.training.examples import Example, token_spans
from articles.extraction.training.gmb import KINDS

CharacterSpan = tuple[int, int, str]
#: The label of capitalised words that are no name.
NO_NAME = "O"
Find = Callable[[Document], list[ExtractedMention]]

MOST_CHARACTERS = 6000
SHORTEST_SENTENCE = 6
#: The share of sentences without names to keep.
KEEP_NAMELESS = 0.1


def read_texts(path: Path) -> Iterator[Document]:
    """Yield the articles in a JSON Lines file (headline, body), plain or compressed with xz or gzip.

    Raises CorpusError if a line is not an article, OSError as open does.
    """
    with readable(path), open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _article(line, f"{path}, line {number}")


def _article(line: str, where: str) -> Document:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{where}: not JSON ({error}).") from error
    if not isinstance(record, dict):
        raise CorpusError(f"{where}: not a JSON object.")
    headline, body = record.get("headline") or "", record.get("body") or ""
    if not isinstance(headline, str) or not isinstance(body, str):
        raise CorpusError(f"{where}: the headline or the body is not text.")
    return Document(headline=headline, body=body[:MOST_CHARACTERS]).plain()


def tag(document: Document, find: Find, gazetteer: Gazetteer, chance: random.Random) -> Iterator[Example]:
    """Yield the sentences of the body in which every capitalised word is explained."""
    named = labelled(find(document))
    yield from explained(document.body, named, gazetteer, lambda: chance.random() <= KEEP_NAMELESS)


def labelled(mentions: Iterable[ExtractedMention]) -> list[CharacterSpan]:
    """Return start, end and label of the mentions in the body."""
    return [
        (mention.start, mention.end, "MISC" if mention.evidence == "demonym" else KINDS[mention.kind])
        for mention in mentions
        if mention.field == "body"
    ]


def explained(
    body: str,
    named: Iterable[CharacterSpan],
    gazetteer: Gazetteer,
    keep_nameless: Callable[[], bool] = lambda: True,
) -> Iterator[Example]:
    """Yield the sentences in which every capitalised word is in `named`, or needs no explanation.

    named: start, end and label of the names, and of words that are none, labelled NO_NAME; keep_nameless:
    whether to keep a sentence without any.
    """
    text = read("body", body, gazetteer.words)
    spans = token_spans(text, named)
    covered = {index: span for span in spans for index in range(span[0], span[1])}
    for first, last in _sentences(text):
        if last - first < SHORTEST_SENTENCE:
            continue
        inside = {covered[index] for index in range(first, last) if index in covered}
        others = _others(text, first, last, covered.keys())
        if others is None or (not inside and not keep_nameless()):
            continue
        names = (span for span in inside | others if span[2] != NO_NAME)
        yield Example(text, first, last, tuple(sorted(names)))


def _sentences(text: TokenizedText) -> Iterator[tuple[int, int]]:
    first = 0
    for index, word in enumerate(text.words):
        if index >= text.credits:
            return
        if word in ENDS:
            yield first, index + 1
            first = index + 1


def _others(
    text: TokenizedText, first: int, last: int, covered: Collection[int]
) -> set[tuple[int, int, str]] | None:
    """Return events and peoples among the untagged capitalised words, or None if one is unexplained."""
    found: set[tuple[int, int, str]] = set()
    index = first
    while index < last:
        word = text.words[index]
        if (
            index in covered
            or not word[0].isupper()
            or word in CALENDAR
            or word in TITLES
            or word in TITLE_PARTS
        ):
            index += 1
            continue
        end = index
        while end < last and end not in covered and text.words[end][0].isupper():
            end += 1
        begins = text.begins_sentence(index) and word.lower() in COMMON_WORDS
        if text.words[end - 1] in EVENTS or all(one in PEOPLES for one in text.words[index:end]):
            found.add((index, end, "MISC"))
        elif not (begins and end == index + 1) and word != "I":
            return None
        index = end
    return found
