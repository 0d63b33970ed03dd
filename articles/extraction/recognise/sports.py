"""Places that are teams: in sports reports a city or county plays, wins and stands in tables.

A team is an organisation with the evidence metonym; the linker gives it neither entity nor country, so
that score tables fill no pages. National teams stay countries: "Wales beat San Marino" says where they
come from. Only documents that are sports reports by their words are touched.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from articles.extraction.lexicon.tokens import Text
from articles.extraction.lexicon.words import (
    CALENDAR,
    COMMON_WORDS,
    GIVEN_NAMES,
    NICKNAMES,
    SPORT_WORDS,
    SPORTS,
    SURNAMES,
    TABLE_WORDS,
    TEAM_ENDS,
    TEAM_OBJECTS,
    TEAM_ROLES,
    TEAM_VERBS,
)
from articles.extraction.recognise.organisations import Found
from articles.extraction.recognise.people import ACCEPT, Candidate

#: So many different words of sport make a document a sports report.
MIN_SPORT_WORDS = 4
#: So many teams in tables make their other names credible, even those that are ordinary words ("Sale").
MIN_TABLE = 6
#: What plays under its own name without being a state, beside the countries.
NATIONS = frozenset({"England", "Scotland", "Wales", "Northern Ireland", "West Indies"})
#: Before a place these say where something was.
WHEREABOUTS = frozenset({"in", "at", "near", "from", "outside", "around", "to", "of"})
MAX_LINE = 160
SCORE = 0.7
_WORD = r"[A-ZÀ-Þ][\w.'’-]*"
_TEAM = rf"({_WORD}(?: (?:{_WORD}|de|of|and|&)){{0,3}}(?: ?\( ?[A-Z]{{1,3}} ?\))?)"
_NOTE = r"(?: ?\([^()]{0,60}\))?"
#: "Chicago 5 Detroit 3", "Ajax 2 (Kluivert 2, 3) Roda 0", "Alba (Germany) 75 Split (Croatia) 70".
_RESULT = re.compile(
    rf"\s*{_TEAM}{_NOTE},? \d{{1,3}}{_NOTE}[,;]? {_TEAM}{_NOTE},? ?\d{{1,3}}(?![\w.,/]|\s-\s?\d)"
)
#: "Chicago 71 64 .526 10", "1. Ajax 10 7 2 1 20 9 16".
_STANDING = re.compile(rf"\s*(?:\d\d?\. )?{_TEAM}(?: +(?:[-+.]?\d[\d./]*|-)){{3,12}}\s*$")
#: "Boston at Oakland", "Postponed: Kent v Essex".
_FIXTURE = re.compile(rf"\s*(?:[A-Z]\w+(?: \w+)? ?: )?{_TEAM} (AT|at|v|V|vs|vs\.) {_TEAM}\s*$")
_INNINGS = re.compile(r"\d{2,3}-\d")
Place = tuple[int, int]


@dataclass
class Report:
    """What is known of one sports report: the tokens (text, index) that stand in tables, the teams of
    the tables, and where a person's full name begins."""

    tables: set[Place] = field(default_factory=set)
    teams: list[Found] = field(default_factory=list)
    people: set[Place] = field(default_factory=set)

    def in_table(self, item: Found) -> bool:
        """Whether the item begins in a table."""
        return (id(item.text), item.first) in self.tables


def settle_teams(
    texts: list[Text], found: list[Found], candidates: list[Candidate]
) -> tuple[list[Found], list[Candidate]]:
    """Both lists, with the places that are teams as organisations and the teams of tables added."""
    if not is_sports_report(texts):
        return found, candidates
    report = Report()
    for text in texts:
        for first, last in _in_tables(text):
            report.tables.update(_tokens(text, first, last))
            report.teams.append(Found(text, first, last, "organisation", "metonym", SCORE))
        report.teams.extend(_nicknames(text))
    report.people = {(id(c.text), c.first) for c in candidates if c.score >= ACCEPT}
    settled = _settle_places(_with_nicknames(found), report)
    return _add_listed(settled, candidates, report)


