"""Organisations in no list, shown by the words around them: "tracking firm Preqin", "AutoPacific analyst Dave
Sullivan", "London-based Global Trader"."""

from collections.abc import Iterator, Mapping

from articles.extraction.lexicon.boilerplate import BLANK
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    ABBREVIATIONS,
    CALENDAR,
    COMMON_WORDS,
    COMPANY_ENDS,
    COMPANY_ROLES,
    EVENTS,
    NEVER_NAMES,
    OFFICES,
    ORGANISATION_ENDS,
    SIGNS_AFTER,
    SIGNS_ANALYSTS,
    SIGNS_AT,
    SIGNS_CALLED,
    SIGNS_OCCUPATIONS,
    SIGNS_ROLES_OF,
    SIGNS_SURVEYS,
    STAFF,
    TITLES,
)
from articles.extraction.recognise.crf.model import Probabilities
from articles.extraction.recognise.organisation_context import POSSESSIVE, has_sign
from articles.extraction.recognise.organisations import NameMatch

#: Probabilities of an organisation that a sign needs beside it: a strong one, and a weak one.
STRONG, WEAK = 0.3, 0.5
#: The same for a single word with a weak sign, which may also be a surname ("Lebed's spokesman").
SINGLE = 0.9
#: Probability of a person from which the words before a name do not make it an organisation.
PERSON = 0.9
#: The same for a name that only another mention shows to be one.
DOUBTED = 0.5
SCORE = 0.75
LONGEST_CODE = 12
#: The words directly beside a name with which every sign begins.
SIGNS_BEFORE = SIGNS_CALLED | COMPANY_ROLES | {"of", "at", "with", "for", "from", "in", "by", "the", "based"}
SIGNS_BEHIND = SIGNS_AFTER | COMPANY_ENDS | POSSESSIVE | SIGNS_SURVEYS | SIGNS_OCCUPATIONS | SIGNS_ANALYSTS
SIGNS_BEHIND |= {BLANK, "(", ",", "said"}
WORK = SIGNS_AT | STAFF
NOT_IN_NAMES = OFFICES | CALENDAR
#: Beside these, a run of capitals is only a part of a name.
JOINED = frozenset({"-", "/", "&", "'s", "’s"})
JOINING = frozenset({"-", "/", "&"})
CONTINUED = frozenset({"of", "for", "by", "'"}) | POSSESSIVE
INSIDE = frozenset({"in", "on"})
PLAIN_OPENERS = NEVER_NAMES | {"The", "A", "An"}

Tokens = set[tuple[int, int]]


def signed_organisations(
    texts: list[TokenizedText], advice: Mapping[int, Probabilities], taken: Tokens, found: list[NameMatch]
) -> Iterator[NameMatch]:
    """Yield the runs of capitalised words outside `taken` that their context shows to be organisations, and
    longer names that begin with one of `found`: "Wedbush Morgan", "Fondiaria-SAI".

    advice: the model's probabilities by the id of the text; texts without are left out.
    """
    begun = {(id(item.text), item.last): item.first for item in found if item.kind == "organisation"}
    shown: set[tuple[str, ...]] = set()
    others: list[tuple[NameMatch, Probabilities]] = []
    for text in texts:
        chances = advice.get(id(text))
        if chances is None:
            continue
        for run, last in _runs(text, taken):
            first = begun.get((id(text), run - (text.word(run - 1) == "-")))
            if first is not None:
                signed = _has_code(text, last) or _works_there(text, first)
            elif _is_whole(text, run, last, taken):
                signed = _is_shown(text, run, last, chances)
            else:
                continue
            match = NameMatch(text, run if first is None else first, last, "organisation", "name", SCORE)
            if signed:
                shown.add(_words(match))
                yield match
            else:
                others.append((match, chances))
    if shown:
        for match, chances in others:
            if _words(match) in shown and chances.of("PER", match.first, match.last) < DOUBTED:
                yield match


def _words(match: NameMatch) -> tuple[str, ...]:
    return tuple(match.text.words[match.first : match.last])


