"""Decide whether a gazetteer name means its place here, and find places that are in no list."""

from articles.extraction.lexicon.gazetteer import Gazetteer, GazetteerEntry
from articles.extraction.lexicon.senses import REGION_ABBREVIATIONS
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    ARTICLES,
    BEFORE_PRONOUN,
    CALENDAR,
    COMMON_WORDS,
    COURTESY,
    GIVEN_COUNTRIES,
    GIVEN_NAMES,
    GIVEN_PLACES,
    KIN,
    IN_WORK_TITLES,
    KINDS,
    LARGER_NAMES,
    NEVER_NAMES,
    NICKNAMES,
    OFTEN_GIVEN,
    PLACES_WITH_THE,
    ROLES,
    SPEECH,
    SURNAMES,
    TITLES,
    UNSURE_TOWNS,
)
from articles.extraction.recognise.organisations import NameMatch
from articles.extraction.recognise.people import NameCandidate, is_initial, is_name_word

#: After a known name, these make it a street ("Atlantic Avenue", "Congress Street").
STREETS = frozenset({"Avenue", "Street", "Road", "Boulevard", "Lane", "Drive", "Ave.", "St.", "Blvd."})
#: After a known place, these make it an event ("U.S. Open", "Atlanta Games").
EVENTS = frozenset({"Open", "Masters", "Marathon", "Games", "Invitational", "Classic", "Grand"})
#: After a comma, these show that the word before it is a town.
AFTER_TOWNS = frozenset(REGION_ABBREVIATIONS) | {region for region, _ in REGION_ABBREVIATIONS.values()}
BEFORE_PLACES = frozenset({"in", "at", "from", "near", "outside", "around", "In", "Near", "At"})
#: "the town of Velten".
SETTLEMENTS = frozenset(
    {"town", "village", "city", "hamlet", "port", "suburb", "island", "province", "towns", "small", "coastal"}
)
#: Quotation marks around the title of a work, and the most words of it before and after a name.
OPENING, CLOSING = frozenset({'"', "“", "‘", "«", "„"}), frozenset({'"', "”", "’", "»", "“"})
MAX_TITLE = 8
BEFORE_TOWNS = frozenset({*BEFORE_PLACES, "to", "of", "the", "and", "between", "for", "with", "-"})
AGENCIES = frozenset({"Reuters", "AP", "AFP", "UPI", "Xinhua", "dpa", "IPS"})
#: After a city, these make it the office that a report came from: "London Newsroom", "Dublin Newsdesk".
OFFICES = frozenset({"Newsroom", "Newsdesk", "newsroom"})
#: "Huize county".
DIVISIONS = frozenset(
    {"county", "province", "prefecture", "governorate", "municipality", "oblast", "peninsula"}
)
ADJECTIVES = frozenset({"northern", "southern", "eastern", "western", "central", "coastal", "mountainous"})
#: Before "of" and a place, these make it a person's title.
NOBLES = frozenset({"Duke", "Duchess", "Prince", "Princess", "Earl", "Marquess", "Countess", "Viscount"})
#: Before "OF US", these make it a pronoun, too.
BEFORE_OF = frozenset(
    {"ALL", "BOTH", "SOME", "MOST", "MANY", "ONE", "NONE", "EACH", "REST", "TWO", "THREE", "ANY"}
)


def belongs_to_name(
    text: TokenizedText, entry: GazetteerEntry, start: int, index: int, last: int, places: frozenset[str]
) -> bool:
    """Whether a place name is part of a person's name here ("Jack London", "Chad Smith").

    places: the names in one word of the gazetteer.
    """
    if entry.evidence == "demonym":
        return False
    if text.word(index - 1) in COURTESY and entry.evidence in {"city", "region"}:
        return True
    if text.word(index - 1) == "-" and f"{text.word(index - 2)}-".lower() in ARTICLES:
        return True
    if index == start and entry.kind == "country" and _usual_case(text, index) in GIVEN_COUNTRIES:
        return text.word(index - 1) in KIN or _is_given_name(text, index, last)
    if index == start and entry.kind != "country" and _is_given_place(text, index, last, places):
        return True
    if index == start and text.words[index] in UNSURE_TOWNS:
        return not _is_located(text, index, last)
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
    """Whether a town or state is a given name here: "Brooklyn Reyes", "Mayor London Breed", "her sister Paris"."""
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


def is_meant(text: TokenizedText, entry: GazetteerEntry, first: int, last: int) -> bool:
    """Whether the name has its gazetteer meaning here: it is not part of a street, an event or a noble title,
    not "US" for "us", and a city that is also a personal name has a context cue."""
    before, after, word = text.word(first - 1), text.word(last), text.words[first]
    if after in STREETS or after in OFFICES or (before == "of" and text.word(first - 2) in NOBLES):
        return False
    if entry.evidence == "demonym" and after.lower() in KINDS:
        return False
    if (before in OPENING or _in_title(before or ",")) and _is_in_work(text, first, last):
        return False
    if after.title() in EVENTS and entry.kind != "organisation" and entry.evidence != "demonym":
        return after.title() == "Grand" and text.word(last + 1).title() != "Prix"
    if word in PLACES_WITH_THE and last == first + 1:
        return before.lower() == "the" and not after[:1].isupper() and after not in {"of", "between"}
    if word == "US" and (after == "$" or (text.uppercase and _is_pronoun(text, first))):
        return False
    if word == "Polish" and after in {"the", "it", "your", "up"}:
        return False
    if not entry.namelike or entry.evidence != "city":
        return True
    if word not in GIVEN_NAMES or word not in SURNAMES or text.field == "dateline":
        return True
    if before in BEFORE_PLACES or before in {"to", "of", "-"}:
        return True
    return after == "," and text.word(last + 1)[:1].isupper()


