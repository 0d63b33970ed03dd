"""Names that a reader judged, article by article: ids and names, without the texts.

A line of the file is a JSON object: `id` of an article; `people`, `organisations` and `places`, each a list
of the distinct names in it, with other forms of a name after "|" and "@US" after a place for its country;
`about`, the countries that it is about; and `may`, with the same keys: what may be found as well, and is not
counted. A key that is absent was not judged.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from articles.extraction.annotations import Document, Extraction
from articles.extraction.evaluation.corpus_files import open_text
from articles.extraction.lexicon.words import COMPANY_ENDS
from articles.extraction.person_names.spellings import alike, parse
from articles.text import fold

#: The keys of the names, and the kinds of mentions that they are compared with.
KINDS = {"people": "person", "organisations": "organisation", "places": "place"}
_MARKS = re.compile(r"[^\w\s&]|_")
_COMPANY_ENDS = frozenset(fold(end).strip(".") for end in COMPANY_ENDS)
#: What may stand before the name of an institution, and what companies may leave out.
_LEFT_OUT = frozenset({"the", "us", "group"})


@dataclass(frozen=True, slots=True)
class JudgedName:
    """A name in its forms, and the ISO code of its country if that was judged, too."""

    forms: tuple[str, ...]
    code: str | None = None

    @classmethod
    def of(cls, written: str) -> "JudgedName":
        """Return the name as the file has it: "Rochester@US", "Eric Holder|Eric H. Holder Jr."."""
        forms, _, code = written.partition("@")
        return cls(tuple(forms.split("|")), code or None)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reader found in an article. names and allowed: by kind; about: None if it was not judged."""

    names: dict[str, tuple[JudgedName, ...]]
    allowed: dict[str, tuple[JudgedName, ...]]
    about: frozenset[str] | None
    may_be_about: frozenset[str]


@dataclass(frozen=True, slots=True)
class FoundEntity:
    """An entity that the extraction linked: its kind, display name, country, and the words that mean it."""

    kind: str
    name: str
    code: str | None
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The distinct names of a kind: those that both have, those found beside them, and those missed."""

    right: int
    wrong: tuple[FoundEntity, ...]
    missed: tuple[JudgedName, ...]


def read_judged(path: Path, articles: Path) -> Iterator[tuple[Document, Judgement]]:
    """Yield the judged articles with their texts, in the order of `articles`, a file of JSON lines.

    Raises OSError as open does, and ValueError if articles are missing or a line is not JSON.
    """
    with open_text(path) as lines:
        judged = {each["id"]: judgement_of(each) for each in map(json.loads, lines)}
    with open_text(articles) as lines:
        for record in map(json.loads, lines):
            judgement = judged.pop(record["id"], None)
            if judgement is not None:
                yield _document(record), judgement
    if judged:
        raise ValueError(f"{articles.name} has no article {', '.join(sorted(judged))}")


def judgement_of(record: dict[str, Any]) -> Judgement:
    """Return the judgement in a record of the file."""
    may = record.get("may", {})
    return Judgement(
        {kind: _names(record[key]) for key, kind in KINDS.items() if key in record},
        {kind: _names(may.get(key, ())) for key, kind in KINDS.items()},
        frozenset(record["about"]) if "about" in record else None,
        frozenset(may.get("about", ())),
    )


def compare(judgement: Judgement, extraction: Extraction, kind: str) -> Comparison:
    """Compare the linked entities of a kind with the judged names of that kind.

    A second entity for one name counts as wrong, as it makes a second page.
    """
    found = [entity for entity in linked_entities(extraction) if entity.kind == kind]
    names = list(judgement.names[kind])
    wrong: list[FoundEntity] = []
    right: set[JudgedName] = set()
    for entity in found:
        name = next((each for each in names if is_meant(each, entity)), None)
        if name is not None and name not in right:
            right.add(name)
        elif not any(is_meant(each, entity) for each in judgement.allowed[kind]):
            wrong.append(entity)
    return Comparison(len(right), tuple(wrong), tuple(each for each in names if each not in right))


def linked_entities(extraction: Extraction) -> list[FoundEntity]:
    """Return the distinct entities that the mentions are linked to, in the order of their first mention."""
    texts: dict[tuple[str, str, str | None], set[str]] = {}
    for mention in extraction.mentions:
        if mention.status == "linked" and mention.entity:
            key = (mention.kind, mention.entity, mention.code)
            texts.setdefault(key, set()).add(mention.text)
    return [FoundEntity(*key, frozenset(words)) for key, words in texts.items()]


def is_meant(name: JudgedName, entity: FoundEntity) -> bool:
    """Whether the entity is what the reader named."""
    if name.code is not None and entity.code not in {None, name.code}:
        return False
    if entity.kind == "person":
        return any(_same_person(form, entity.name) for form in name.forms)
    written = {_folded(form) for form in name.forms}
    return any(_folded(text) in written for text in (entity.name, *entity.texts))


def _document(record: dict[str, Any]) -> Document:
    texts: dict[str, Any] = {key: record.get(key) or "" for key in ("headline", "dateline", "body")}
    return Document(**texts, published=date.fromisoformat(record["date"][:10]))


def _names(written: Iterable[str]) -> tuple[JudgedName, ...]:
    return tuple(map(JudgedName.of, written))


def _same_person(form: str, name: str) -> bool:
    theirs, ours = parse(form), parse(name)
    return _folded(form) == _folded(name) or (theirs is not None and ours is not None and alike(theirs, ours))


@lru_cache(maxsize=20_000)
def _folded(name: str) -> str:
    """Return the name without case, accents, punctuation, company endings and articles."""
    words = _MARKS.sub("", fold(name)).split()
    while len(words) > 1 and (words[-1] in _COMPANY_ENDS or words[-1] in _LEFT_OUT | {"&"}):
        words = words[:-1]
    while len(words) > 1 and words[0] in _LEFT_OUT:
        words = words[1:]
    return " ".join(words)
