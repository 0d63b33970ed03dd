"""Text to spans. `RulesRecognizer` reads gazetteers and rules; another `Recognizer` may stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from articles.extraction.document_rules import settle_people
from articles.extraction.gazetteer import Entry, Gazetteer
from articles.extraction.lexicon import (
    CALENDAR,
    COMPANY_ENDS,
    COURTESY,
    GIVEN_NAMES,
    PARTICLES,
    SUFFIXES,
    SURNAMES,
    TITLES,
)
from articles.extraction.organisations import Found, find_by_ending, short_names
from articles.extraction.people import Candidate, is_initial, is_name_word, judge, split_run
from articles.extraction.records import FIELDS, Document, Span
from articles.extraction.sports import settle_teams
from articles.extraction.text import Text, has_article, read

#: After a known name these make it the name of a street ("Atlantic Avenue", "Congress Street").
STREETS = frozenset({"Avenue", "Street", "Road", "Boulevard", "Lane", "Drive", "Ave.", "St."})
#: After a known place these make it the name of an event ("U.S. Open", "Atlanta Games").
EVENTS = frozenset({"Open", "OPEN", "Masters", "Marathon", "Games", "Invitational", "Classic"})
BEFORE_PLACES = frozenset({"in", "at", "from", "near", "outside", "around", "In", "Near", "At"})
#: A run of capitals longer than this is no name but noise or a heading.
MAX_RUN = 40


class Recognizer(Protocol):
    """Finds the names in a document."""

    def find(self, document: Document) -> list[Span]:
        """The spans in reading order, not overlapping within a field."""
        ...


@dataclass(frozen=True, slots=True)
class Scan:
    """A document read once: its texts in reading order, the names known by lists and forms, and the
    words that may be people, which the document as a whole decides on."""

    texts: list[Text]
    found: list[Found]
    candidates: list[Candidate]


class RulesRecognizer:
    """Gazetteers first, then organisations by their words, then people by rules and the document.

    Another recognizer may change what `scan` found before `settle` decides.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def find(self, document: Document) -> list[Span]:
        """The spans of every field, see Recognizer."""
        return self.settle(self.scan(document))

    def scan(self, document: Document) -> Scan:
        """What every field holds by itself."""
        texts = [
            read(field, source, self.gazetteer.words) for field in FIELDS if (source := document.field(field))
        ]
        found: list[Found] = []
        candidates: list[Candidate] = []
        for text in texts:
            for item in self._scan(text):
                if isinstance(item, Found):
                    found.append(item)
                else:
                    candidates.append(item)
        return Scan(texts, found, candidates)

    def settle(self, scan: Scan) -> list[Span]:
        """The spans in reading order, after the document has decided on its candidates."""
        found = _with_short_names(scan.found, scan.texts)
        found, candidates = settle_teams(scan.texts, found, scan.candidates)
        people, found = settle_people(scan.texts, found, candidates)
        return sorted([_span(item) for item in found] + people, key=_position)

    def _scan(self, text: Text) -> Iterator[Found | Candidate]:
        """Known names and candidates of one field, left to right."""
        done = 0
        for index in text.capitals:
            if index < done:
                continue
            if index >= text.credits:
                return
            end = _run_end(text, index)
            done = end
            for item in self._scan_run(text, index, end):
                yield item
                done = max(done, item.last)

    def _scan_run(self, text: Text, first: int, last: int) -> Iterator[Found | Candidate]:
        named = None if text.titlecase else find_by_ending(text, first, last, self.gazetteer)
        if named is not None and self._is_listed(named):
            named = None
        index = start = first
        while index < last:
            if named is not None and index == named.first:
                yield from _people(text, start, index)
                yield named
                index = start = named.last
                named = None
                continue
            match = self.gazetteer.longest(text.words, index, upper=_reads_upper(text, index))
            if match is None or (match[1] == 1 and _belongs_to_name(text, match[0], start, index, last)):
                index += 1
                continue
            entry, length = match
            if entry.kind == "organisation":
                length = _with_endings(text, index + length) - index
            yield from _people(text, start, index)
            if entry is not self.gazetteer.IGNORED and _is_meant(text, entry, index, index + length):
                yield Found(text, index, index + length, entry.kind, entry.evidence, 0.9, entry)
            index += length
            start = index
        town = self._town(text, start, last)
        if town is not None:
            yield town
        else:
            yield from _people(text, start, last)

    def _town(self, text: Text, first: int, last: int) -> Found | None:
        """A place that only its region gives away: "in Lake Arrowhead, California"."""
        words = text.words
        if not first < last <= first + 3 or text.word(last) != "," or last + 1 >= len(words):
            return None
        if text.word(first - 1) not in BEFORE_PLACES or not all(
            word[0].isalpha() for word in words[first:last]
        ):
            return None
        match = self.gazetteer.longest(words, last + 1, upper=False)
        if match is None or not (match[0].evidence == "region" or match[0].evidence == "name"):
            return None
        if match[0].kind == "organisation" or words[first] in TITLES or words[first] in CALENDAR:
            return None
        return Found(text, first, last, "place", "city", 0.75)

    def _is_listed(self, named: Found) -> bool:
        """Whether the gazetteer has at least as long a name that begins at the same word."""
        words = named.text.words
        match = self.gazetteer.longest(words, named.first, upper=False)
        return match is not None and match[1] >= named.last - named.first


