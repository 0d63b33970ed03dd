"""Disambiguate names that mean several things, by cues in the document."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from articles.extraction.annotations import Document, Evidence, Span
from articles.extraction.lexicon.gazetteer import GazetteerEntry

#: Cues for Georgia as a country or a state: any of these is decisive, ...
COUNTRY_SIGNS = (
    *("Tbilisi", "TBILISI", "Abkhaz", "Ossetia", "Saakashvili", "Shevardnadze", "Gamsakhurdia", "Batumi"),
    *("Ivanishvili", "Margvelashvili", "Zurabishvili", "Caucasus", "Mingrelia", "Georgian Dream"),
)
STATE_SIGNS = (
    *("Atlanta", "ATLANTA", "Savannah", "Ga.", "Macon", "University of Georgia", "Georgia Tech"),
    *("Georgia Republican", "Georgia Democrat", "Georgia Gov", "Georgia Sen", "Georgia Rep", "Georgia Power"),
)
#: ... while these are counted.
NEAR_COUNTRY = ("Russia", "Moscow", "Soviet", "Armenia", "Azerbaijan", "Ukraine", "Caspian", "NATO", "Turkey")
NEAR_STATE = (
    *("U.S.", "United States", "American", " US ", "Alabama", "Florida", "Carolina", "Tennessee", "Texas"),
    *("Republican", "Democrat", "gubernatorial", "Congress", "Senate", "county", "Obama", "Louisiana"),
)
TURKEY_SIGNS = ("Turkish", "Ankara", "Istanbul", "Erdogan", "Turks", "Kurd", "Ozal", "Cyprus")
NORTH_SIGNS = ("North Korea", "NORTH KOREA", "Pyongyang", "PYONGYANG", "N. Korea", "N.Korea")
SOUTH_SIGNS = ("South Korea", "SOUTH KOREA", "Seoul", "SEOUL", "S. Korea", "S.Korea")
REGION_AFTER = re.compile(r",\s{1,3}([A-Z][\w.]*)(?:\s([A-Z][\w.]*))?")
#: Cues after and before "Washington" that it is the state.
STATE_AFTER = re.compile(r"\s[Ss]tate\b(?!\s(?:[Dd]epartment|department))|\s?,?\s(?:Oregon|Idaho) and\b")
STATE_BEFORE = re.compile(r"(?:\b[Ss]tate of\s|[a-z],\s)$")
STATE_CODES = frozenset({"US", "CA", "AU", "GB"})
Meant = tuple[str, str]


class Sense:
    """Disambiguates names by the words of the document, lazily.

    entry: looks up a name. towns: country codes of the towns that the text locates itself, by lower-case name
    (one "Bristol, Va." applies to every Bristol).
    """

    def __init__(
        self, document: Document, spans: Iterable[Span], entry: Callable[[str], GazetteerEntry | None]
    ) -> None:
        self.document = document
        self._entry = entry
        self.towns: dict[str, str] = {}
        for span in spans:
            if span.kind in {"place", "country"} and (code := self._placed(span)) is not None:
                self.towns.setdefault(span.text.casefold(), code)

    def _placed(self, span: Span) -> str | None:
        """Return the country of the region after a town's name, if it differs from the gazetteer's."""
        source = self.document.field(span.field)
        if source[span.end : span.end + 1] != "," or span.evidence == "demonym":
            return None
        region = self._region(span)
        known = self._entry(span.text)
        if region is None or known is None or region.code == known.code or region.entity == known.entity:
            return None
        is_state = known.evidence == "region" and known.code in {"US", "CA", "AU"}
        if region.evidence == "region" and region.code in STATE_CODES and not is_state:
            return region.code
        is_city = known.evidence in {"city", "capital"}
        return region.code if is_city and span.field == "dateline" and region.kind == "country" else None

    def region_after(self, span: Span) -> str | None:
        """Return the country of the region after the comma ("Lake Arrowhead, California")."""
        region = self._region(span)
        return region.code if region is not None else None

    def _region(self, span: Span) -> GazetteerEntry | None:
        match = REGION_AFTER.match(self.document.field(span.field), span.end)
        if match is None:
            return None
        first, second = match.groups("")
        for name in (f"{first} {second}".strip(), first, first.rstrip(".")):
            entry = self._entry(name)
            if entry is not None and entry.kind != "organisation" and entry.evidence != "demonym":
                return entry
        return None

    def elsewhere(self, span: Span) -> Meant | None:
        """Return (place, country code) if the name means another place than in the gazetteer."""
        name = span.text
        if name.title() == "Georgia" and self.is_state:
            return "Georgia", "US"
        if name == "Washington" and self._is_washington_state(span):
            return "Washington State", "US"
        code = self.towns.get(name.casefold())
        return (name.title() if name.isupper() else name, code) if code else None

    def evidence(self, span: Span) -> Evidence:
        """Return the evidence for a name that means another place than in the gazetteer."""
        return "region" if span.text.title() in {"Georgia", "Washington"} else "city"

    def _is_washington_state(self, span: Span) -> bool:
        source = self.document.field(span.field)
        before = source[max(0, span.start - 12) : span.start]
        if STATE_AFTER.match(source, span.end):
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

    def _any(self, signs: tuple[str, ...]) -> bool:
        texts = (self.document.headline, self.document.dateline, self.document.body)
        return any(sign in text for sign in signs for text in texts)

    def _number(self, signs: tuple[str, ...]) -> int:
        texts = (self.document.headline, self.document.dateline, self.document.body)
        return sum(text.count(sign) for sign in signs for text in texts)

    @cached_property
    def is_state(self) -> bool:
        """Whether "Georgia" is the US state in this document."""
        if self._any(COUNTRY_SIGNS):
            return False
        return self._any(STATE_SIGNS) or self._number(NEAR_STATE) > self._number(NEAR_COUNTRY)

    @cached_property
    def is_bird(self) -> bool:
        """Whether "Turkey" is the bird in this document."""
        return self._any((" turkey", "Thanksgiving")) and not self._any(TURKEY_SIGNS)

    @cached_property
    def is_brazzaville(self) -> bool:
        """Whether "Congo" means Congo-Brazzaville: that or Zaire is named, and Kinshasa is not."""
        if self._any(("Kinshasa", "KINSHASA", "formerly Zaire", "former Zaire", "Kabila", "Kivu", "Goma")):
            return False
        return self._any(("Brazzaville", "BRAZZAVILLE", "Zaire", "ZAIRE", "Republic of Congo"))

    @cached_property
    def is_north(self) -> bool:
        """Whether "Korea" alone means the North: only North Korea is named in full."""
        return self._any(NORTH_SIGNS) and not self._any(SOUTH_SIGNS)
