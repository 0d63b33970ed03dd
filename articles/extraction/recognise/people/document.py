"""Decide on person candidates by the document as a whole.

Accepted full names support their family names in the rest of the text: "Kerry" is a person if "John Kerry" is
named, and so is "Jordan" if "Michael Jordan" is.
"""

from collections.abc import Iterator

from articles.extraction.annotations import Evidence, Span
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    COMMON_WORDS,
    COURTESY,
    GIVEN_NAMES,
    LEADING_PARTICLES,
    SPEECH,
    SUFFIXES,
)
from articles.extraction.person_names.offices import KNOWN_ALONE
from articles.extraction.person_names.parts import family_names, given_name, is_common_given
from articles.extraction.recognise.organisations import NameMatch
from articles.extraction.recognise.people.context import is_full, is_plausible, speakers, supported
from articles.extraction.recognise.people.headings import among_capitals, names_in_capitals, words_of
from articles.extraction.recognise.people.names import ACCEPT, NameCandidate
from articles.extraction.recognise.people.words import is_initial

#: Model probability from which a single word is a person.
ALONE = 0.95
#: Doubtful names must be shorter than this to be accepted on other names' evidence.
MAX_DOUBTED = 4
#: Score of a surname that is known without a full name ("Putin").
KNOWN = 0.65
KNOWN_CAPITALS = frozenset(name.upper() for name in KNOWN_ALONE)
THE = frozenset({"the", "The", "these", "These", "both", "all"})


def settle_people(
    texts: list[TokenizedText], found: list[NameMatch], candidates: list[NameCandidate]
) -> tuple[list[Span], list[NameMatch]]:
    """Return the person spans of the document, and `found` without names that turned out to be people."""
    things = {tuple(c.words) for c in candidates if c.thing}
    candidates = supported([c for c in candidates if tuple(c.words) not in things], found)
    support = _with_courtesy(candidates)
    full = _full_names(candidates, support | speakers(candidates))
    people = _named(full)
    begun = {(span.field, span.start) for span in people}
    alone = {c.words[-1] for c in candidates if not is_full(c) and c.words[-1].lower() not in COMMON_WORDS}
    headed = list(names_in_capitals(texts, {" ".join(c.words) for c in full}, alone, found, begun))
    people += headed
    names = [c.words for c in full] + [words_of(span) for span in headed if span.evidence == "name"]
    families = {name for words in names for name in family_names(words)}
    givens = {name for words in names if (name := given_name(words))} - families
    families |= _titled(candidates)
    accepted = {id(c) for c in full}
    double = {name.casefold() for name in families if " " in name}
    couples = list(_partners(candidates, full, families))
    paired = {(span.field, span.start) for span in couples}
    for candidate in candidates:
        if (candidate.text.field, candidate.text.starts[candidate.first]) in paired:
            continue
        if not is_full(candidate):
            people.extend(_settle_single(candidate, families, givens))
        elif id(candidate) not in accepted:
            people.extend(_last_word(candidate, families, double))
    begun = {(span.field, span.start) for span in people}
    people.extend(s for s in couples if (s.field, s.start) not in begun)
    kept: list[NameMatch] = []
    named = _countries_beyond_doubt(found)
    placed = _places_beyond_doubt(found)
    for item in found:
        word = item.text.words[item.first]
        if item.last == item.first + 1 and word in families and _yields(item, named, placed):
            people.append(_make(item.text, item.first, item.last, "surname", 0.7))
        else:
            kept.append(item)
    begun = {(span.field, span.start) for span in people}
    people.extend(s for s in _in_headings(texts, families, kept) if (s.field, s.start) not in begun)
    return people, kept


def _named(full: list[NameCandidate]) -> list[Span]:
    """Return the spans of full names. Some are the ends of longer ones ("Johnson Sirleaf")."""
    tails = {tail for c in full for tail in _tails(c.words)}
    return [_span(c, "surname" if tuple(c.words) in tails else "name") for c in full]


def _full_names(candidates: list[NameCandidate], support: set[str]) -> list[NameCandidate]:
    """Return the candidates that are full names: by their score, or because the document uses the family name
    alone or for somebody else ("Naina Yeltsin" beside Boris Yeltsin)."""
    sure = [c for c in candidates if is_full(c) and c.score >= ACCEPT]
    families = {name for c in sure for name in family_names(c.words)}
    known = families | support
    doubted = (c for c in candidates if c.score < ACCEPT and is_full(c) and c.words[-1] in known)
    return sure + [
        c for c in doubted if is_plausible(c) and not c.text.titlecase and len(c.words) < MAX_DOUBTED
    ]