def _with_endings(text: Text, end: int) -> int:
    """The end of an organisation with what companies append ("General Motors" + "Corp.", "& Co")."""
    while text.word(end) in COMPANY_ENDS or (text.word(end) == "&" and text.word(end + 1) in COMPANY_ENDS):
        end += 1
    return end


def _run_end(text: Text, first: int) -> int:
    """Where the run of capitalised words, initials, particles and "&" that begins here ends."""
    words = text.words
    end = first + 1
    limit = min(len(words), first + MAX_RUN)
    while end < limit:
        word = words[end]
        if word[0].isupper() or has_article(word):
            end += 1
        elif word == "," and end + 1 < limit and words[end + 1] in SUFFIXES:
            end += 2
        elif word == "&" or word in PARTICLES:
            ahead = end + 1
            while ahead < limit and words[ahead] in PARTICLES:
                ahead += 1
            if ahead >= limit or not words[ahead][0].isupper() or ahead > end + 2:
                break
            end = ahead + 1
        else:
            break
    return end


def _reads_upper(text: Text, index: int) -> bool:
    """Whether to look the word up without regard to case: a heading, or a word all in capitals."""
    word = text.words[index]
    if not word.isupper() or "." in word:
        return False
    following = text.word(index + 1)
    return text.uppercase or len(word) > 3 or (len(word) > 2 and len(following) > 2 and following.isupper())


def _belongs_to_name(text: Text, entry: Entry, start: int, index: int, last: int) -> bool:
    """Whether a word that is a place is part of a person's name here ("Jack London", "Chad Smith")."""
    if entry.evidence == "demonym":
        return False
    if text.word(index - 1) in COURTESY and entry.evidence in {"city", "region"}:
        return True
    if not entry.namelike and index == start:
        return False
    if entry.kind == "organisation" and not entry.namelike:
        return False
    word = text.words[index]
    if index > start:
        previous = text.words[index - 1]
        opens = text.words[start]
        is_given = previous in GIVEN_NAMES and (previous != opens or previous.lower() != "will")
        return is_given or is_initial(previous) or (previous in TITLES and entry.namelike)
    following = text.word(index + 1)
    if text.word(index - 1) in TITLES and entry.evidence in {"city", "region"}:
        return True
    return (
        word in GIVEN_NAMES
        and index + 1 < last
        and is_name_word(following)
        and (following in SURNAMES or entry.evidence == "city")
    )


def _is_meant(text: Text, entry: Entry, first: int, last: int) -> bool:
    """Whether the known name stands for what the list says here: not in a street's name, and a city
    that is also a person's name only with a sign of place."""
    if text.word(last) in STREETS:
        return False
    if text.word(last) in EVENTS and entry.kind != "organisation" and entry.evidence != "demonym":
        return False
    if not entry.namelike or entry.evidence != "city":
        return True
    before, after = text.word(first - 1), text.word(last)
    word = text.words[first]
    if word not in GIVEN_NAMES or word not in SURNAMES or text.field == "dateline":
        return True
    if before in BEFORE_PLACES or before in {"to", "of", "-"}:
        return True
    return after == "," and text.word(last + 1)[:1].isupper()


def _people(text: Text, first: int, last: int) -> Iterator[Candidate]:
    if last <= first or text.uppercase:
        return
    for piece in split_run(text, first, last):
        candidate = judge(text, *piece)
        if candidate is not None:
            yield candidate


def _with_short_names(found: list[Found], texts: list[Text]) -> list[Found]:
    """Add the short names that the document introduces: "Korea Labour Institute (KLI) ... KLI"."""
    acronyms = {name for item in found for name in short_names(item)}
    if not acronyms:
        return found
    taken = {(id(item.text), index) for item in found for index in range(item.first, item.last)}
    extra = [
        Found(text, index, index + 1, "organisation", "alias", 0.8)
        for text in texts
        for index in text.capitals
        if text.words[index] in acronyms and (id(text), index) not in taken
    ]
    return found + extra


def _span(item: Found) -> Span:
    start, end = item.text.span(item.first, item.last)
    surface = item.text.source[start:end]
    return Span(item.text.field, start, end, surface, item.kind, item.score, item.evidence)


def _position(span: Span) -> tuple[int, int]:
    return FIELDS.index(span.field), span.start
