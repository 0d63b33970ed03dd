"""Recognise places that are teams: in sports reports, cities and counties play, win and appear in tables.

A team is an organisation with the evidence "metonym". The linker gives it neither an entity nor a country, so
that score tables do not flood the pages of places. National teams stay countries, since "Wales beat San
Marino" also says where they come from. Only sports reports, recognised by their words, are changed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from articles.extraction.lexicon.tokens import TokenizedText
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
from articles.extraction.recognise.organisations import NameMatch
from articles.extraction.recognise.people import ACCEPT, NameCandidate

#: A document with this many different sports words is a sports report.
MIN_SPORT_WORDS = 4
#: With this many team tokens in tables, even ordinary words there count as teams ("Sale").
MIN_TABLE = 6
#: Nations with teams of their own that are not sovereign states.
NATIONS = frozenset({"England", "Scotland", "Wales", "Northern Ireland", "West Indies"})
#: Before a name, these show that it is a place.
WHEREABOUTS = frozenset({"in", "at", "near", "from", "outside", "around", "to", "of"})
#: Between two teams: "Preston v Wigan".
VERSUS = frozenset({"v", "vs"})
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
TokenKey = tuple[int, int]


@dataclass
class SportsReport:
    """A sports report: the tokens (text id, index) in tables, the teams found in tables or by nickname, and
    the tokens where people's names start."""

    tables: set[TokenKey] = field(default_factory=set)
    teams: list[NameMatch] = field(default_factory=list)
    people: set[TokenKey] = field(default_factory=set)

    def in_table(self, item: NameMatch) -> bool:
        """Whether the item starts in a table."""
        return (id(item.text), item.first) in self.tables


def settle_teams(
    texts: list[TokenizedText], found: list[NameMatch], candidates: list[NameCandidate]
) -> tuple[list[NameMatch], list[NameCandidate]]:
    """Return both lists, with places that are teams turned into organisations and teams in tables added."""
    if not is_sports_report(texts):
        return found, candidates
    report = SportsReport()
    for text in texts:
        for first, last in _in_tables(text):
            report.tables.update(_tokens(text, first, last))
            report.teams.append(NameMatch(text, first, last, "organisation", "metonym", SCORE))
        report.teams.extend(_nicknames(text))
    report.people = {(id(c.text), c.first) for c in candidates if c.score >= ACCEPT}
    settled = _settle_places(_with_nicknames(found), report)
    return _add_listed(settled, candidates, report)


def is_sports_report(texts: list[TokenizedText]) -> bool:
    """Whether the document starts with the name of a sport ("SOCCER - ...") or has many sports words."""
    words: set[str] = set()
    for text in texts:
        if text.words and text.words[0].upper() in SPORTS and text.word(1) not in {"'s", "’s"}:
            return True
        words.update(SPORT_WORDS.intersection(text.words))
    return len(words) >= MIN_SPORT_WORDS


def _tokens(text: TokenizedText, first: int, last: int) -> Iterator[TokenKey]:
    return ((id(text), index) for index in range(first, last))


def _in_tables(text: TokenizedText) -> Iterator[tuple[int, int]]:
    """Yield the token range of each team in a line of results, standings or fixtures."""
    position = 0
    for line in text.source.split("\n"):
        if 5 < len(line) <= MAX_LINE:
            yield from _in_line(text, line, position)
        position += len(line) + 1


def _in_line(text: TokenizedText, line: str, position: int) -> Iterator[tuple[int, int]]:
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


def _nicknames(text: TokenizedText) -> Iterator[NameMatch]:
    """Yield teams named by nickname alone ("the Yankees")."""
    for index in text.capitals:
        word = text.words[index]
        known = word in NICKNAMES or (text.uppercase and word.title() in NICKNAMES)
        if known and (text.uppercase or text.word(index - 1).lower() == "the"):
            following = text.word(index + 1)
            if not following[:1].isupper() or text.uppercase:
                yield NameMatch(text, index, index + 1, "organisation", "metonym", SCORE)


