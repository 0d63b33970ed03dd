"""Decide whether the name of a country or place is part of a person's name: "Jack London", "Kenya Moore"."""

from articles.extraction.lexicon.gazetteer import GazetteerEntry
from articles.extraction.lexicon.senses import REGION_ABBREVIATIONS
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    ARTICLES,
    COMMON_WORDS,
    COURTESY,
    GIVEN_COUNTRIES,
    GIVEN_NAMES,
    GIVEN_PLACES,
    KIN,
    LARGER_NAMES,
    NICKNAMES,
    OFTEN_GIVEN,
    ROLES,
    SPEECH,
    STREETS,
    SURNAMES,
    TITLES,
    UNSURE_TOWNS,
)
from articles.extraction.recognise.people import is_initial, is_name_word

#: After a comma, these show that the word before it is a town.
AFTER_TOWNS = frozenset(REGION_ABBREVIATIONS) | {region for region, _ in REGION_ABBREVIATIONS.values()}
BEFORE_PLACES = frozenset({"in", "at", "from", "near", "outside", "around", "In", "Near", "At"})
#: Before a region, these are part of what it is called: "Northern Virginia".
DIRECTIONS = frozenset({"Northern", "Southern", "Eastern", "Western", "Central", "Upper", "Lower", "Upstate"})
#: After one of these, a town and an unknown word are rather not a person.
BEFORE_TOWNS = frozenset({*BEFORE_PLACES, "to", "of", "the", "and", "between", "for", "with", "-"})


def belongs_to_name(
    text: TokenizedText, entry: GazetteerEntry, start: int, index: int, last: int, places: frozenset[str]
) -> bool:
    """Whether the name of a place at `index`, in a run of capitalised words, is part of a person's name.

    places: the names in one word of the gazetteer.
    """
    if entry.evidence == "demonym":
        return False
    before = text.word(index - 1)
    if before in COURTESY and entry.evidence in {"city", "region"}:
        return True
    if before == "-" and f"{text.word(index - 2)}-".lower() in ARTICLES:
        return True
    if index == start:
        return _opens_name(text, entry, index, last, places)
    if before.lower() in ROLES and _opens_name(text, entry, index, last, places):
        return True  # "Reporter China Alvarado"
    if text.words[index] in UNSURE_TOWNS:
        return True
    if before in DIRECTIONS and entry.evidence == "region":
        return False
    if entry.kind == "organisation" and not entry.namelike:
        return False
    opens = text.words[start]
    is_given = before in GIVEN_NAMES and (before != opens or before.lower() != "will")
    return is_given or is_initial(before) or (before in TITLES and entry.namelike)


def _opens_name(
    text: TokenizedText, entry: GazetteerEntry, index: int, last: int, places: frozenset[str]
) -> bool:
    """Whether the name of a place opens a person's name."""
    word, following = text.words[index], text.word(index + 1)
    if entry.kind == "country" and _usual_case(text, index) in GIVEN_COUNTRIES:
        return text.word(index - 1) in KIN or _is_given_name(text, index, last)
    if entry.kind != "country" and _is_given_place(text, index, last, places):
        return True
    if word in UNSURE_TOWNS:
        return not _is_located(text, index, last)
    if not entry.namelike:
        return False
    if text.word(index - 1) in TITLES and entry.evidence in {"city", "region"}:
        return True
    if word not in GIVEN_NAMES or index + 1 >= last or not is_name_word(following):
        return False
    # "Maurice Kamto" in a French text: names of countries in other languages are given names, too
    foreign = bool(text.function_words) and following.lower() not in text.function_words
    return following in SURNAMES or entry.evidence == "city" or foreign


def _is_given_name(text: TokenizedText, index: int, last: int) -> bool:
    """Whether a country's name ("Jordan", "Kenya") is a given name here: a family name follows, and not a
    longer name ("Israel Defense Forces", "India Today")."""
    word, following = _usual_case(text, index), _usual_case(text, index + 1)
    if text.uppercase:
        return following in SURNAMES and following not in TITLES and following.lower() not in COMMON_WORDS
    if index + 1 >= last or last > index + 3 or not is_name_word(following) or following.isupper():
        return False
    if following in STREETS:
        return False
    if following in SURNAMES or text.word(last) in SPEECH or text.word(last) == "who":
        return True
    if following.lower() not in COMMON_WORDS and text.words.count(following) > 1:
        return True
    return word in OFTEN_GIVEN and following.lower() not in COMMON_WORDS


def _is_given_place(text: TokenizedText, index: int, last: int, places: frozenset[str]) -> bool:
    """Whether a town or state is a given name here: "Brooklyn Reyes", "Mayor London Breed"."""
    word, following = _usual_case(text, index), _usual_case(text, index + 1)
    named = text.word(index - 1) == "," and text.word(index - 2) in ROLES  # "her lawyer, Perth Tolle"
    if word not in GIVEN_PLACES and not named:
        return False
    if index + 1 >= last:
        return word in GIVEN_PLACES and text.word(index - 1) in KIN
    if text.uppercase:
        known = following in places or following in TITLES or following.lower() in COMMON_WORDS
        return following in SURNAMES and not known
    if (
        following in places
        or following in STREETS
        or text.word(index + 2) in LARGER_NAMES
        or not following.isalpha()
    ):
        return False
    if text.word(index - 1) in COURTESY and last == index + 2:
        return True
    plain = following.lower() not in COMMON_WORDS and is_name_word(following)
    alone = (
        word in OFTEN_GIVEN
        and last == index + 2
        and text.word(index - 1).lower() not in BEFORE_TOWNS
        and following not in NICKNAMES
    )
    return plain and (named or alone or following in SURNAMES or text.words.count(following) > 1)


def _usual_case(text: TokenizedText, index: int) -> str:
    """Return the word as it is written outside headings in capitals."""
    word = text.word(index)
    return word.title() if text.uppercase and word.isupper() else word


def _is_located(text: TokenizedText, index: int, last: int) -> bool:
    """Whether the words around a name show that it is a town: "in Jackson", "Jackson, Mississippi"."""
    if text.field == "dateline":
        return True
    after = text.word(index + 1)
    return index + 1 == last and (
        text.word(index - 1) in BEFORE_PLACES or (after == "," and text.word(index + 2) in AFTER_TOWNS)
    )
