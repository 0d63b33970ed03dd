"""Names in capitals: in headings, and the speakers of transcripts ("BLITZER: Thanks for joining us.")."""

import re
from collections.abc import Iterator

from articles.extraction.annotations import Field, Span
from articles.extraction.lexicon.data import read_rows
from articles.extraction.lexicon.tokens import PARAGRAPH, TokenizedText
from articles.extraction.lexicon.words import (
    CALENDAR,
    COMMON_WORDS,
    FAMILY_FIRST,
    GIVEN_COUNTRIES,
    GIVEN_NAMES,
    GIVEN_PLACES,
    GIVEN_TITLES,
    PARTICLES,
    SUFFIXES,
    SURNAMES,
    TITLE_PARTS,
    TITLES,
)
from articles.extraction.person_names.capitals import natural_case
from articles.extraction.person_names.offices import KNOWN_FULL
from articles.extraction.recognise.organisations import NameMatch

#: Scores of a full name in capitals, by its words or as a speaker, and of a surname.
FULL, SURNAME = 0.8, 0.7
#: A text with at least this many speakers is a transcript.
SPEAKERS = 2
_SPEAKER = re.compile(
    r"(?m)^[ \t]*([A-Z][A-Z.'’\- ]{2,40}[A-Z])(?:[ ]*\([^)\n]{1,40}\))?(,[^:\n?!]{2,90})?[ ]*:(?=\s)"
)
#: Who is quoted, in a heading of its own: "TOM BENTZ, SENIOR COMMODITY ANALYST, BNP PARIBAS".
_QUOTED = re.compile(r"(?m)^[ \t]*([A-Z][A-Z.'’\- ]{2,40}[A-Z]), ([A-Z][A-Z &.,'/\-]{4,})$")


def _in_capitals(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.upper() for name in names if name.lower() not in COMMON_WORDS and len(name) > 2)


_GIVEN = _in_capitals((GIVEN_NAMES | GIVEN_PLACES | GIVEN_COUNTRIES) - FAMILY_FIRST) | {
    name.upper() for name in GIVEN_TITLES
}
_FAMILY = _in_capitals(SURNAMES)
_COMMON_FAMILY = frozenset(name.upper() for name in SURNAMES if name.lower() in COMMON_WORDS)
_PLACES = frozenset(row[0].upper() for row in read_rows("places.tsv") if " " in row[0])
_SECOND_FAMILY = _FAMILY - frozenset(word.upper() for word in TITLES | TITLE_PARTS)
_KNOWN = frozenset(name.upper() for name in KNOWN_FULL)
_ENDS = frozenset(word.upper() for word in SUFFIXES)
_TITLES = frozenset(word.upper().rstrip(".") for word in TITLES | TITLE_PARTS)
_DAYS = frozenset(word.upper() for word in CALENDAR)
_PARTICLES = frozenset(word.upper() for word in PARTICLES)


def names_in_capitals(
    texts: list[TokenizedText],
    full: set[str],
    alone: set[str],
    found: list[NameMatch],
    taken: set[tuple[Field, int]],
) -> Iterator[Span]:
    """Yield the full names in capitals, and the speakers of transcripts.

    full: the document's full names in usual letters; alone: its single words that may be surnames; taken: the
    field and first character of spans found otherwise.
    """
    texts = [text for text in texts if _has_capitals(text)]
    if not texts:
        return
    upper = {name.upper() for name in full} | _KNOWN
    families = {word.upper() for word in alone}
    for text in texts:
        known = {index for item in found if item.text is text for index in range(item.first, item.last)}
        spoken = [*_speakers(text, upper), *_quoted(text, upper)] if text.field == "body" else []
        inside = [(span.start, span.end) for span in spoken]
        yield from spoken
        for first, last in _full_names(text, upper, families, known):
            start, end = text.span(first, last)
            overlaps = any(start < other and begin < end for begin, other in inside)
            if (text.field, start) not in taken and not overlaps:
                yield _span(text, start, end, FULL)


def _has_capitals(text: TokenizedText) -> bool:
    """Whether two words in capitals are side by side, or a colon follows one; else no such name is there."""
    words = text.words
    for index in text.capitals:
        word = words[index]
        if len(word) > 2 and word.isupper() and index + 1 < len(words):
            following = words[index + 1]
            if following == ":" or (following[0].isupper() and following.isupper()):
                return True
    return False