def _runs(text: TokenizedText, taken: Tokens) -> Iterator[tuple[int, int]]:
    """Yield whole runs of capitalised words, without words that only open a sentence."""
    words, key, done = text.words, id(text), 0
    for index in text.capitals:
        if index >= text.credits:
            return
        if index < done or (key, index) in taken or not words[index][0].isupper():
            continue
        end = index + 1
        while end < len(words) and words[end][0].isupper() and (key, end) not in taken:
            end += 1
        done = end
        stop = index
        while (
            stop < end and words[stop] not in NOT_IN_NAMES and (words[stop] not in TITLES or stop + 1 == end)
        ):
            stop += 1  # up to "Chief Executive" or "Monday"
        if stop == end and (key, end) in taken:
            continue
        first = index
        while first < stop and (
            words[first] in PLAIN_OPENERS
            or (words[first].lower() in COMMON_WORDS and text.begins_sentence(first))
        ):
            first += 1
        stop = _owned_end(text, first, stop)
        if first < stop:
            yield first, stop


def _owned_end(text: TokenizedText, first: int, last: int) -> int:
    """Return the end of a name that is named after its founder: "Schaeffer's Investment Research"."""
    if text.word(last) not in POSSESSIVE:
        return last
    end = last + 1
    while text.word(end)[:1].isupper():
        end += 1
    known = text.word(end - 1) in ORGANISATION_ENDS
    return end if known and last - first == 1 and text.words[first].lower() not in COMMON_WORDS else last


def _is_whole(text: TokenizedText, first: int, last: int, taken: Tokens) -> bool:
    """Whether the words are not only a part of a name: "Women Speak" of "Women Speak for Themselves"."""
    before, after = text.word(first - 1), text.word(last)
    if before in JOINED or after in JOINING or (id(text), first - 1) in taken:
        return False
    return after not in CONTINUED or not text.word(last + 1)[:1].isupper()


def _is_shown(text: TokenizedText, first: int, last: int, chances: Probabilities) -> bool:
    words = text.words
    before, after = text.word(first - 1), text.word(last)
    if before not in SIGNS_BEFORE and after not in SIGNS_BEHIND:
        return False  # most runs: the rest takes longer
    if words[last - 1][-1].isdigit() or words[last - 1] in ABBREVIATIONS:
        return False  # an index: "CAC-40 shares"
    common = all(word.lower() in COMMON_WORDS for word in words[first:last])
    if common and (last - first == 1 or (after in INSIDE and text.word(last + 1)[:1].isupper())):
        return False
    if _has_code(text, last) or (last - first > 1 and (_hires(text, last) or _works_there(text, first))):
        return True
    if before in SIGNS_CALLED or (before == "based" and text.word(first - 2) == "-"):
        return chances.of("PER", first, last) < PERSON
    needed = _needed_chance(text, first, last, common=common)
    return needed is not None and chances.of("ORG", first, last) >= needed


def _needed_chance(text: TokenizedText, first: int, last: int, *, common: bool) -> float | None:
    """Return the model's probability of an organisation that the signs beside the words need; None without
    signs. common: whether the name has only common words."""
    before, after = text.word(first - 1), text.word(last)
    if after in SIGNS_OCCUPATIONS and text.word(last + 1)[:1].isupper():
        return STRONG
    if before == "of" and text.word(first - 2).lower() in SIGNS_ROLES_OF:
        # no department: "vice president of Season Cards"
        return None if common or text.word(first - 3).lower() == "vice" else STRONG
    if (after == "," and text.word(last + 1) == "which") or has_sign(text, first, last):
        return WEAK if last - first > 1 else SINGLE
    return None


def _has_code(text: TokenizedText, last: int) -> bool:
    """Whether the code of a share follows, and not that of an index ("Nasdaq Composite Index .IXIC")."""
    at = last + (text.word(last) == "(")
    if text.word(at) != BLANK or text.words[last - 1] in EVENTS:
        return False
    start = text.starts[at]
    # without a full stop, it may be the legal name of a person, see boilerplate.py
    return at > last or "." in text.source[start : start + LONGEST_CODE].partition(" ")[0]


def _works_there(text: TokenizedText, first: int) -> bool:
    """Whether somebody works at what follows: "an analyst with Canaccord Adams"."""
    before, role = text.word(first - 1), text.word(first - 2).lower()
    return role in WORK if before == "at" else before == "with" and role in SIGNS_ANALYSTS


def _hires(text: TokenizedText, last: int) -> bool:
    """Whether an employee follows: "AutoPacific analyst Dave Sullivan"."""
    return text.word(last) in SIGNS_ANALYSTS and text.word(last + 1)[:1].isupper()
