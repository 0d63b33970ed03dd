"""Find names with an installed spaCy pipeline, combined with the gazetteer and the document-level rules.

The pipeline's names are treated like the rules' own: a name in the gazetteer keeps its kind and evidence,
titles are removed, and a family name is a person if the document names one in full.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from articles.extraction.annotations import Document, Evidence, Kind, Span
from articles.extraction.lexicon.tokens import PARAGRAPH, TokenizedText, has_article
from articles.extraction.lexicon.words import PARTICLES, TITLE_PARTS, TITLES
from articles.extraction.person_names.parts import family_names
from articles.extraction.recognise.organisations import NameMatch
from articles.extraction.recognise.people import ACCEPT, NameCandidate
from articles.extraction.recognise.rules import RulesRecognizer, Scan
from articles.extraction.recognise.spacy_pipeline import chunks, load_pipeline

#: The meaning of the labels in common schemes (OntoNotes, CoNLL, WikiNER). Other labels count only if the
#: gazetteer has the name: NORP includes demonyms and parties, FAC the White House.
KINDS: dict[str, tuple[Kind, Evidence]] = {
    "PERSON": ("person", "name"),
    "PER": ("person", "name"),
    "GPE": ("place", "city"),
    "LOC": ("place", "region"),
    "ORG": ("organisation", "name"),
}
PEOPLE = frozenset({"PERSON", "PER"})
#: spaCy returns no scores, so use the rules' score for a name recognised by its form.
SCORE = 0.75


@dataclass(frozen=True, slots=True)
class Name:
    """The words of a text from first to last (exclusive), labelled by the pipeline."""

    text: TokenizedText
    first: int
    last: int
    label: str

    @property
    def words(self) -> list[str]:
        return self.text.words[self.first : self.last]


class SpacyRecognizer:
    """Finds names with a spaCy pipeline; the gazetteer and the document-level rules decide."""

    def __init__(self, model: str, rules: RulesRecognizer) -> None:
        self._rules = rules
        self._pipeline = load_pipeline(model)

    def find(self, document: Document) -> list[Span]:
        """See Recognizer.find."""
        scan = self._rules.scan(document)
        return self._rules.settle(merge(scan, list(self._names(scan.texts))))

    def _names(self, texts: list[TokenizedText]) -> Iterator[Name]:
        pieces = [(piece, (text, start)) for text in texts for start, piece in chunks(text.source)]
        for read, (text, start) in self._pipeline.pipe(pieces, as_tuples=True):
            for entity in read.ents:
                name = _aligned(text, start + entity.start_char, start + entity.end_char, entity.label_)
                if name is not None:
                    yield name


def _aligned(text: TokenizedText, start: int, end: int, label: str) -> Name | None:
    """Align a pipeline entity with our tokens and trim words that are not part of the name.

    Returns None if no name remains, or if it crosses a paragraph break or is in the credits.
    """
    first, last = bisect_left(text.starts, start), bisect_left(text.starts, end)
    words = text.words
    while first < last and not _may_open(words[first], label):
        first += 1
    while first < last and not _may_close(words[last - 1]):
        last -= 1
    if first >= last or last > text.credits or PARAGRAPH in words[first:last]:
        return None
    # "Jones-led" is one of our tokens, of which the pipeline labelled only a part.
    return Name(text, first, last, label) if text.span(first, last)[1] <= end else None


def _may_open(word: str, label: str) -> bool:
    if label in PEOPLE and (word in TITLES or word in TITLE_PARTS):
        return False
    is_capital = word[0].isupper() or word[0].isdigit() or word in PARTICLES or has_article(word)
    return is_capital and word not in {"The", "THE"}


def _may_close(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or has_article(word)


def merge(scan: Scan, names: list[Name]) -> Scan:
    """Return the scan with the pipeline's names replacing those they overlap, except names in the gazetteer
    and people that the rules are sure of."""
    found, candidates = ItemsByToken(scan.found), ItemsByToken(scan.candidates)
    families = _families(scan.candidates, names)
    for given in names:
        name = _without_demonym(given, found)
        if name.label not in KINDS:
            continue
        kind, evidence = KINDS[name.label]
        rivals, others = found.beside(name), candidates.beside(name)
        if any(_stands(rival, name) for rival in rivals):
            continue
        if kind != "person" and (_is_of(families, name) or any(map(_is_sure, others))):
            continue
        found.drop(rivals)
        candidates.drop(others)
        if kind == "person":
            candidates.add(_candidate(name))
        else:
            found.add(NameMatch(name.text, name.first, name.last, kind, evidence, SCORE))
    return replace(scan, found=found.items, candidates=candidates.items)


def _without_demonym(name: Name, found: "ItemsByToken[NameMatch]") -> Name:
    """Return the name without a leading demonym ("Kenyan Jacob Okello")."""
    if name.label in PEOPLE:
        for rival in found.beside(name):
            if rival.evidence == "demonym" and rival.first <= name.first and rival.last < name.last:
                return replace(name, first=rival.last)
    return name


def _families(candidates: list[NameCandidate], names: list[Name]) -> set[str]:
    """Return the family names of the document's full names."""
    full = [item.words for item in candidates if _is_sure(item)]
    full += [name.words for name in names if name.label in PEOPLE and len(name.words) > 1]
    return {family for words in full for family in family_names(words)}


def _is_of(families: set[str], name: Name) -> bool:
    return name.last == name.first + 1 and name.words[0] in families


def _is_sure(candidate: NameCandidate) -> bool:
    return candidate.last > candidate.first + 1 and candidate.score >= ACCEPT


def _stands(rival: NameMatch, name: Name) -> bool:
    """Whether the match by gazetteer or form takes precedence over the pipeline's label."""
    inside = rival.first <= name.first and name.last <= rival.last
    if rival.entry is None:
        return inside or name.label != "ORG"
    return inside and not (name.label in PEOPLE and rival.entry.namelike)


def _candidate(name: Name) -> NameCandidate:
    """Return the person candidate; the document decides on single words, as on the rules' own."""
    text = name.text
    titled = text.word(name.first - 1) in TITLES or text.word(name.first - 1) in TITLE_PARTS
    return NameCandidate(text, name.first, name.last, SCORE, titled)


Item = TypeVar("Item", NameMatch, NameCandidate)


class ItemsByToken(Generic[Item]):
    """Items indexed by their tokens. items: those not dropped, in insertion order."""

    def __init__(self, items: list[Item]) -> None:
        self._holders: dict[tuple[int, int], Item] = {}
        self._kept: dict[int, Item] = {}
        for item in items:
            self.add(item)

    @property
    def items(self) -> list[Item]:
        return list(self._kept.values())

    def add(self, item: Item) -> None:
        """Add an item, whose tokens must be free."""
        self._kept[id(item)] = item
        for index in range(item.first, item.last):
            self._holders[id(item.text), index] = item

    def beside(self, name: Name) -> list[Item]:
        """Return the items that overlap the name."""
        words = ((id(name.text), index) for index in range(name.first, name.last))
        holders = [self._holders[word] for word in words if word in self._holders]
        return list({id(item): item for item in holders}.values())

    def drop(self, items: list[Item]) -> None:
        """Remove the items and free their tokens."""
        for item in items:
            del self._kept[id(item)]
            for index in range(item.first, item.last):
                del self._holders[id(item.text), index]