def is_sports_report(texts: list[Text]) -> bool:
    """Whether the document opens with the name of a sport ("SOCCER - ...") or speaks much of sport."""
    words: set[str] = set()
    for text in texts:
        if text.words and text.words[0].upper() in SPORTS and text.word(1) not in {"'s", "’s"}:
            return True
        words.update(SPORT_WORDS.intersection(text.words))
    return len(words) >= MIN_SPORT_WORDS


def _tokens(text: Text, first: int, last: int) -> Iterator[Place]:
    return ((id(text), index) for index in range(first, last))


def _in_tables(text: Text) -> Iterator[tuple[int, int]]:
    """The tokens of each team in a line of results, standings or fixtures."""
    position = 0
    for line in text.source.split("\n"):
        if 5 < len(line) <= MAX_LINE:
            yield from _in_line(text, line, position)
        position += len(line) + 1


def _in_line(text: Text, line: str, position: int) -> Iterator[tuple[int, int]]:
    match = _RESULT.match(line) or _STANDING.match(line)
    groups = range(1, len(match.groups()) + 1) if match else range(0)
    if match is None and (match := _FIXTURE.match(line)):
        groups = range(1, 2) if match.group(2).lower() == "at" else range(1, 4, 2)
    for group in groups:
        assert match is not None
        first = bisect_left(text.starts, position + match.start(group))
        last = bisect_left(text.starts, position + match.end(group))
        if first < last:
            yield first, last


def _nicknames(text: Text) -> Iterator[Found]:
    """Teams by their nickname alone ("the Yankees")."""
    for index in text.capitals:
        word = text.words[index]
        known = word in NICKNAMES or (text.uppercase and word.title() in NICKNAMES)
        if known and (text.uppercase or text.word(index - 1).lower() == "the"):
            following = text.word(index + 1)
            if not following[:1].isupper() or text.uppercase:
                yield Found(text, index, index + 1, "organisation", "metonym", SCORE)


def _may_be_team(item: Found) -> bool:
    if item.kind != "place" or item.entry is None:
        return False
    return item.entry.entity not in NATIONS and item.entry.code is not None


def _settle_places(found: list[Found], report: Report) -> list[Found]:
    """The found names, places that play as organisations."""
    sure = {id(item) for item in found if _may_be_team(item) and _is_plainly_team(item, report)}
    for order in (found, found[::-1]):
        for one, other in pairwise(order):
            if id(one) in sure and _may_be_team(other) and _joined(one, other):
                sure.add(id(other))
    names = {_name(item) for item in found if id(item) in sure}
    return [
        replace(item, kind="organisation", evidence="metonym", score=SCORE)
        if id(item) in sure or (_may_be_team(item) and _name(item) in names and not _is_place(item))
        else item
        for item in found
    ]


def _name(item: Found) -> str:
    return " ".join(item.text.words[item.first : item.last]).casefold()


def _joined(one: Found, other: Found) -> bool:
    """Whether both stand in one list: "Blackburn and Southampton"."""
    if one.text is not other.text or one.evidence != other.evidence or _is_place(other):
        return False
    first, last = min(one.last, other.last), max(one.first, other.first)
    return last == first + 1 and one.text.words[first] in {"and", "or", "AND", ","}


def _is_plainly_team(item: Found, report: Report) -> bool:
    """Whether the words beside say that the place plays."""
    text = item.text
    if report.in_table(item):
        return True
    if _is_place(item):
        return False
    before, after, next_one = text.word(item.first - 1), text.word(item.last), text.word(item.last + 1)
    if after in {"'s", "’s"} and (id(text), item.last + 1) in report.people:
        return True
    if _INNINGS.fullmatch(after):
        return True
    if after.isdigit() and len(after) < 4:
        return next_one.isdigit() or next_one in {"and", "points", "for", "-", ",", "(", "\n"}
    return after.lower() in TEAM_VERBS or after.lower() in TEAM_ROLES or before.lower() in TEAM_OBJECTS


