"""Organisations and places recognised by their first or last word, and the acronyms they introduce."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.extraction.annotations import Evidence, Kind
from articles.extraction.lexicon.countries import COUNTRIES
from articles.extraction.lexicon.gazetteer import Gazetteer, GazetteerEntry
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    ALSO_OFFICES,
    ALSO_SURNAMES,
    CALENDAR,
    COMMON_WORDS,
    COMPANY_ADJECTIVES,
    COMPANY_ENDS,
    GIVEN_NAMES,
    HEADS_WITH_ADJECTIVE,
    HEADS_WITH_FOR,
    HEADS_WITH_ON,
    LED_BY_PEOPLE,
    NAME_OPENERS,
    NAMELIKE_ENDS,
    NEVER_NAMES,
    OFFICES,
    ORDINARY,
    ORGANISATION_ENDS,
    ORGANISATION_HEADS,
    PLACE_ENDS,
    SURNAMES,
    TITLE_PARTS,
    TITLES,
)

MAX_WORDS = 8
#: Words that show an organisation, and those by which a name is recognised.
ORGANISATION_WORDS = ORGANISATION_ENDS | ORGANISATION_HEADS
LAST_WORDS = ORGANISATION_WORDS | PLACE_ENDS
#: The words of the names of countries and capitals, whose institutions have common words as names.
OF_COUNTRIES = frozenset(
    word for each in COUNTRIES for name in (each.name, *each.names, *each.capitals) for word in name.split()
)
#: Abbreviated weekdays that may also start names ("Sun Metal Works").
SHORT_DAYS = frozenset({"Sun", "Sat", "Mon", "Wed"})
#: Last words of names that do not end a name before these: "Chief Financial Officer", "U.S. District Judge".
IN_TITLES = {
    "Financial": frozenset({"Officer", "Officers"}),
    "District": frozenset({"Judge", "Judges", "Attorney", "Attorneys"}),
}

#: After a name, these make it an index of share prices ("the KBW Bank Index").
INDICES = frozenset({"Index", "index", "Indices", "indices"})
#: Small words after a head, and the heads that they may follow ("Committee on Armed Services").
AFTER_HEADS = {"for": HEADS_WITH_FOR, "on": HEADS_WITH_ON}


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The words of a text from first to last (exclusive), recognised as a name. entry: from the gazetteer."""

    text: TokenizedText
    first: int
    last: int
    kind: Kind
    evidence: Evidence
    score: float
    entry: GazetteerEntry | None = None


def find_by_ending(text: TokenizedText, first: int, last: int, gazetteer: Gazetteer) -> NameMatch | None:
    """Return the organisation or place in a run of capitalised words, recognised by a last or head word."""
    for index in range(last - 1, first - 1, -1):
        word = text.words[index]
        if word not in LAST_WORDS or text.word(index + 1) in IN_TITLES.get(word, ()):
            continue
        match: NameMatch | None = None
        if word in ORGANISATION_ENDS and not _ends_person(text, first, index):
            match = _by_end(text, first, index, last, gazetteer)
        elif word in ORGANISATION_HEADS:
            match = _by_head(text, first, index, gazetteer)
        elif word in PLACE_ENDS and index > first:
            match = _place_by_end(text, first, index, gazetteer)
        if match is not None and text.word(match.last) not in INDICES:
            return match
    return _partners(text, first, last, gazetteer)


def _by_end(text: TokenizedText, first: int, index: int, last: int, gazetteer: Gazetteer) -> NameMatch | None:
    if text.words[index] not in COMPANY_ENDS and _is_cut(text, index + 1, last):
        return None
    start = _widened(text, _start(text, first, index, gazetteer), index, gazetteer)
    return NameMatch(text, start, index + 1, "organisation", "name", 0.85) if start < index else None


def _by_head(text: TokenizedText, first: int, index: int, gazetteer: Gazetteer) -> NameMatch | None:
    start, end = _start(text, first, index, gazetteer), _after_of(text, index + 1)
    if _is_of_person(text.words, start, index) or (start == index and end == index + 1):
        return None
    return NameMatch(text, start, end, "organisation", "name", 0.8)


def _place_by_end(text: TokenizedText, first: int, index: int, gazetteer: Gazetteer) -> NameMatch | None:
    start, words = _start(text, first, index, gazetteer), text.words
    if start == index or (words[start] in GIVEN_NAMES and words[index] in NAMELIKE_ENDS):
        return None
    return NameMatch(text, start, index + 1, "place", "region", 0.75)


