"""Training examples from the Groningen Meaning Bank, with cleaned tags.

The file has columns sentence, word, part of speech, tag. Its texts are in the public domain (mostly Voice of
America); its tags are partly automatic: names of people include titles, "U.N." is tagged as a place, and the
tags of adjectives and countries vary. Cleaning removes titles, lets the gazetteer and the majority overrule
tags, and drops sentences in which a name that is tagged elsewhere is untagged.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.extraction.annotations import Kind
from articles.extraction.evaluation.corpus_files import open_text
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import has_article, read
from articles.extraction.lexicon.words import (
    CALENDAR,
    COMMON_WORDS,
    GIVEN_NAMES,
    SURNAMES,
    TITLE_PARTS,
    TITLES,
)
from articles.extraction.training.corpus import CorpusError, readable
from articles.extraction.training.examples import Example, token_spans

TAGS = {"per": "PER", "geo": "LOC", "gpe": "LOC", "org": "ORG", "art": "MISC", "eve": "MISC", "nat": "MISC"}
KINDS: dict[Kind, str] = {"person": "PER", "country": "LOC", "place": "LOC", "organisation": "ORG"}
#: A tag is overruled by another tag of the same words that occurs at least OVERRULED_BY times, and at least
#: OVERRULED_TIMES as often.
OVERRULED_BY = 5
OVERRULED_TIMES = 4
COLUMNS = ["Sentence #", "Word", "POS", "Tag"]

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence, with its tagged names: (first, last exclusive, kind)."""

    words: list[str]
    spans: list[Span]


def read_gmb(path: Path, gazetteer: Gazetteer) -> Iterator[Example]:
    """Yield the cleaned sentences. Raises CorpusError if the file has other columns, OSError as open does."""
    sentences = list(_sentences(path))
    votes = _votes(sentences)
    for sentence in sentences:
        spans = [
            fixed for span in sentence.spans if (fixed := _clean(sentence.words, span, votes, gazetteer))
        ]
        if not _misses_names(sentence.words, spans, votes):
            yield _example(sentence.words, spans, gazetteer)


def _rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows below the header, checking the number of cells."""
    with readable(path), open_text(path) as file:
        rows = csv.reader(file)
        if next(rows, None) != COLUMNS:
            raise CorpusError(f"{path} does not begin with the columns {', '.join(COLUMNS)}.")
        for row in rows:
            if len(row) != len(COLUMNS):
                raise CorpusError(f"{path}, line {rows.line_num}: {len(row)} columns, not {len(COLUMNS)}.")
            yield row


def _sentences(path: Path) -> Iterator[Sentence]:
    words: list[str] = []
    tags: list[str] = []
    for number, word, _, tag in _rows(path):
        if number and words:
            yield Sentence(words, list(_spans(tags)))
            words, tags = [], []
        if word.strip():
            words.append(word)
            tags.append(tag)
    if words:
        yield Sentence(words, list(_spans(tags)))


def _spans(tags: list[str]) -> Iterator[Span]:
    index = 0
    while index < len(tags):
        end = index + 1
        kind = TAGS.get(tags[index][2:])
        if kind is not None:
            while end < len(tags) and tags[end] == f"I-{tags[index][2:]}":
                end += 1
            yield index, end, kind
        index = end


def _votes(sentences: list[Sentence]) -> dict[str, Counter[str]]:
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for first, last, kind in sentence.spans:
            votes[" ".join(sentence.words[first:last])][kind] += 1
    return votes


def _clean(words: list[str], span: Span, votes: dict[str, Counter[str]], gazetteer: Gazetteer) -> Span | None:
    first, last, kind = span
    while first < last and _is_not_first(words[first]):
        first += 1
    while first < last and (
        words[last - 1] in {",", ".", "'s", "-", "of", "and"} or words[last - 1] in CALENDAR
    ):
        last -= 1
    if first == last:
        return None
    return first, last, _kind(words[first:last], kind, votes, gazetteer)


def _is_not_first(word: str) -> bool:
    if word in TITLES or word in TITLE_PARTS or word in CALENDAR:
        return True
    return not (word[0].isupper() or has_article(word))


def _kind(name: list[str], kind: str, votes: dict[str, Counter[str]], gazetteer: Gazetteer) -> str:
    """Return the kind from the gazetteer, else of a clear majority, else as tagged."""
    written = " ".join(name)
    entry = gazetteer.phrases.get(written)
    if entry is not None and entry.entity and not (entry.namelike and kind == "PER"):
        return "MISC" if entry.evidence == "demonym" else KINDS[entry.kind]
    if kind == "ORG" and len(name) in {2, 3} and name[0] in GIVEN_NAMES and name[-1] in SURNAMES:
        return "PER"
    counts = votes.get(written)
    if counts:
        likeliest, count = counts.most_common(1)[0]
        if count >= OVERRULED_BY and count >= OVERRULED_TIMES * counts[kind]:
            return likeliest
    return kind


def _misses_names(words: list[str], spans: list[Span], votes: dict[str, Counter[str]]) -> bool:
    """Whether a capitalised word is untagged here but often tagged as a name elsewhere."""
    covered = {index for first, last, _ in spans for index in range(first, last)}
    return any(
        index and index not in covered and word[0].isupper() and not _is_plain(word)
        and sum(votes.get(word, Counter()).values()) >= OVERRULED_BY
        for index, word in enumerate(words)
    )  # fmt: skip


def _is_plain(word: str) -> bool:
    return word in TITLES or word in TITLE_PARTS or word in CALENDAR or word.lower() in COMMON_WORDS


def _example(words: list[str], spans: list[Span], gazetteer: Gazetteer) -> Example:
    starts: list[int] = []
    position = 0
    for word in words:
        starts.append(position)
        position += len(word) + 1
    text = read("body", " ".join(words), gazetteer.words)
    characters = (
        (starts[first], starts[last - 1] + len(words[last - 1]), kind) for first, last, kind in spans
    )
    return Example(text, 0, len(text.words), token_spans(text, characters))
