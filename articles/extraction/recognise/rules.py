"""Text to spans. `RulesRecognizer` reads gazetteers and rules; another `Recognizer` may stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from articles.extraction.annotations import FIELDS, Document, Span
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import Text, has_article, read
from articles.extraction.lexicon.words import (
    COMMON_WORDS,
    COMPANY_ENDS,
    ORGANISATION_ENDS,
    ORGANISATION_HEADS,
    PARTICLES,
    SUFFIXES,
)
from articles.extraction.recognise.organisation_document import with_organisations
from articles.extraction.recognise.organisations import Found, find_by_ending
from articles.extraction.recognise.people import Candidate, judge, split_run
from articles.extraction.recognise.people_document import settle_people
from articles.extraction.recognise.places import belongs_to_name, is_meant, unlisted_place, with_towns
from articles.extraction.recognise.sports import settle_teams

#: What an apostrophe joins to those it is for: "Teachers' Union", "Women's League".
GROUP_WORDS = ORGANISATION_HEADS | ORGANISATION_ENDS - COMPANY_ENDS
OWNERS = frozenset({"Women", "People", "Children", "Men", "Workers"})
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
        found, candidates = with_organisations(scan.texts, scan.found, scan.candidates, self.gazetteer)
        found, candidates = with_towns(found, candidates)
        found, candidates = settle_teams(scan.texts, found, candidates)
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
            if match is None or (match[1] == 1 and belongs_to_name(text, match[0], start, index, last)):
                index += 1
                continue
            entry, length = match
            if entry.kind == "organisation":
                length = _with_endings(text, index + length) - index
            yield from _people(text, start, index)
            if entry is not self.gazetteer.IGNORED and is_meant(text, entry, index, index + length):
                yield Found(text, index, index + length, entry.kind, entry.evidence, 0.9, entry)
            index += length
            start = index
        town = unlisted_place(text, start, last, self.gazetteer)
        if town is not None:
            yield town
        else:
            yield from _people(text, start, last)

    def _is_listed(self, named: Found) -> bool:
        """Whether the gazetteer has at least as long a name that begins at the same word."""
        words = named.text.words
        match = self.gazetteer.longest(words, named.first, upper=False)
        return match is not None and match[1] >= named.last - named.first


def _with_endings(text: Text, end: int) -> int:
    """The end of an organisation with what companies append ("General Motors" + "Corp.", "& Co")."""
    while text.word(end) in COMPANY_ENDS or (
        text.word(end) in {"&", ","} and text.word(end + 1) in COMPANY_ENDS
    ):
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
        elif end + 1 < limit and _goes_on(words, end):
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


def _goes_on(words: list[str], index: int) -> bool:
    """Whether a comma or an apostrophe is part of the name: "Webb, Jr.", "Acme, Inc.", "Teachers' Union"."""
    word, before, after = words[index], words[index - 1], words[index + 1]
    if word == ",":
        return after in SUFFIXES or after in COMPANY_ENDS
    if word in {"'", "’"} and before[-1] == "s":
        return after in GROUP_WORDS and before.lower() in COMMON_WORDS
    return word in {"'s", "’s"} and before in OWNERS and after in GROUP_WORDS


def _reads_upper(text: Text, index: int) -> bool:
    """Whether to look the word up without regard to case: a heading, or a word all in capitals."""
    word = text.words[index]
    if not word.isupper() or "." in word:
        return False
    following = text.word(index + 1)
    if text.uppercase or len(word) > 3 or word == "ST":
        return True
    return (len(word) > 2 or word in {"EL", "LA"}) and len(following) > 2 and following.isupper()


def _people(text: Text, first: int, last: int) -> Iterator[Candidate]:
    if last <= first or text.uppercase:
        return
    for piece in split_run(text, first, last):
        candidate = judge(text, *piece)
        if candidate is not None:
            yield candidate


def _span(item: Found) -> Span:
    start, end = item.text.span(item.first, item.last)
    surface = item.text.source[start:end]
    return Span(item.text.field, start, end, surface, item.kind, item.score, item.evidence)


def _position(span: Span) -> tuple[int, int]:
    return FIELDS.index(span.field), span.start