def _widened(text: TokenizedText, start: int, head: int, gazetteer: Gazetteer) -> int:
    """Return where a name really starts ("Pier 1 Imports Inc", "TravelCenters of America LLC"), or `head` if
    the run of capitals has only a part of it ("the Cattlemen's Beef Association")."""
    before, further = text.word(start - 1), text.word(start - 2)
    opens = further[:1].isupper() and further.lower() not in COMMON_WORDS
    named = before == "of" and text.word(start - 3)[:1].isupper()  # "Bentley Offutt of Offutt Securities Inc"
    if opens and (before.isdigit() or before == "of") and text.words[head] in COMPANY_ENDS and not named:
        return start - 2
    words = text.words[start:head]
    entry = gazetteer.phrases.get(" ".join(words))
    if entry is not None and entry.kind == "country" and text.words[head] in COMPANY_ENDS:
        return head  # "Japan Inc"
    if not words and _is_brand(before):
        return start - 1
    alone = len(words) == 1 and words[0] in ORGANISATION_ENDS
    return head if alone or is_part(text, start, head) else start


def _is_brand(word: str) -> bool:
    """Whether the word is a number with capitals, as in names of companies: "3G", "3PAR"."""
    return word[:1].isdigit() and word[-1:].isupper() and len(word) < MAX_WORDS


def is_part(text: TokenizedText, first: int, last: int) -> bool:
    """Whether the words are only the end of a name ("Cattlemen's Beef Association"), or mean a part of an
    organisation ("Lockheed's Training Division")."""
    owner = text.word(first - 2)
    if text.word(first - 1) not in {"'s", "’s", "'", "’"} or not owner[:1].isupper() or owner in OF_COUNTRIES:
        return False
    return first < last and _are_usual(text.words[first:last])


def _is_cut(text: TokenizedText, following: int, last: int) -> bool:
    """Whether the name goes on after the word, so that it would be only a part: "European Financial" of
    "European Financial Stability Facility"."""
    word = text.word(following)
    return following < last and word.lower() in COMMON_WORDS and word not in TITLES | TITLE_PARTS | OFFICES


def _ends_person(text: TokenizedText, first: int, index: int) -> bool:
    """Whether the end of an organisation belongs to a person here: "the vote on Loretta Lynch AG nomination",
    "Michael Steel said"."""
    word, before = text.words[index], text.words[index - 1]
    if word in ALSO_SURNAMES:
        return index > first and before in GIVEN_NAMES and text.word(index + 1) not in COMPANY_ENDS
    named = word in ALSO_OFFICES and index == first + 2 and text.words[first] in GIVEN_NAMES
    return named and text.word(index + 1).isalpha()


def _is_of_person(words: list[str], start: int, head: int) -> bool:
    """Whether the head is what a person leads: "the Obama Administration"."""
    before = words[head - 1]
    return (
        words[head] in LED_BY_PEOPLE
        and start == head - 1
        and before in SURNAMES
        and before.lower() not in COMMON_WORDS
    )


def _partners(text: TokenizedText, first: int, last: int, gazetteer: Gazetteer) -> NameMatch | None:
    """Return a firm named after its founders ("Douglas & Lomason", "Gibson, Dunn & Crutcher")."""
    words = text.words
    if text.uppercase or last - first < 3 or "&" not in words[first:last]:
        return None
    middle = words.index("&", first, last)
    one, other = words[middle - 1], text.word(middle + 1)
    if not first < middle < last - 1 or min(len(one), len(other)) < 3:
        return None
    if {one.lower(), other.lower()} & COMMON_WORDS or not (
        one[0].isupper() and one.isalpha() and other.isalpha()
    ):
        return None
    start = middle - 1
    while text.word(start - 1) == "," and _is_partner(text, start - 2, gazetteer):
        start -= 2
    return NameMatch(text, start, middle + 2, "organisation", "name", 0.75)


def _is_partner(text: TokenizedText, index: int, gazetteer: Gazetteer) -> bool:
    """Whether the word before a comma is another founder, and not the name of another firm."""
    word = text.word(index)
    entry = gazetteer.phrases.get(word)
    surname = word[:1].isupper() and word.isalpha() and word.lower() not in COMMON_WORDS
    return surname and len(word) > 2 and (entry is None or entry.namelike) and not text.begins_sentence(index)


def _start(text: TokenizedText, first: int, head: int, gazetteer: Gazetteer) -> int:
    """Return the start of the name that ends at `head`, without titles, demonyms, weekdays, and words
    capitalised only because they start a sentence."""
    words = text.words
    start = max(first, head - MAX_WORDS)
    for index in range(head - 1, start - 1, -1):
        word = words[index]
        title = word in TITLES and index == start and not _opens_name(words, index, head)
        if (word in CALENDAR and word not in SHORT_DAYS) or title:
            return index + 1
        if word in COMPANY_ENDS and word[-1] == "." and words[head] not in COMPANY_ENDS:
            return index + 1  # another company at the end of the sentence before
        if _is_compound(word) or (index > start and word in {"The", "A", "An"}):
            return index + 1  # "Republican-led Congress", and what a page puts before a sentence
        entry = gazetteer.phrases.get(word)
        if entry is not None and entry.evidence == "demonym":
            return index if _takes_adjective(words, index + 1, head) else index + 1
    while start < head and _is_before_name(text, start, head):
        start += 1
    return start


