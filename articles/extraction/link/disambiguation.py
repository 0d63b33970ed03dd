"""Disambiguate names that mean several things, by cues in the document."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from articles.extraction.annotations import Document, Evidence, Span
from articles.extraction.lexicon.gazetteer import GazetteerEntry
from articles.extraction.lexicon.institutions import INSTITUTIONS
from articles.extraction.lexicon.senses import (
    NAMESAKES,
    OTHER_MEANINGS,
    REGION_ABBREVIATIONS,
    STATES,
    OtherMeaning,
)
from articles.extraction.lexicon.words import COMMON_WORDS, SURNAMES

REGION_AFTER = re.compile(r",\s{1,3}([A-Z][\w.]*)(?:\s([A-Z][\w.]*))?")
#: After a region: the rest of a list, in which the comma before it locates no town ("Rome, Texas and Iowa").
#: After a region: another town with its region, so that the comma before the region does locate a town.
PAIR_AFTER = re.compile(r",?\s(?:and|or|&)\s[A-Z]\w+(?:\s[A-Z]\w+)?,\s([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)")
LIST_AFTER = re.compile(r",?\s(?:and|or|&)\s(?=[A-Z])|,\s[A-Z]\w+(?:\s[A-Z]\w+)?(?:,|\s(?:and|or))\s")
#: After the name that a city shares with a state, these show that the state is meant.
STATE_AFTER = re.compile(
    r"\s[Ss]tate\b(?!\s(?:[Dd]epartment|department))"
    r"|(?:['’]s)?\s(?:[Gg]ov\.|[Gg]overnor|[Aa]ttorney [Gg]eneral|[Ll]egislature|[Ll]awmakers)"
)
STATE_BEFORE = re.compile(r"(?:\b[Ss]tate of\s|[a-z],\s)$")
STATE_CODES = frozenset({"US", "CA", "AU", "GB"})
#: What a name adds to its country's weight, by kind or evidence; twice that at the start of the text.
WEIGHTS = {"country": 3, "demonym": 2, "place": 2, "organisation": 1}
LEAD_CHARACTERS = 300
#: The dominant country has at least this many times the weight of any other.
DOMINANCE = 2
Meant = tuple[str, str]


class Region(NamedTuple):
    """The region after a comma: its entry, whether it is abbreviated, and where it ends."""

    entry: GazetteerEntry
    is_short: bool
    end: int


def _ends_place(region: GazetteerEntry, source: str, end: int) -> bool:
    """Whether a town with the name of a country may be located here: "Peru, Indiana, in spring"."""
    return region.code in {"US", "CA", "AU"} and source[end : end + 1] in {",", "."}


class Sense:
    """Disambiguates names by the words of the document, lazily.

    entry: looks up a name. towns: country codes of the towns that the text locates itself, by lower-case name
    (one "Bristol, Va." applies to every Bristol).
    """

    def __init__(
        self, document: Document, spans: Iterable[Span], entry: Callable[[str], GazetteerEntry | None]
    ) -> None:
        self.document = document
        self._spans = list(spans)
        self._entry = entry
        self._meanings: dict[str, bool] = {}
        self._given: dict[str, bool] = {}
        self.towns: dict[str, str] = {}
        for span in self._spans:
            if span.kind in {"place", "country"} and (code := self._placed(span)) is not None:
                self.towns.setdefault(span.text.casefold(), code)

    def _placed(self, span: Span) -> str | None:
        """Return the country of the region after a town's name, if it differs from the gazetteer's."""
        source = self.document.field(span.field)
        if source[span.end : span.end + 1] != "," or span.evidence == "demonym":
            return None
        found = self._region(span)
        known = self._entry(span.text)
        if found is None or known is None:
            return None
        region = found.entry
        if region.code == known.code or region.entity == known.entity:
            return None
        pair = PAIR_AFTER.match(source, found.end)
        paired = pair is not None and (region.entity == pair[1] or self._is_region(pair[1]))
        if not found.is_short and not paired and LIST_AFTER.match(source, found.end):
            return None
        if (
            known.kind == "country"
            and not found.is_short
            and not paired
            and not _ends_place(region, source, found.end)
        ):
            return None
        is_state = known.evidence == "region" and known.code in {"US", "CA", "AU"}
        if region.evidence == "region" and region.code in STATE_CODES and not is_state:
            return region.code
        is_city = known.evidence in {"city", "capital"}
        return region.code if is_city and span.field == "dateline" and region.kind == "country" else None

    def _is_region(self, name: str) -> bool:
        entry = self._entry(name)
        return entry is not None and entry.evidence == "region" and entry.code in STATE_CODES

    def region_after(self, span: Span) -> str | None:
        """Return the country of the region after the comma ("Lake Arrowhead, California")."""
        region = self._region(span)
        return region.entry.code if region is not None else None

    def _region(self, span: Span) -> Region | None:
        match = REGION_AFTER.match(self.document.field(span.field), span.end)
        if match is None:
            return None
        first, second = match.groups("")
        for short in (first, first.rstrip(".")):
            if short in REGION_ABBREVIATIONS and ("." in short or not span.text.isupper()):
                name, code = REGION_ABBREVIATIONS[short]
                return Region(GazetteerEntry("place", name, code, "region"), is_short=True, end=match.end(1))
        for name in (f"{first} {second}".strip(), first, first.rstrip(".")):
            entry = self._entry(name)
            if entry is None or entry.kind == "organisation" or entry.evidence == "demonym":
                continue
            end = match.end(2) if " " in name else match.end(1)
            return Region(self._in_state(entry), is_short=False, end=end)
        return None

    def _in_state(self, entry: GazetteerEntry) -> GazetteerEntry:
        """Return the entry, or that of the region which it means in this text (Georgia)."""
        other = self.other_meaning(entry.entity, entry.code)
        if other is None or other.kind != "place":
            return entry
        return GazetteerEntry("place", other.entity, other.means or None, "region")

    def elsewhere(self, span: Span) -> Meant | None:
        """Return (place, country code) if the name means another place than in the gazetteer."""
        name = span.text
        if name in STATES and self._is_state(span):
            return STATES[name].entity, "US"
        code = self.towns.get(name.casefold()) or self._namesake(name)
        return (name.title() if name.isupper() else name, code) if code else None

    def evidence(self, span: Span) -> Evidence:
        """Return the evidence for a name that means another place than in the gazetteer."""
        return "region" if span.text in STATES else "city"

    def _namesake(self, name: str) -> str | None:
        """Return the country of the lesser known namesake, if the text is about that country and never names
        the other."""
        if name not in NAMESAKES:
            return None
        entry = self._entry(name)
        known = entry.code if entry is not None else None
        if self.weights[known or ""]:
            return None
        return next((code for code in NAMESAKES[name] if code != known and self.weights[code] > 1), None)

    def _is_state(self, span: Span) -> bool:
        source = self.document.field(span.field)
        before = source[max(0, span.start - 12) : span.start]
        neighbours = "|".join(STATES[span.text].neighbours)
        if STATE_AFTER.match(source, span.end) or re.match(rf"\s?,?\s(?:{neighbours})\b", source[span.end :]):
            return True
        if before.endswith(", ") and source[span.end : span.end + 1] not in {",", "."}:
            return False
        return STATE_BEFORE.search(before) is not None and self._town_before(span)

    def _town_before(self, span: Span) -> bool:
        """Whether "state of" or a US town precedes the span ("Spokane, Washington")."""
        before = self.document.field(span.field)[max(0, span.start - 30) : span.start]
        if before.rstrip().lower().endswith("state of"):
            return True
        words = before.rstrip(", ").split()
        town = self._entry(words[-1]) if words else None
        return town is not None and town.code == "US" and town.evidence == "city"

    def other_meaning(self, name: str, code: str | None) -> OtherMeaning | None:
        """Return the other meaning that the name of the country has in this document, if it has one."""
        for other in OTHER_MEANINGS.get(code or "", ()):
            if name.upper().startswith(other.name) and self._has_meaning(other):
                return other
        return None

    def _has_meaning(self, other: OtherMeaning) -> bool:
        if other.name not in self._meanings:
            self._meanings[other.name] = not self._any(other.stays) and (
                self._any(other.moves) or self._number(other.more) > self._number(other.fewer)
            )
        return self._meanings[other.name]

    def _any(self, signs: tuple[str, ...]) -> bool:
        texts = (self.document.headline, self.document.dateline, self.document.body)
        return any(sign in text for sign in signs for text in texts)

    def _number(self, signs: tuple[str, ...]) -> int:
        texts = (self.document.headline, self.document.dateline, self.document.body)
        return sum(text.count(sign) for sign in signs for text in texts)

    @cached_property
    def weights(self) -> Counter[str]:
        """How strongly the document points to each country, without names that could mean another."""
        found: Counter[str] = Counter()
        for span in self._spans:
            entry = self._entry(span.text) if span.kind != "person" else None
            if entry is None or entry.kind != span.kind or not entry.code or entry.entity in INSTITUTIONS:
                continue
            if span.text not in NAMESAKES:
                code = self.towns.get(span.text.casefold(), entry.code)
                lead = span.field != "body" or span.start < LEAD_CHARACTERS
                found[code] += WEIGHTS["demonym" if entry.evidence == "demonym" else entry.kind] * (1 + lead)
        return found

    def code(self, span: Span) -> str | None:
        """Return the country that a name of a country or place points to in this document."""
        if (meant := self.elsewhere(span)) is not None:
            return meant[1]
        entry = self._entry(span.text)
        if entry is None:
            return None
        other = self.other_meaning(span.text, entry.code)
        return (other.means if other else entry.code) or None

    def after(self, span: Span) -> Span | None:
        """Return the next country or place of the same field."""
        return self._following.get((span.field, span.start))

    @cached_property
    def _following(self) -> dict[tuple[str, int], Span]:
        pairs = pairwise(self._spans)
        return {
            (one.field, one.start): other
            for one, other in pairs
            if one.field == other.field and other.kind in {"country", "place"}
        }

    def is_given_name(self, name: str) -> bool:
        """Whether a family name follows the name somewhere in the body ("Kenya" before "Moore")."""
        if name not in self._given:
            following = re.findall(rf"\b{name}\s([A-Z]\w+)", self.document.body)
            self._given[name] = any(map(self._is_family_name, following))
        return self._given[name]

    def _is_family_name(self, word: str) -> bool:
        repeated = self.document.body.count(word) > 1 and self._entry(word) is None
        return (word in SURNAMES or repeated) and word.lower() not in COMMON_WORDS

    def is_located(self, name: str) -> bool:
        """Whether the text shows that the name is a place: "in Sydney", "Sydney, Australia"."""
        shown = re.compile(
            rf"\b(?:in|from|near|at|to|outside|around)\s{re.escape(name)}\b|\b{re.escape(name)},\s[A-Z]"
        )
        dateline = self.document.dateline.casefold()
        return name.casefold() in dateline or shown.search(self.document.body) is not None

    def points_elsewhere(self, entry: GazetteerEntry) -> bool:
        """Whether another name in the document points to the country of the entry, too."""
        others = (self._entry(span.text) for span in self._spans if span.kind != "person")
        return any(o is not None and o.code == entry.code and o.evidence != entry.evidence for o in others)

    @cached_property
    def dominant(self) -> str | None:
        """The country that the document points to far more than to any other, if there is one."""
        ranked = self.weights.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] < DOMINANCE * ranked[1][1]):
            return None
        return ranked[0][0]
