"""Context that supports person candidates: nicknames, results and lists."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from articles.extraction.lexicon.tokens import PARAGRAPH, TokenizedText
from articles.extraction.lexicon.words import (
    COMMON_WORDS,
    GIVEN_NAMES,
    LEADING_PARTICLES,
    NEVER_NAMES,
    REGNAL,
    SPEECH,
    SUFFIXES,
    SURNAMES,
)
from articles.extraction.recognise.organisations import NameMatch
from articles.extraction.recognise.people.names import ACCEPT, NameCandidate
from articles.extraction.recognise.people.words import is_initial, is_name_word

OPENING = frozenset({'"', "“", "'", "‘", "`"})
CLOSING = frozenset({'"', "”", "'", "’"})
NICKNAME_TOKENS = 6
#: Scores of a name in a result or list, and of a name with a nickname inside.
LISTED, NICKNAMED = 0.72, 0.85
#: What may separate the people in a list; its maximum length in tokens, and the minimum numbers of accepted
#: people and of people in total.
BETWEEN = frozenset({",", ";", "and", "&", "(", ")", "-", "captain", PARAGRAPH})
LIST_GAP, LIST_KNOWN, LIST_SIZE = 8, 2, 3
#: A lower probability from the trained model counts against a name.
UNLIKELY = 0.25
#: Tokens around a name in a result: "2. Michael Green (Jamaica) 10.09", "beat Jim Courier (U.S.) 6-4".
BEFORE_RESULT = frozenset({".", "-", ",", "and", ")", "beat", "defeated", ":", PARAGRAPH, ""})
AFTER_RESULT = frozenset({"beat", "defeated", ",", ".", ";", "and", "def", "bt", "-", PARAGRAPH, ""})


def supported(candidates: list[NameCandidate], found: list[NameMatch]) -> list[NameCandidate]:
    """Return the candidates, accepting those that their context supports."""
    places = {(id(item.text), item.first) for item in found if item.kind in {"country", "place"}}
    judged = [
        replace(one, score=LISTED) if one.score < ACCEPT and _in_result(one, places) else one
        for one in _with_nicknames(candidates)
    ]
    return _in_lists(judged)


def is_full(candidate: NameCandidate) -> bool:
    """Whether the candidate is a full name: several words, or a monarch's or pope's name with its number."""
    if candidate.last - candidate.first == 1:
        return False  # most candidates
    words = [word for word in candidate.words if word not in SUFFIXES]
    if candidate.words[-1] in REGNAL and words and words[0] in GIVEN_NAMES:
        return True
    return bool(words) and len(words) > 1 + (words[0] in LEADING_PARTICLES)


def is_plausible(candidate: NameCandidate) -> bool:
    """Whether every word may be part of a name, and the trained model, if used, does not contradict."""
    words = candidate.words
    plain = all(is_initial(word) or (is_name_word(word) and word not in NEVER_NAMES) for word in words)
    ordinary = any(word.lower() in COMMON_WORDS and word not in SURNAMES for word in words)
    return plain and not ordinary and len(words) < 5 and not 0 < candidate.chance < UNLIKELY


def _by_text(candidates: Iterable[NameCandidate]) -> list[list[NameCandidate]]:
    """Group the candidates by text, in reading order."""
    texts: defaultdict[int, list[NameCandidate]] = defaultdict(list)
    for one in candidates:
        texts[id(one.text)].append(one)
    return [sorted(each, key=lambda one: one.first) for each in texts.values()]


def _with_nicknames(candidates: list[NameCandidate]) -> list[NameCandidate]:
    """Join candidates that are separated by a nickname in quotes: Hector "Macho" Camacho."""
    openings = {
        (id(one.text), one.last): one
        for one in candidates
        if one.text.word(one.last) in OPENING and one.words[-1] in GIVEN_NAMES
    }
    if not openings:
        return candidates
    begins = {(id(one.text), one.first): one for one in candidates}
    joined: list[NameCandidate] = []
    for one in openings.values():
        for end in range(one.last + 2, one.last + NICKNAME_TOKENS + 1):
            if one.text.word(end) in CLOSING:
                family = begins.get((id(one.text), end + 1))
                if family is not None and not is_full(family) and family.words[0] not in NEVER_NAMES:
                    joined.append(replace(one, last=family.last, score=NICKNAMED))
                break
    inside = {(id(one.text), index) for one in joined for index in range(one.first, one.last)}
    return [one for one in candidates if (id(one.text), one.first) not in inside] + joined


def _in_result(candidate: NameCandidate, places: set[tuple[int, int]]) -> bool:
    """Whether a country in brackets follows, as in sports results."""
    text, last = candidate.text, candidate.last
    if text.word(last) != "(" or not is_full(candidate) or not is_plausible(candidate):
        return False
    inside = text.word(last + 1)
    if (id(text), last + 1) not in places and not (inside.isupper() and 1 < len(inside) < 4):
        return False
    end = next((index for index in range(last + 2, last + 5) if text.word(index) == ")"), None)
    if end is None:
        return False
    before, after = text.word(candidate.first - 1), text.word(end + 1)
    return before in BEFORE_RESULT and (after in AFTER_RESULT or after[:1].isdigit())


def _in_lists(candidates: list[NameCandidate]) -> list[NameCandidate]:
    """Accept the candidates in a list of people of which most are accepted already."""
    accepted: set[int] = set()
    for ordered in _by_text(one for one in candidates if is_full(one)):
        chain: list[NameCandidate] = []
        for one in ordered:
            if chain and not _follows(one.text, chain[-1].last, one.first):
                accepted |= _accepted(chain)
                chain = []
            chain.append(one)
        accepted |= _accepted(chain)
    return [replace(one, score=LISTED) if id(one) in accepted else one for one in candidates]


def _follows(text: TokenizedText, last: int, first: int) -> bool:
    """Whether there are only list separators between two candidates."""
    between = text.words[last:first]
    if not between:  # on lines of their own
        return "\n" in text.source[text.starts[last - 1] : text.starts[first]]
    return 0 < len(between) <= LIST_GAP and all(word in BETWEEN or word.isdigit() for word in between)


def _accepted(chain: list[NameCandidate]) -> set[int]:
    known = sum(one.score >= ACCEPT for one in chain)
    if len(chain) < LIST_SIZE or known < LIST_KNOWN or known * 2 < len(chain):
        return set()
    return {id(one) for one in chain if one.score < ACCEPT and is_plausible(one)}


def speakers(candidates: Iterable[NameCandidate]) -> set[str]:
    """Return the single words that occur beside a verb of speech."""
    return {
        one.words[-1]
        for one in candidates
        if not is_full(one) and (one.text.word(one.last) in SPEECH or one.text.word(one.first - 1) in SPEECH)
    }
