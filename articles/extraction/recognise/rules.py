"""Find names in a document. `RulesRecognizer` uses the gazetteer and rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from articles.extraction.annotations import FIELDS, Document, Span
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.languages import language_of, words_of
from articles.extraction.lexicon.tokens import TokenizedText, has_article, read
from articles.extraction.lexicon.words import (
    COMMON_WORDS,
    COMPANY_ENDS,
    JOINED_HEADS,
    NEVER_NAMES,
    ORGANISATION_ENDS,
    ORGANISATION_HEADS,
    PARTICLES,
    SUFFIXES,
)
from articles.extraction.person_names.offices import KNOWN_ALONE
from articles.extraction.recognise.organisation_document import with_organisations
from articles.extraction.recognise.organisations import NameMatch, find_by_ending
from articles.extraction.recognise.people import NameCandidate, judge, split_run
from articles.extraction.recognise.people.document import settle_people
from articles.extraction.recognise.place_or_person import belongs_to_name
from articles.extraction.recognise.places import is_meant, unlisted_place, with_towns
from articles.extraction.recognise.sports import settle_teams

#: Organisation words after a possessive: "Teachers' Union", "Women's League".
GROUP_WORDS = ORGANISATION_HEADS | ORGANISATION_ENDS - COMPANY_ENDS
OWNERS = frozenset({"Women", "People", "Children", "Men", "Workers"})
LIST_JOINS = frozenset({"and", "&", ","})
#: A longer run of capitalised words is noise or a heading, not a name.
MAX_RUN = 40


class Recognizer(Protocol):
    """Finds the names in a document."""

    def find(self, document: Document) -> list[Span]:
        """Return the spans in reading order, not overlapping within a field."""
        ...


@dataclass(frozen=True, slots=True)
class Scan:
    """The scan of a document: its texts in reading order, the names found, and the person candidates, on
    which the document as a whole decides."""

    texts: list[TokenizedText]
    found: list[NameMatch]
    candidates: list[NameCandidate]


class RulesRecognizer:
    """Recognises names by the gazetteer, organisations by typical words, and people by rules.

    Another recognizer may change the result of `scan` before `settle`.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        articles = {name[0].upper() + name[1:] for name in KNOWN_ALONE if has_article(name)}
        self.words = gazetteer.words | KNOWN_ALONE | articles  # whole words: "al-Assad", "Al-Assad"

    def find(self, document: Document) -> list[Span]:
        """See Recognizer.find."""
        return self.settle(self.scan(document))

    def scan(self, document: Document) -> Scan:
        """Scan each field on its own."""
        known = self.gazetteer
        function_words = words_of(language_of(document.body or document.headline, document.language))
        texts = [
            known.without_openers(read(field, source, self.words, function_words, known.elisions))
            for field in FIELDS
            if (source := document.field(field))
        ]
        found: list[NameMatch] = []
        candidates: list[NameCandidate] = []
        for text in texts:
            for item in self._scan(text):
                if isinstance(item, NameMatch):
                    found.append(item)
                else:
                    candidates.append(item)
        return Scan(texts, found, candidates)

    def settle(self, scan: Scan) -> list[Span]:
        """Decide on the candidates by the document as a whole; return the spans in reading order."""
        found, candidates = with_organisations(scan.texts, scan.found, scan.candidates, self.gazetteer)
        found, candidates = with_towns(found, candidates)
        found, candidates = settle_teams(scan.texts, found, candidates)
        people, found = settle_people(scan.texts, found, candidates)
        return without_overlaps(sorted([_span(item) for item in found] + people, key=_position))

    def _scan(self, text: TokenizedText) -> Iterator[NameMatch | NameCandidate]:
        """Yield the names and candidates of a field, from left to right."""
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

    def _scan_run(self, text: TokenizedText, first: int, last: int) -> Iterator[NameMatch | NameCandidate]:
        named = None if text.titlecase else find_by_ending(text, first, last, self.gazetteer)
        if named is not None and self._is_listed(named):
            named = None
        index = start = min(first, named.first) if named is not None else first
        while index < last:
            if named is not None and index == named.first:
                yield from _people(text, start, index)
                yield named
                index = start = named.last
                named = None
                continue
            match = self.gazetteer.longest(text.words, index, upper=_reads_upper(text, index))
            if match is None or (
                match[1] == 1 and belongs_to_name(text, match[0], start, index, last, self.gazetteer.words)
            ):
                index += 1
                continue
            entry, length = match
            if entry.kind == "organisation":
                length = _with_endings(text, index + length) - index
            yield from _people(text, start, index)
            if (
                named is not None
                and entry.kind == "organisation"
                and named.first < index + length < named.last
            ):
                # a known name opens a longer one: "Planned Parenthood Action Fund"
                yield replace(named, first=index)
                index = start = named.last
                named = None
                continue
            if entry is not self.gazetteer.IGNORED and is_meant(text, entry, index, index + length):
                yield NameMatch(text, index, index + length, entry.kind, entry.evidence, 0.9, entry)
            index += length
            start = index
        town = unlisted_place(text, start, last, self.gazetteer)
        if town is not None:
            yield town
        else:
            yield from _people(text, start, last)

    def _is_listed(self, named: NameMatch) -> bool:
        """Whether the gazetteer has a name that starts at the same word and is at least as long."""
        words = named.text.words
        match = self.gazetteer.longest(words, named.first, upper=False)
        if match is None:
            return False
        end = named.first + match[1]
        joined = words[end] == "and" if end < named.last else True  # "Bank of America and Citigroup"
        return end >= named.last or (joined and match[0].kind == "organisation")