def _is_place(item: Found) -> bool:
    """Whether the words beside say that something was there, or came from there."""
    text = item.text
    before, after = text.word(item.first - 1), text.word(item.last)
    if before.lower() in WHEREABOUTS:
        return True
    if after == "," and text.word(item.last + 1)[:1].isupper() and item.evidence != "region":
        return before != "," and text.word(item.last + 2) not in {"and", ","}
    opens = item.first == 0 or text.words[item.first - 1] in {"\n", "/"}
    return text.field == "dateline" or (opens and (after in {"/", "_"} or _is_date(after)))


def _is_date(word: str) -> bool:
    return len(word) > 3 and word[:4].isdigit()


def _with_nicknames(found: list[Found]) -> list[Found]:
    """The found names, teams in full and without what is part of their nickname ("Colorado" + "Rockies")."""
    longer = [_with_nickname(item) for item in found]
    covered = {
        (id(team.text), team.last - 1) for item, team in zip(found, longer, strict=True) if team is not item
    }
    return [item for item in longer if (id(item.text), item.first) not in covered]


def _with_nickname(item: Found) -> Found:
    """The whole team where its nickname follows: "Texas" + "Rangers"."""
    following = item.text.word(item.last)
    if not _may_be_team(item) or not (following in TEAM_ENDS or following in NICKNAMES):
        return item
    return replace(item, last=item.last + 1, kind="organisation", evidence="name", score=0.8, entry=None)


def _add_listed(
    found: list[Found], candidates: list[Candidate], report: Report
) -> tuple[list[Found], list[Candidate]]:
    """Add the teams of tables and nicknames that the lists do not know, in the place of parts of them
    that were taken for something else."""
    taken = {place: item for item in found for place in _tokens(item.text, item.first, item.last)}
    trusted = len(report.tables) >= MIN_TABLE
    added: list[Found] = []
    dropped: set[int] = set()
    for team in report.teams:
        places = list(_tokens(team.text, team.first, team.last))
        inside = {id(item): item for place in places if (item := taken.get(place))}
        if all(_is_part(item, team) for item in inside.values()) and (inside or _is_credible(team, trusted)):
            added.append(team)
            dropped |= inside.keys()
            taken.update(dict.fromkeys(places, team))
    teams = [item for item in found if id(item) not in dropped] + added
    covered = {place for item in teams for place in _tokens(item.text, item.first, item.last)}
    kept = [c for c in candidates if not covered.intersection(_tokens(c.text, c.first, c.last))]
    return teams, kept


def _is_part(item: Found, team: Found) -> bool:
    """Whether the item is a place within the longer name of the team ("Moscow" of "Dynamo Moscow")."""
    shorter = item.last - item.first < team.last - team.first or item.entry is None or _is_nickname(team)
    within = team.first <= item.first and item.last <= team.last
    is_city = item.evidence in {"city", "region", "capital", "metonym"} and item.kind != "country"
    return shorter and within and is_city


def _is_nickname(team: Found) -> bool:
    return team.last == team.first + 1 and team.text.words[team.first].title() in NICKNAMES


def _is_credible(team: Found, trusted: bool) -> bool:
    """Whether unknown words of a table can be a team: no person ("Ian Woosnam 66 71 70 71"), no heading."""
    words = team.text.words[team.first : team.last]
    if any(word in CALENDAR or word in TABLE_WORDS for word in words):
        return False
    if any(word[-1] == "." and len(word) < 3 for word in words):
        return False
    if words[-1] in TEAM_ENDS or words[-1] in NICKNAMES:
        return True
    if len(words) > 1 and words[0] in GIVEN_NAMES and words[-1] in SURNAMES:
        return False
    return trusted or words[0].lower() not in COMMON_WORDS