def _is_compound(word: str) -> bool:
    """Whether a hyphenated word ends in a small letter's word, as adjectives do: "Beijing-based"."""
    return "-" in word and word.rpartition("-")[2].islower() and not word.islower()


def _takes_adjective(words: list[str], first: int, head: int) -> bool:
    """Whether the adjective of a country before the words is part of the name ("American Jewish Committee",
    "American Life Insurance Co")."""
    plain = all(part in ORDINARY for part in words[first:head])
    if words[head] in HEADS_WITH_ADJECTIVE and not plain:
        return True
    if words[head] in COMPANY_ENDS and words[first - 1] in COMPANY_ADJECTIVES:
        return first < head
    company = words[head] in ORGANISATION_ENDS and first < head
    return company and _are_usual(words[first:head])


def _is_before_name(text: TokenizedText, index: int, head: int) -> bool:
    """Whether the word only stands before the name: it starts the sentence, or is part of a heading."""
    word = text.words[index]
    if word.lower() not in COMMON_WORDS:
        return False
    heading = word.isupper() and len(word) > 1 and not text.words[head].isupper() and not text.uppercase
    if heading or text.begins_sentence(index):
        return True
    return word in NEVER_NAMES and not _opens_name(text.words, index, head)


def _opens_name(words: list[str], index: int, head: int) -> bool:
    """Whether the word is part of the name, since what follows would be none: "General Growth Properties"."""
    rest = words[index + 1 : head]
    return words[index] in NAME_OPENERS and bool(rest) and _are_usual(rest)


def _are_usual(words: list[str]) -> bool:
    return all(word.lower() in COMMON_WORDS or word in ORGANISATION_WORDS for word in words)


def _after_of(text: TokenizedText, index: int) -> int:
    """Return the end of "of X" after a head word ("Bank of Nova Scotia", "Ministry of Foreign Affairs")."""
    words = text.words
    joining = text.word(index)
    heads = AFTER_HEADS.get(joining)
    if joining != "of" and (heads is None or text.word(index - 1) not in heads):
        return index
    end = index + 1
    if text.word(end) == "the":
        end += 1
    begin = end
    while end < len(words) and end - begin < MAX_WORDS and words[end][0].isupper():
        if words[end] in CALENDAR or words[end - 1] in COMPANY_ENDS:
            break
        if end > begin and (words[end] in TITLES | OFFICES or _begins_person(text, begin, end)):
            break
        end += 1
        if text.word(end) in {"and", "of", "&"} and text.word(end + 1)[:1].isupper():
            end += 1
    while end > begin and words[end - 1] in TITLES:
        end -= 1
    return end if end > begin and words[begin] not in CALENDAR else index


def _begins_person(text: TokenizedText, begin: int, index: int) -> bool:
    """Whether a person's name follows the organisation's: "Bank of England Robin Leigh-Pemberton"."""
    word, following = text.words[index], text.word(index + 1)
    named = word in GIVEN_NAMES and word.lower() not in COMMON_WORDS and word not in NEVER_NAMES
    return named and following[:1].isupper() and text.words[begin] not in GIVEN_NAMES


def short_names(item: NameMatch) -> Iterator[str]:
    """Yield the single words that later text may use for an organisation: the acronym in brackets after it,
    and its name without a legal suffix ("Pharmasset" of "Pharmasset Inc")."""
    acronym = acronym_of(item)
    if acronym is not None:
        yield acronym
    words = item.text.words[item.first : item.last]
    while len(words) > 1 and (words[-1] in COMPANY_ENDS or words[-1] == "&"):
        words = words[:-1]
    name = words[0]
    shortened = len(words) == 1 and item.last - item.first > 1 and item.kind == "organisation"
    ordinary = name.lower() in COMMON_WORDS or name in GIVEN_NAMES or name in NEVER_NAMES
    if shortened and len(name) > 2 and not ordinary:
        yield name


def acronym_of(item: NameMatch) -> str | None:
    """Return the acronym in brackets after an organisation, if it matches the name's capitals."""
    text = item.text
    if item.kind != "organisation" or text.word(item.last) != "(" or text.word(item.last + 2) != ")":
        return None
    acronym = text.word(item.last + 1)
    if not (2 <= len(acronym) <= 7 and acronym.isupper() and acronym.isalpha()):
        return None
    initials = "".join(word[0] for word in text.words[item.first : item.last] if word[0].isupper())
    return acronym if acronym == initials or acronym in initials or initials in acronym else None
