"""What the document as a whole says about its candidates for people.

Full names that stand by themselves give their family names to the rest of the text: a later "Kerry" is
a person because "John Kerry" was named, a "Jordan" is one beside "Michael Jordan".
"""

from collections.abc import Iterator

from articles.extraction.lexicon import COMMON_WORDS, COURTESY, LEADING_PARTICLES, SPEECH, SUFFIXES
from articles.extraction.names import family_names, given_name
from articles.extraction.organisations import Found
from articles.extraction.people import ACCEPT, Candidate, is_initial
from articles.extraction.records import Evidence, Span
from articles.extraction.text import Text

#: Chance from which the trained model's word makes a person of a word that stands alone.
ALONE = 0.9


def settle_people(
    texts: list[Text], found: list[Found], candidates: list[Candidate]
) -> tuple[list[Span], list[Found]]:
    """The person spans of the document, and `found` without what proved to be people."""
    support = _supported(candidates)
    full = [c for c in candidates if _is_full(c) and (c.score >= ACCEPT or c.words[-1] in support)]
    families = {name for c in full for name in family_names(c.words)}
    givens = {name for c in full if (name := given_name(c.words))} - families
    families |= _titled(candidates)
    people = [_span(c, "name") for c in full]
    for candidate in candidates:
        if not _is_full(candidate):
            people.extend(_settle_single(candidate, families, givens))
        elif candidate.score < ACCEPT and candidate.words[-1] not in support:
            people.extend(_last_word(candidate, families))
    kept: list[Found] = []
    named = _countries_beyond_doubt(found)
    placed = _places_beyond_doubt(found)
    for item in found:
        word = item.text.words[item.first]
        if item.last == item.first + 1 and word in families and _yields(item, named, placed):
            people.append(_make(item.text, item.first, item.last, "surname", 0.7))
        else:
            kept.append(item)
    people.extend(_in_headings(texts, families, kept))
    return people, kept


def _is_full(candidate: Candidate) -> bool:
    words = [word for word in candidate.words if word not in SUFFIXES]
    return len(words) > 1 + (words[0] in LEADING_PARTICLES)


def _titled(candidates: list[Candidate]) -> set[str]:
    """Family names that the document gives only with a title ("Mr. Putin"): later "Putin" is a person
    too, though which one it does not say."""
    return {
        c.words[0]
        for c in candidates
        if not _is_full(c)
        and c.titled
        and c.score >= ACCEPT
        and c.words[0].lower() not in COMMON_WORDS
        and len(c.words[0]) > 2
    }


def _countries_beyond_doubt(found: list[Found]) -> set[str | None]:
    """Codes of countries that the document names by a word that is nobody's name ("Jordanian")."""
    return {item.entry.code for item in found if item.entry is not None and not item.entry.namelike}


def _supported(candidates: list[Candidate]) -> set[str]:
    """Words that stand alone as people do: after "Mr." or beside a verb of speech, twice."""
    support: set[str] = set()
    spoke: set[str] = set()
    for candidate in candidates:
        if _is_full(candidate):
            continue
        word = candidate.words[-1]
        if candidate.titled and candidate.text.word(candidate.first - 1) in COURTESY:
            support.add(word)
        elif candidate.text.word(candidate.last) in SPEECH:
            spoke.add(word)
    return support


def _settle_single(candidate: Candidate, families: set[str], givens: set[str]) -> Iterator[Span]:
    text, first, last = candidate.text, candidate.first, candidate.last
    word, before = candidate.words[0], text.word(first - 1)
    if word in LEADING_PARTICLES:
        if " ".join(candidate.words) in families:
            yield _span(candidate, "surname")
    elif f"{before} {word}" in families:
        yield _make(text, first - 1, last, "surname", 0.7)
    elif word in families:
        opens = text.begins_sentence(first) and word.lower() in COMMON_WORDS
        if not opens or text.word(last) in SPEECH or text.word(last) in {"'s", "’s"}:
            yield _span(candidate, "surname")
    elif (candidate.titled and candidate.score >= ACCEPT) or candidate.chance >= ALONE:
        yield _span(candidate, "surname")
    elif word in givens and word.lower() not in COMMON_WORDS:
        yield _make(text, first, last, "alias", 0.6)


def _last_word(candidate: Candidate, families: set[str]) -> Iterator[Span]:
    """A family name at the end of words that are no full name ("Democrat Kerry")."""
    if " ".join(candidate.words[-2:]).casefold() in {name.casefold() for name in families if " " in name}:
        yield _make(candidate.text, candidate.last - 2, candidate.last, "surname", 0.6)
    elif candidate.words[-1] in families:
        yield _make(candidate.text, candidate.last - 1, candidate.last, "surname", 0.6)


def _places_beyond_doubt(found: list[Found]) -> set[str]:
    """Places that the document names in a dateline, at its head or after a word like "in"."""
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


def _yields(item: Found, named: set[str | None], placed: set[str]) -> bool:
    """Whether a known name is a person of the document instead: never an adjective; a company ("Dell" beside
    Michael Dell) only with a title; a country ("Jordan") where nothing else in the text points to it; a
    capital ("Washington" beside Denzel Washington) where nothing says that it is a place."""
    if item.text.word(item.first - 1) in COURTESY:
        return True
    if item.kind == "country":
        return item.evidence == "name" and item.entry is not None and item.entry.code not in named
    if item.evidence == "capital":
        return item.text.words[item.first] not in placed
    return item.kind == "place" and item.evidence in {"city", "region"}


def _in_headings(texts: list[Text], families: set[str], found: list[Found]) -> Iterator[Span]:
    """The document's family names in fields written in capitals."""
    upper = {name.upper() for name in families if len(name) > 2 and name.lower() not in COMMON_WORDS}
    for text in texts:
        if not text.uppercase:
            continue
        taken = {i for item in found if item.text is text for i in range(item.first, item.last)}
        for index in text.capitals:
            if text.words[index] in upper and index not in taken:
                yield _make(text, index, index + 1, "surname", 0.7)


def _span(candidate: Candidate, evidence: Evidence) -> Span:
    score = max(candidate.score, 0.7)
    last = candidate.last
    return _make(candidate.text, candidate.first, last, evidence, score)


def _make(text: Text, first: int, last: int, evidence: Evidence, score: float) -> Span:
    while last - 1 > first and is_initial(text.words[last - 1]):
        last -= 1
    start, end = text.span(first, last)
    return Span(text.field, start, end, text.source[start:end], "person", round(score, 2), evidence)