def _may_be_team(item: NameMatch) -> bool:
    if item.kind != "place" or item.entry is None:
        return False
    return item.entry.entity not in NATIONS and item.entry.code is not None


def _settle_places(found: list[NameMatch], report: SportsReport) -> list[NameMatch]:
    """Turn places that play into organisations."""
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


def _name(item: NameMatch) -> str:
    return " ".join(item.text.words[item.first : item.last]).casefold()


def _joined(one: NameMatch, other: NameMatch) -> bool:
    """Whether both names are in one list: "Blackburn and Southampton"."""
    if one.text is not other.text or one.evidence != other.evidence or _is_place(other):
        return False
    first, last = min(one.last, other.last), max(one.first, other.first)
    return last == first + 1 and one.text.words[first] in {"and", "or", "AND", ","}


def _is_plainly_team(item: NameMatch, report: SportsReport) -> bool:
    """Whether the context shows that the place plays."""
    text = item.text
    if report.in_table(item) or VERSUS.intersection((text.word(item.first - 1), text.word(item.last))):
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


def _is_place(item: NameMatch) -> bool:
    """Whether the context shows a location or origin."""
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


def _with_nicknames(found: list[NameMatch]) -> list[NameMatch]:
    """Extend teams by their nicknames ("Colorado" + "Rockies") and drop names inside these."""
    longer = [_with_nickname(item) for item in found]
    covered = {
        (id(team.text), team.last - 1) for item, team in zip(found, longer, strict=True) if team is not item
    }
    return [item for item in longer if (id(item.text), item.first) not in covered]


def _with_nickname(item: NameMatch) -> NameMatch:
    """Extend a team by a following nickname: "Texas" + "Rangers"."""
    following = item.text.word(item.last)
    if not _may_be_team(item) or not (following in TEAM_ENDS or following in NICKNAMES):
        return item
    return replace(item, last=item.last + 1, kind="organisation", evidence="name", score=0.8, entry=None)


def _add_listed(
    found: list[NameMatch], candidates: list[NameCandidate], report: SportsReport
) -> tuple[list[NameMatch], list[NameCandidate]]:
    """Add teams from tables and nicknames that are not in the gazetteer, replacing names of their parts."""
    taken = {token: item for item in found for token in _tokens(item.text, item.first, item.last)}
    trusted = len(report.tables) >= MIN_TABLE
    added: list[NameMatch] = []
    dropped: set[int] = set()
    for team in report.teams:
        tokens = list(_tokens(team.text, team.first, team.last))
        inside = {id(item): item for token in tokens if (item := taken.get(token))}
        if all(_is_part(item, team) for item in inside.values()) and (inside or _is_credible(team, trusted)):
            added.append(team)
            dropped |= inside.keys()
            taken.update(dict.fromkeys(tokens, team))
    teams = [item for item in found if id(item) not in dropped] + added
    covered = {token for item in teams for token in _tokens(item.text, item.first, item.last)}
    kept = [c for c in candidates if not covered.intersection(_tokens(c.text, c.first, c.last))]
    return teams, kept


def _is_part(item: NameMatch, team: NameMatch) -> bool:
    """Whether the item is a place inside the team's longer name ("Moscow" in "Dynamo Moscow")."""
    shorter = item.last - item.first < team.last - team.first or item.entry is None or _is_nickname(team)
    within = team.first <= item.first and item.last <= team.last
    is_city = item.evidence in {"city", "region", "capital", "metonym"} and item.kind != "country"
    return shorter and within and is_city


def _is_nickname(team: NameMatch) -> bool:
    return team.last == team.first + 1 and team.text.words[team.first].title() in NICKNAMES


def _is_credible(team: NameMatch, trusted: bool) -> bool:
    """Whether unknown words in a table can be a team, not a person ("Ian Woosnam 66 71 70 71") or heading."""
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
