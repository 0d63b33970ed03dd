"""Who is meant by a surname alone or a shared name: holders of offices, by the date of the text.

The tables are `lexicon/data/office_holders.tsv` and `namesakes.tsv`. In a text without a date, a surname
alone means nobody.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from articles.extraction.lexicon.data import read_rows
from articles.extraction.lexicon.words import COMMON_WORDS, COURTESY, GIVEN_NAMES, TITLES
from articles.extraction.person_names.spellings import PersonName, alike, parse

FEMALE = frozenset({"Mrs.", "Mrs", "Ms.", "Ms", "Miss", "Mme.", "Mme", "Lady", "Dame", "Queen", "Frau"})
MALE = frozenset({"Mr.", "Mr", "Sir", "Lord", "King", "Herr", "Monsieur"})
#: Holders are called by their title from their election on, and in reports on their last weeks.
BEFORE, AFTER = timedelta(days=90), timedelta(days=60)
#: A full name is a holder's within this many years of the time in office.
YEARS_AROUND = 12
#: Who has one of these titles is called by the given name.
BY_GIVEN_NAME = frozenset({"Pope", "King", "Queen", "Prince", "Princess", "Emperor", "Mother"})
_FORMER = re.compile(r"(?:\b[Ff]ormer|\b[Ee]x-|\b[Tt]hen-|\blate)[\w\s.]{0,12}$")
_TITLE_END = re.compile(r"[\w.'-]+$")


class OfficeHolder(NamedTuple):
    """A person in an office. first and last: days in office, last None if still there; alone: the years, as
    (first, last), in which the surname alone usually means this person, None if never."""

    name: str
    is_female: bool
    surnames: tuple[str, ...]
    titles: tuple[str, ...]
    first: date
    last: date
    alone: tuple[int, int] | None

    def has_office(self, day: date) -> bool:
        """Whether the person is called by the title on this day."""
        return self.first - BEFORE <= day and (self.last == date.max or day <= self.last + AFTER)


class Namesake(NamedTuple):
    """A person with a shared name: the years, and words of which the text must have one (empty: any)."""

    name: str
    first: int
    last: int
    signs: tuple[str, ...]


def _read_holders() -> dict[str, tuple[OfficeHolder, ...]]:
    found: defaultdict[str, list[OfficeHolder]] = defaultdict(list)
    for name, gender, surnames, titles, first, last, alone, until in read_rows("office_holders.tsv"):
        holder = OfficeHolder(
            name,
            gender == "f",
            tuple(surnames.split(",")),
            tuple(titles.split(",")),
            date.fromisoformat(first),
            date.fromisoformat(last) if last else date.max,
            (int(alone), int(until or date.max.year)) if alone else None,
        )
        for surname in holder.surnames:
            found[surname.casefold()].append(holder)
    return {surname: tuple(holders) for surname, holders in found.items()}


def _read_namesakes() -> dict[str, tuple[Namesake, ...]]:
    found: defaultdict[str, list[Namesake]] = defaultdict(list)
    for written, name, first, last, signs in read_rows("namesakes.tsv"):
        words = tuple(signs.split(",")) if signs else ()
        found[written].append(Namesake(name, int(first or 0), int(last or date.max.year), words))
    return {written: tuple(each) for written, each in found.items()}


HOLDERS = _read_holders()
NAMESAKES = _read_namesakes()
#: Full names that are names even where their words are not ("Theresa May").
KNOWN_FULL = frozenset(
    holder.name for holders in HOLDERS.values() for holder in holders if holder.name.count(" ") == 1
)
#: Surnames that are looked for even without a full name or a title in the text.
KNOWN_ALONE = frozenset(
    surname
    for holders in HOLDERS.values()
    for holder in holders
    if holder.alone is not None
    for surname in holder.surnames
    if surname.lower() not in COMMON_WORDS and len(surname) > 3
)


def holder_of(surname: str, before: str, day: date | None) -> OfficeHolder | None:
    """Return the only person that a surname can mean here, by the title before it or by the time.

    before: the text before the surname; day: the date of the text, None if unknown.
    """
    holders = HOLDERS.get(surname.casefold(), ())
    before = before.rstrip()
    titled = [each for each in holders if _has_title(each, before)]
    if titled or day is None:
        return titled_holder(surname, before, day)
    ends = _TITLE_END.search(before)
    word = ends[0] if ends and not before.endswith("-") else ""
    if word in FEMALE or word in MALE:
        gendered = [each for each in holders if each.is_female is (word in FEMALE)]
        return _only(_alone(gendered, day)) or _only(_until(gendered, day))
    if word in COURTESY or word in GIVEN_NAMES:
        return None  # another title, or the end of a longer name
    if word[:1].isupper() and not (surname.isupper() or _ends_sentence(before, word)):
        return None
    return _only(_alone(holders, day))


def titled_holder(surname: str, before: str, day: date | None) -> OfficeHolder | None:
    """Return the holder of the office that is named directly before the surname ("President Clinton")."""
    holders = HOLDERS.get(surname.casefold())
    if holders is None:
        return None
    before = before.rstrip()
    titled = [each for each in holders if _has_title(each, before)]
    if day is None:  # popes and royals, whose given names stand for the whole name
        return (
            _only(titled)
            if surname in GIVEN_NAMES and titled and titled[0].titles[0] in BY_GIVEN_NAME
            else None
        )
    return _only(_in_office(titled, before, day)) if titled else None


def known_as(names: Iterable[PersonName], day: date | None) -> str | None:
    """Return the usual name of the holder that all these forms of one name can be ("Charles Schumer": "Chuck
    Schumer"), within YEARS_AROUND of the office; None if there is none, or several."""
    parsed = list(names)
    if not parsed:
        return None
    family = parsed[0].family
    fitting: set[str] = set()
    for holder in HOLDERS.get(family, ()):
        name = parse(holder.name)
        if name is None or not all(len(each.given) > 1 and alike(each, name) for each in parsed):
            continue
        if day is None or holder.first.year - YEARS_AROUND <= day.year <= holder.last.year + YEARS_AROUND:
            fitting.add(holder.name)
    return fitting.pop() if len(fitting) == 1 else None


def namesake(name: str, day: date | None, texts: Iterable[str]) -> str | None:
    """Return the person that a shared full name means in a text of this day, None if that is open."""
    known = NAMESAKES.get(name)
    if known is None:
        return None
    texts = list(texts)
    fitting = [
        each.name
        for each in known
        if (each.first <= day.year <= each.last if day else len(known) == 1 or bool(each.signs))
        and (not each.signs or any(re.search(rf"\b{re.escape(s)}", t) for s in each.signs for t in texts))
    ]
    return fitting[0] if fitting and (len(set(fitting)) == 1 or day is not None) else None


def _has_title(holder: OfficeHolder, before: str) -> bool:
    if not before.endswith((*holder.titles, "elect")):
        return False
    for title in holder.titles:
        for written in (title, f"{title}-elect", f"{title} elect"):
            if before.endswith(written):
                rest = before[: -len(written)].rstrip()
                return title != "President" or not rest.endswith(("Vice", "vice", "Deputy", "First"))
    return False


def _in_office(holders: list[OfficeHolder], before: str, day: date) -> list[OfficeHolder]:
    if _FORMER.search(before):
        return [each for each in holders if each.last < day]
    current = [each for each in holders if each.has_office(day)]
    exact = [each for each in current if each.first <= day <= each.last]
    return exact or current or [each for each in holders if each.last < day]


def _alone(holders: Iterable[OfficeHolder], day: date) -> list[OfficeHolder]:
    return [each for each in holders if each.alone and each.alone[0] <= day.year <= each.alone[1]]


def _until(holders: Iterable[OfficeHolder], day: date) -> list[OfficeHolder]:
    """Return those known by surname at any time, who have had an office by this day."""
    holders = list(holders)
    known = {each.name for each in holders if each.alone}
    return [each for each in holders if each.name in known and each.first <= day]


def _only(holders: Iterable[OfficeHolder]) -> OfficeHolder | None:
    by_name = {each.name: each for each in holders}
    return next(iter(by_name.values())) if len(by_name) == 1 else None


def _ends_sentence(before: str, word: str) -> bool:
    ends = word.endswith(".") and len(word) > 3 and word not in TITLES
    return ends or before == word or bool(re.search(r"[.!?:;\"“]\s*$", before[: -len(word)]))
