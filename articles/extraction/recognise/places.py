"""Decide whether a gazetteer name means its place here, and find places that are in no list."""

from articles.extraction.lexicon.gazetteer import Gazetteer, GazetteerEntry
from articles.extraction.lexicon.senses import REGION_ABBREVIATIONS
from articles.extraction.lexicon.tokens import PARAGRAPH, TokenizedText
from articles.extraction.lexicon.words import (
    BEFORE_PRONOUN,
    CALENDAR,
    COMMON_WORDS,
    GIVEN_COUNTRIES,
    GIVEN_NAMES,
    IN_WORK_TITLES,
    KINDS,
    NEVER_NAMES,
    PLACES_WITH_THE,
    STREETS,
    SURNAMES,
    TITLES,
)
from articles.extraction.recognise.organisations import NameMatch
from articles.extraction.recognise.people import NameCandidate
from articles.extraction.recognise.place_or_person import AFTER_TOWNS, BEFORE_PLACES

#: After a known place, these make it an event ("U.S. Open", "Atlanta Games").
EVENTS = frozenset({"Open", "Masters", "Marathon", "Games", "Invitational", "Classic", "Grand"})
#: "the town of Velten".
SETTLEMENTS = frozenset(
    {"town", "village", "city", "hamlet", "port", "suburb", "island", "province", "towns", "small", "coastal"}
)
#: Quotation marks around the title of a work, and the most words of it before and after a name.
OPENING, CLOSING = frozenset({'"', "“", "‘", "«", "„"}), frozenset({'"', "”", "’", "»", "“"})
MAX_TITLE = 8
#: Before a quotation mark, these show that the title of a work follows.
WORKS = frozenset(
    {
        "film",
        "movie",
        "novel",
        "book",
        "song",
        "album",
        "play",
        "musical",
        "opera",
        "series",
        "show",
        "painting",
    }
    | {"comedy", "thriller", "hit", "single", "ballet", "documentary", "memoir", "poem"}
)
AGENCIES = frozenset({"Reuters", "AP", "AFP", "UPI", "Xinhua", "dpa", "IPS"})
#: After a city, these make it the office that a report came from: "London Newsroom", "Dublin Newsdesk".
OFFICES = frozenset({"Newsroom", "Newsdesk", "newsroom"})
#: "Huize county".
DIVISIONS = frozenset(
    {"county", "province", "prefecture", "governorate", "municipality", "oblast", "peninsula"}
)
#: Of these, one stands beside every place that is recognised by its context.
CUES_BEFORE = BEFORE_PLACES | {"of", "/", PARAGRAPH, ""}
CUES_AFTER = DIVISIONS | {","}
ADJECTIVES = frozenset({"northern", "southern", "eastern", "western", "central", "coastal", "mountainous"})
#: Before "of" and a place, these make it a person's title.
NOBLES = frozenset({"Duke", "Duchess", "Prince", "Princess", "Earl", "Marquess", "Countess", "Viscount"})
#: Before "OF US", these make it a pronoun, too.
BEFORE_OF = frozenset(
    {"ALL", "BOTH", "SOME", "MOST", "MANY", "ONE", "NONE", "EACH", "REST", "TWO", "THREE", "ANY"}
)


def is_meant(text: TokenizedText, entry: GazetteerEntry, first: int, last: int) -> bool:
    """Whether the name has its gazetteer meaning here: it is not part of a street, an event or a noble title,
    not "US" for "us", and a city that is also a personal name has a context cue."""
    before, after, word = text.word(first - 1), text.word(last), text.words[first]
    if after in STREETS or after in OFFICES or _is_other_thing(text, entry, first, last):
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


def _is_other_thing(text: TokenizedText, entry: GazetteerEntry, first: int, last: int) -> bool:
    """Whether the name is part of a noble title, of a dish, breed or plant, or of the title of a work."""
    before = text.word(first - 1)
    if before == "of" and text.word(first - 2) in NOBLES:
        return True
    if entry.kind == "country" and text.word(last).lower() in KINDS:
        return True
    return (before in OPENING or _in_title(before or ",")) and _is_in_work(text, first, last)


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
    if start + 1 == first and last == end and text.word(start - 1) in WORKS:
        return text.word(end) in CLOSING  # the film "Casablanca"
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
    if not 1 <= last - first <= 3:
        return None
    before, after = text.word(first - 1), text.word(last)
    if before not in CUES_BEFORE and after not in CUES_AFTER:
        return None  # nearly always
    words = text.words[first:last]
    if not all(word[0].isalpha() for word in words):
        return None
    if words[0] in TITLES or words[0] in NEVER_NAMES or any(word in CALENDAR for word in words):
        return None
    if after in DIVISIONS and before in {"the", "in", "of", *ADJECTIVES} and not _is_person(words):
        return NameMatch(text, first, last, "place", "region", 0.75)
    opens = _opens_dateline(text, first, last)
    named = after == "," and (before in BEFORE_PLACES or opens or _is_no_surname(words))
    named = named and _is_placed(text, last + 1, gazetteer)
    named = named or (after == "," and words[0] in GIVEN_COUNTRIES and text.word(last + 1) in AFTER_TOWNS)
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