def _tails(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the endings of a full name of three or more words that may be used for it ("Johnson Sirleaf")."""
    plain = [word for word in words if word not in SUFFIXES]
    for start in range(1, len(plain) - 1):
        if not is_initial(plain[start]):
            yield tuple(plain[start:])


def _partners(
    candidates: list[NameCandidate], full: list[NameCandidate], families: set[str]
) -> Iterator[Span]:
    """Yield given names that share a family name after "and": "Bill and Hillary Clinton"."""
    several = {(id(c.text), c.last) for c in candidates if len(c.words) > 1}
    words = {c.words[-1] for c in candidates}
    for c in full:
        text, at = c.text, c.first - 2
        word, before = text.word(at), text.word(at - 1)
        if text.word(at + 1) not in {"and", "&"} or given_name(c.words) is None or word in families:
            continue
        together = f"{c.words[-1]}s" in words  # "the Kleins"
        if not (is_common_given(word) or (together and word in GIVEN_NAMES)):
            continue
        if not (before[:1].isupper() or (id(text), at + 1) in several):
            yield _make(text, at, at + 1, "alias", 0.7)


def _titled(candidates: list[NameCandidate]) -> set[str]:
    """Return family names that occur only with a title ("Mr. Putin"): a later "Putin" is also a person,
    though the document does not say which one."""
    return {
        c.words[0]
        for c in candidates
        if not is_full(c)
        and c.titled
        and c.score >= ACCEPT
        and c.words[0].lower() not in COMMON_WORDS
        and len(c.words[0]) > 2
    }


def _countries_beyond_doubt(found: list[NameMatch]) -> set[str | None]:
    """Return the codes of countries named by a word that is not also a personal name ("Jordanian")."""
    return {item.entry.code for item in found if item.entry is not None and not item.entry.namelike}


def _with_courtesy(candidates: list[NameCandidate]) -> set[str]:
    """Return the single words after "Mr." and similar titles."""
    return {
        c.words[-1]
        for c in candidates
        if not is_full(c) and c.titled and c.text.word(c.first - 1) in COURTESY
    }


def _settle_single(candidate: NameCandidate, families: set[str], givens: set[str]) -> Iterator[Span]:
    text, first, last = candidate.text, candidate.first, candidate.last
    word, before = candidate.words[0], text.word(first - 1)
    if word in LEADING_PARTICLES:
        if " ".join(candidate.words) in families:
            yield _span(candidate, "surname")
    elif (two := f"{before} {word}") in families or two in KNOWN_ALONE:
        yield _make(text, first - 1, last, "surname", 0.7)
    elif word in families:
        opens = text.begins_sentence(first) and word.lower() in COMMON_WORDS
        if not opens or text.word(last) in SPEECH or text.word(last) in {"'s", "’s"}:
            yield _span(candidate, "surname")
    elif (candidate.titled and candidate.score >= ACCEPT) or candidate.chance >= ALONE:
        yield _span(candidate, "surname")
    elif word in givens and word.lower() not in COMMON_WORDS and not text.word(last).isdigit():
        yield _make(text, first, last, "alias", 0.6)
    elif _is_family(candidate, families) or _tells_age(text, last):
        yield _span(candidate, "surname")
    elif word in KNOWN_ALONE and len(candidate.words) == 1:
        yield _make(text, first, last, "surname", KNOWN)


def _is_family(candidate: NameCandidate, families: set[str]) -> bool:
    """Whether the word is a known family name in the plural ("the Clintons")."""
    word = candidate.words[0]
    return word[-1] == "s" and word[:-1] in families and candidate.text.word(candidate.first - 1) in THE


def _tells_age(text: TokenizedText, last: int) -> bool:
    """Whether an age in commas follows: "Duran, 45, takes on ..."."""
    age = text.word(last + 1)
    return text.word(last) == "," and len(age) == 2 and age.isdigit() and text.word(last + 2) == ","


def _last_word(candidate: NameCandidate, families: set[str], double: set[str]) -> Iterator[Span]:
    """Yield the family name at the end of words that are not a full name ("Democrat Kerry"). double: family
    names of two words, in small letters."""
    if double and " ".join(candidate.words[-2:]).casefold() in double:
        yield _make(candidate.text, candidate.last - 2, candidate.last, "surname", 0.6)
    elif candidate.words[-1] in families:
        yield _make(candidate.text, candidate.last - 1, candidate.last, "surname", 0.6)


def _places_beyond_doubt(found: list[NameMatch]) -> set[str]:
    """Return the places named in a dateline, at the start of a text, or after a word like "in"."""
    return {
        item.text.words[item.first]
        for item in found
        if item.kind == "place"
        and (
            item.text.field == "dateline"
            or item.first == 0
            or item.text.words[item.first - 1].lower() in {"in", "from", "at", "to", "near", "of"}
        )
    }


def _yields(item: NameMatch, named: set[str | None], placed: set[str]) -> bool:
    """Whether a known name is a person of the document instead.

    A demonym never is; a company ("Dell" beside Michael Dell) only with a title; a country ("Jordan") if
    nothing else in the text points to it; a capital ("Washington" beside Denzel Washington) if nothing shows
    that it is a place.
    """
    if item.text.word(item.first - 1) in COURTESY:
        return True
    if item.kind == "country":
        return item.evidence == "name" and item.entry is not None and item.entry.code not in named
    if item.evidence == "capital":
        return item.text.words[item.first] not in placed
    return item.kind == "place" and item.evidence in {"city", "region"}


def _in_headings(texts: list[TokenizedText], families: set[str], found: list[NameMatch]) -> Iterator[Span]:
    """Yield the document's family names where they are in capitals: in a heading, or among other words in
    capitals ("TENNIS - TARANGO, O'BRIEN SPRING UPSETS")."""
    known = {name for name in families if len(name) > 2 and name.lower() not in COMMON_WORDS}
    named = {name.upper() for name in known}
    for text in texts:
        upper = named | KNOWN_CAPITALS if text.uppercase else named
        taken = {i for item in found if item.text is text for i in range(item.first, item.last)}
        for index in text.capitals:
            word = text.words[index]
            if word in upper and index not in taken and (text.uppercase or among_capitals(text, index)):
                yield _make(text, index, index + 1, "surname", 0.7)


def _span(candidate: NameCandidate, evidence: Evidence) -> Span:
    score = max(candidate.score, 0.7)
    last = candidate.last
    return _make(candidate.text, candidate.first, last, evidence, score)


def _make(text: TokenizedText, first: int, last: int, evidence: Evidence, score: float) -> Span:
    while last - 1 > first and is_initial(text.words[last - 1]):
        last -= 1
    start, end = text.span(first, last)
    return Span(text.field, start, end, text.source[start:end], "person", round(score, 2), evidence)