def _is_in_work(text: TokenizedText, first: int, last: int) -> bool:
    """Whether the name is part of the title of a work in quotation marks: "The Italian Job"."""
    if text.titlecase or text.uppercase:
        return False
    start = next(
        (i for i in range(first - 1, max(-1, first - MAX_TITLE), -1) if not _in_title(text.words[i])), -1
    )
    if start < 0 or text.words[start] not in OPENING:
        return False
    end = next(
        (i for i in range(last, min(len(text.words), last + MAX_TITLE)) if not _in_title(text.words[i])), 0
    )
    if text.word(end) in {",", "."}:
        end += 1
    others = text.words[start + 1 : first] + text.words[last:end]
    return text.word(end) in CLOSING and any(word[0].isupper() for word in others)


def _in_title(word: str) -> bool:
    return word[0].isupper() or word in IN_WORK_TITLES or word in {"'s", "’s"}


def _is_pronoun(text: TokenizedText, index: int) -> bool:
    before = text.word(index - 1)
    return before in BEFORE_PRONOUN or (before == "OF" and text.word(index - 2) in BEFORE_OF)


def unlisted_place(text: TokenizedText, first: int, last: int, gazetteer: Gazetteer) -> NameMatch | None:
    """Return a place recognised only by its context: "in Lake Arrowhead, California", "the town of Velten",
    "Huize county", "Worthing, a town". In a dateline, the region after the comma is enough."""
    words = text.words[first:last]
    if not 1 <= len(words) <= 3 or not all(word[0].isalpha() for word in words):
        return None
    if words[0] in TITLES or words[0] in NEVER_NAMES or any(word in CALENDAR for word in words):
        return None
    before, after = text.word(first - 1), text.word(last)
    if after in DIVISIONS and before in {"the", "in", "of", *ADJECTIVES} and not _is_person(words):
        return NameMatch(text, first, last, "place", "region", 0.75)
    opens = _opens_dateline(text, first, last)
    named = after == "," and (before in BEFORE_PLACES or opens or _is_no_surname(words))
    named = named and _is_placed(text, last + 1, gazetteer)
    if (
        named
        or (opens and _ends_dateline(text, last))
        or (before == "of" and text.word(first - 2) in SETTLEMENTS)
    ):
        return NameMatch(text, first, last, "place", "city", 0.75)
    return _near(text, first, last) if before in BEFORE_PLACES and not _is_person(words) else None


def _near(text: TokenizedText, first: int, last: int) -> NameMatch | None:
    """Return a place followed by a distance, a nearby place or its type: "in Velten near Berlin"."""
    after, second, third = text.word(last), text.word(last + 1), text.word(last + 2)
    distant = after in {"near", "outside"} or (after.isdigit() and second in {"km", "miles", "kilometres"})
    described = after == "," and second in {"a", "the"} and third in SETTLEMENTS
    return NameMatch(text, first, last, "place", "city", 0.7) if distant or described else None


def _ends_dateline(text: TokenizedText, last: int) -> bool:
    """Whether the end of a dateline follows: the agency in brackets, or a date."""
    after = text.word(last)
    if after == "(":
        return text.word(last + 1) in AGENCIES
    return len(after) == 4 and after.isdigit() and text.word(last + 1) == "-"


def _is_placed(text: TokenizedText, first: int, gazetteer: Gazetteer) -> bool:
    """Whether the name after the comma locates a town: "Velten, Germany", not "Bankia, Spain's ..."."""
    word = text.word(first)
    if word in REGION_ABBREVIATIONS or (f"{word}." in REGION_ABBREVIATIONS and text.word(first + 1) == "."):
        return not text.uppercase
    match = gazetteer.longest(text.words, first, upper=False) if first < len(text.words) else None
    if match is None or match[0].kind == "organisation" or match[0].evidence not in {"region", "name"}:
        return False
    return text.word(first + match[1]) not in {"'s", "’s", "-"}


def _opens_dateline(text: TokenizedText, first: int, last: int) -> bool:
    """Whether the words start the dateline, or start a paragraph in capitals."""
    if text.field == "dateline":
        return first == 0 or text.words[first - 1] == "/"
    opens = first == 0 or text.words[first - 1] == "\n"
    return opens and not text.uppercase and all(word.isupper() for word in text.words[first:last])


def _is_no_surname(words: list[str]) -> bool:
    word = words[0]
    known = word in GIVEN_NAMES or word in SURNAMES or word.lower() in COMMON_WORDS
    return len(words) == 1 and not known


def _is_person(words: list[str]) -> bool:
    return words[0] in GIVEN_NAMES or words[-1].lower() in COMMON_WORDS


def with_towns(
    found: list[NameMatch], candidates: list[NameCandidate]
) -> tuple[list[NameMatch], list[NameCandidate]]:
    """Return both lists, with single-word candidates moved to `found` if the word is a town elsewhere."""
    towns = {
        item.text.words[item.first].casefold()
        for item in found
        if item.kind == "place" and item.entry is None and item.last == item.first + 1
    }
    if not towns:
        return found, candidates
    moved = [c for c in candidates if len(c.words) == 1 and not c.titled and c.words[0].casefold() in towns]
    ids = {id(candidate) for candidate in moved}
    places = [NameMatch(c.text, c.first, c.last, "place", "city", 0.7) for c in moved]
    return found + places, [c for c in candidates if id(c) not in ids]