def _full_names(
    text: TokenizedText, upper: set[str], families: set[str], known: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last token (exclusive) of full names among words in capitals."""
    words = text.words
    done = 0
    for index in text.capitals:
        if index < done or not _is_capitals(words[index]) or index >= text.credits:
            continue
        last = _name_end(words, index, upper, families)
        if last is None or known.intersection(range(index, last)):
            continue
        if " ".join(words[index:last]) in _PLACES:
            continue
        if text.uppercase or among_capitals(text, index) or _heads_paragraph(text, index, last):
            yield index, last
            done = last


def _heads_paragraph(text: TokenizedText, first: int, last: int) -> bool:
    """Whether a paragraph begins with the words and a colon: "JONAH GOLDBERG: Liberals are aggressors"."""
    return text.word(last) == ":" and text.word(first - 1) in {"", PARAGRAPH}


def _name_end(words: list[str], first: int, upper: set[str], families: set[str]) -> int | None:
    """Return the end of a full name that begins here: one of the document, or a given name, initials and
    particles, and a family name."""
    for last in range(min(first + 4, len(words)), first + 1, -1):
        if " ".join(words[first:last]) in upper:
            return last
    if words[first] not in _GIVEN:
        return None
    last = first + 1
    while last < len(words) and (words[last] in _PARTICLES or _is_initial(words[last])):
        last += 1
    if last >= len(words) or words[last] in _TITLES:
        return None
    # "FOSTER" is a common word as well: no family name after another one
    common = words[last] in _COMMON_FAMILY and words[first] not in _FAMILY
    if not (words[last] in families or common or _is_surname(words[last])):
        return None
    last += 1
    if words[last - 1] in _GIVEN and last < len(words) and words[last] in _SECOND_FAMILY:
        last += 1
    return last + (last < len(words) and words[last] in _ENDS)


def _is_surname(word: str) -> bool:
    return word in _FAMILY or (word.startswith("MC") and len(word) > 4)


def _speakers(text: TokenizedText, upper: set[str]) -> Iterator[Span]:
    """Yield the names before the colons of a transcript."""
    lines = list(_SPEAKER.finditer(text.source))
    if len(lines) < SPEAKERS:
        return
    surnames = {name.rpartition(" ")[2] for name in upper - _KNOWN}
    full: list[tuple[int, int]] = []
    single: list[tuple[int, int]] = []
    for line in lines:
        start, end = _without_titles(line[1], line.start(1))
        words = text.source[start:end].split()
        if len(words) > 1 and _is_speaker(words, described=line[2] is not None, known=upper):
            full.append((start, end))
            surnames.add(words[-1])
        elif len(words) == 1:
            single.append((start, end))
    for start, end in full:
        yield _span(text, start, end, FULL)
    for start, end in single:
        if text.source[start:end] in surnames or text.source[start:end] in _FAMILY:
            yield Span(text.field, start, end, text.source[start:end], "person", SURNAME, "surname")


def _quoted(text: TokenizedText, upper: set[str]) -> Iterator[Span]:
    """Yield the names in headings that say who is quoted, by a role after the name."""
    for line in _QUOTED.finditer(text.source):
        roles = line[2].replace(",", " ").split()
        words = line[1].split()
        if _TITLES.intersection(roles) and len(words) > 1 and _is_speaker(words, described=True, known=upper):
            yield _span(text, line.start(1), line.end(1), FULL)


def _without_titles(name: str, start: int) -> tuple[int, int]:
    """Return the characters of a speaker's name without titles ("REP. ADAM SCHIFF")."""
    end = start + len(name)
    while " " in name and name.partition(" ")[0].rstrip(".") in _TITLES:
        rest = name.partition(" ")[2].lstrip()
        start += len(name) - len(rest)
        name = rest
    return start, end


def _is_speaker(words: list[str], *, described: bool, known: set[str]) -> bool:
    if " ".join(words) in known:
        return True
    plain = [word for word in words if not _is_initial(word) and word not in _PARTICLES | _ENDS]
    if not 1 < len(words) < 5 or not plain or any(word in _DAYS for word in plain):
        return False
    if plain[0] in _GIVEN:
        return plain[-1].lower() not in COMMON_WORDS or plain[-1] in _FAMILY
    return described and not any(word.lower() in COMMON_WORDS for word in plain)


def _is_capitals(word: str) -> bool:
    return len(word) > 2 and word.isupper() and "." not in word


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word[1] == "."


def among_capitals(text: TokenizedText, index: int) -> bool:
    """Whether all surrounding words of the paragraph are in capitals, as in a heading inside the text."""
    before, after = text.words[max(0, index - 4) : index], text.words[index : index + 5]
    if PARAGRAPH in before:
        before = before[len(before) - before[::-1].index(PARAGRAPH) :]
    if PARAGRAPH in after:
        after = after[: after.index(PARAGRAPH)]
    around = [word for word in before + after if word.isalpha() and len(word) > 1]
    return len(around) > 2 and all(word.isupper() for word in around)


def _span(text: TokenizedText, start: int, end: int, score: float) -> Span:
    return Span(text.field, start, end, text.source[start:end], "person", score, "name")


def words_of(span: Span) -> list[str]:
    """Return the words of a name in capitals in their usual letters."""
    return natural_case(span.text).split()