def _with_endings(text: TokenizedText, end: int) -> int:
    """Return the end of an organisation, including legal suffixes ("General Motors" + "Corp.", "& Co")."""
    while text.word(end) in COMPANY_ENDS or (
        text.word(end) in {"&", ","} and text.word(end + 1) in COMPANY_ENDS
    ):
        end += 1
    return end


def _run_end(text: TokenizedText, first: int) -> int:
    """Return the end of the run of capitalised words, initials, particles and "&" that starts here."""
    words = text.words
    end = first + 1
    limit = min(len(words), first + MAX_RUN)
    while end < limit:
        word = words[end]
        if text.source[text.starts[end] - 1] == "\n" and end > first + 1 and text.ends_line(first, end):
            break
        if word[0].isupper() or ("-" in word and has_article(word)):
            end += 1
        elif end + 1 < limit and _goes_on(words, end):
            end += 2
        elif word in LIST_JOINS and (joined := _list_end(words, end, limit)):
            end = joined
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


def _list_end(words: list[str], end: int, limit: int) -> int:
    """Return the end of a name that is a list ("Energy and Natural Resources Committee") and continues here
    with a comma or "and"; 0 if it is not one."""
    if words[end - 1].lower() not in COMMON_WORDS or words[end - 1] in NEVER_NAMES:
        return 0
    joined = False
    index = end
    while index < limit and (words[index] in LIST_JOINS or words[index][0].isupper()):
        joined = joined or words[index] in {"and", "&"}
        if words[index] in JOINED_HEADS and joined and words[index - 1] not in LIST_JOINS:
            return index + 1
        if words[index] not in LIST_JOINS and words[index].lower() not in COMMON_WORDS:
            return 0
        index += 1
    return 0


def _reads_upper(text: TokenizedText, index: int) -> bool:
    """Whether to look the word up case-insensitively: in a heading, or a word in capitals."""
    word = text.words[index]
    if not word.isupper() or "." in word:
        return False
    following = text.word(index + 1)
    if text.uppercase or len(word) > 3 or word == "ST":
        return True
    return (len(word) > 2 or word in {"EL", "LA"}) and len(following) > 2 and following.isupper()


def _people(text: TokenizedText, first: int, last: int) -> Iterator[NameCandidate]:
    if last <= first or text.uppercase:
        return
    for piece in split_run(text, first, last):
        candidate = judge(text, *piece)
        if candidate is not None:
            yield candidate


def _span(item: NameMatch) -> Span:
    start, end = item.text.span(item.first, item.last)
    surface = item.text.source[start:end]
    return Span(item.text.field, start, end, surface, item.kind, item.score, item.evidence)


def without_overlaps(spans: list[Span]) -> list[Span]:
    """Return the spans, given in reading order, without those that share characters with a longer one, so
    that no words are counted twice. Of two of the same length, the surer one stays."""
    kept: list[Span] = []
    for span in spans:
        rival = kept[-1] if kept else None
        if rival is None or rival.field != span.field or span.start >= rival.end:
            kept.append(span)
        elif (span.end - span.start, span.score) > (rival.end - rival.start, rival.score):
            kept[-1] = span
    return kept


def _position(span: Span) -> tuple[int, int]:
    return FIELDS.index(span.field), span.start
