"""Readers of hand-tagged corpora, for evaluation only.

Five formats, detected by content: JSONL with `entities` (IEER), JSONL with `places` (Reuters document tags),
JSONL with `decisions` (what editors decided, see `check_precision --export`), JSONL with `about` (what a
reader found, see judged.py), and CoNLL columns with IOB tags. Files may be compressed with xz or gzip.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from articles.extraction.annotations import Document
from articles.extraction.evaluation.corpus_files import open_text
from articles.extraction.evaluation.judged import Judgement, read_judged
from articles.extraction.lexicon.countries import COUNTRIES

Label = Literal["PER", "LOC", "ORG"]
GoldSpan = tuple[int, int, Label]

IEER_LABELS: dict[str, Label] = {"PERSON": "PER", "LOCATION": "LOC", "ORGANIZATION": "ORG"}
CONLL_LABELS: dict[str, Label] = {"PER": "PER", "LOC": "LOC", "ORG": "ORG"}
#: Reuters' place tags that differ from the country's name.
REUTERS_CODES = {
    "usa": "US", "uk": "GB", "ussr": "SU", "uae": "AE", "west-germany": "DE", "trinidad-tobago": "TT",
    "yemen-arab-republic": "YE", "yemen-demo-republic": "YD", "kampuchea": "KH", "us-virgin-islands": "VI",
    "congo": "CG",
}  # fmt: skip


class GoldDecision(NamedTuple):
    """Whether an entity is in the text; for a country, whether the text is about it.

    names: all names of the entity. words: if not empty, the decision is that these words mean the
    entity, or, if it is not right, that they are no name of this kind.
    """

    kind: str
    names: tuple[str, ...]
    code: str
    right: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document with its annotations. `spans`: offsets in the body; None means not annotated."""

    document: Document
    spans: frozenset[GoldSpan] | None = None
    countries: frozenset[str] | None = None
    people: frozenset[str] | None = None
    decisions: tuple[GoldDecision, ...] = ()
    judgement: Judgement | None = None


class GoldError(ValueError):
    """The file is in none of the supported formats."""


def read_gold(path: Path, articles: Path | None = None) -> Iterator[GoldDocument]:
    """Yield the documents in a file, none if it is empty.

    `articles`: JSON lines with the texts of judged articles.

    Raises GoldError for an unknown format or judgements without texts, OSError as open does.
    """
    with open_text(path) as lines:
        first = next(iter(lines), "")
        rest = _chain(first, lines)
        if first.startswith("{") and "about" in json.loads(first):
            if articles is None:
                raise GoldError(
                    "it has judgements without texts; name the file of the articles with --articles"
                )
            for document, judgement in read_judged(path, articles):
                yield GoldDocument(document, judgement=judgement)
        elif first.startswith("{"):
            yield from map(_from_json, map(json.loads, rest))
        elif first.split(" ")[0] == "-DOCSTART-":
            yield from _from_columns(rest)
        elif first:
            raise GoldError(f"{path}: neither JSON lines nor CoNLL columns")


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _from_json(record: dict[str, Any]) -> GoldDocument:
    document = Document(
        headline=record.get("headline") or "",
        dateline=record.get("dateline") or "",
        body=record.get("body") or "",
        standfirst=record.get("standfirst") or "",
        caption=record.get("caption") or "",
        language=record.get("language") or "en",
        published=date.fromisoformat(record["published"]) if record.get("published") else None,
    )
    if isinstance(record.get("decisions"), list):
        return GoldDocument(document, decisions=tuple(map(_decision, record["decisions"])))
    if "entities" in record:
        spans = frozenset(
            (start, end, IEER_LABELS[label])
            for start, end, label in record["entities"]
            if label in IEER_LABELS
        )
        return GoldDocument(document, spans=spans)
    if "places" not in record:
        raise GoldError("a record has neither entities nor places nor decisions")
    codes = frozenset(code for name in record["places"] if (code := _reuters_code(name)))
    return GoldDocument(document, countries=codes, people=frozenset(record.get("people", ())))


def _decision(each: dict[str, Any]) -> GoldDecision:
    try:
        names = tuple(filter(None, (each["name"], *each.get("names", ()))))
        return GoldDecision(each["kind"], names, each["code"], bool(each["right"]), each.get("words", ""))
    except (KeyError, TypeError, AttributeError) as error:
        raise GoldError("a decision lacks its kind, name, code, or whether it is right") from error


def _reuters_code(name: str) -> str | None:
    return REUTERS_CODES.get(name) or _CODES.get(name.replace("-", " "))


_CODES = {
    name.lower().replace("-", " "): country.code
    for country in COUNTRIES
    for name in (country.name, *country.names)
}


def _from_columns(lines: Iterable[str]) -> Iterator[GoldDocument]:
    sentences: list[list[tuple[str, str]]] = []
    sentence: list[tuple[str, str]] = []
    for line in lines:
        columns = line.split()
        if not columns or columns[0] == "-DOCSTART-":
            if sentence:
                sentences.append(sentence)
                sentence = []
            if columns and sentences:
                yield _join(sentences)
                sentences = []
        else:
            sentence.append((columns[0], columns[-1]))
    if sentence:
        sentences.append(sentence)
    if sentences:
        yield _join(sentences)


def _join(sentences: list[list[tuple[str, str]]]) -> GoldDocument:
    """Join words with spaces and sentences with blank lines; convert IOB1 or IOB2 tags to spans."""
    pieces: list[str] = []
    spans: list[GoldSpan] = []
    position = 0
    for sentence in sentences:
        before = "O"
        for word, tag in sentence:
            label = CONLL_LABELS.get(tag[2:])
            if label and before[2:] == tag[2:] and not tag.startswith("B-"):
                spans[-1] = (spans[-1][0], position + len(word), label)
            elif label:
                spans.append((position, position + len(word), label))
            before = tag
            pieces += [word, " "]
            position += len(word) + 1
        pieces[-1] = "\n\n"
        position += 1
    return GoldDocument(Document(body="".join(pieces)), spans=frozenset(spans))
