"""What the words of a document say of names that mean several things."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from articles.extraction.annotations import Document, Evidence, Span
from articles.extraction.lexicon.gazetteer import Entry

#: Words that tell the country Georgia from the state: these by themselves, ...
COUNTRY_SIGNS = (
    *("Tbilisi", "TBILISI", "Abkhaz", "Ossetia", "Saakashvili", "Shevardnadze", "Gamsakhurdia", "Batumi"),
    *("Ivanishvili", "Margvelashvili", "Zurabishvili", "Caucasus", "Mingrelia", "Georgian Dream"),
)
STATE_SIGNS = (
    *("Atlanta", "ATLANTA", "Savannah", "Ga.", "Macon", "University of Georgia", "Georgia Tech"),
    *("Georgia Republican", "Georgia Democrat", "Georgia Gov", "Georgia Sen", "Georgia Rep", "Georgia Power"),
)
#: ... and these by their number.
NEAR_COUNTRY = ("Russia", "Moscow", "Soviet", "Armenia", "Azerbaijan", "Ukraine", "Caspian", "NATO", "Turkey")
NEAR_STATE = (
    *("U.S.", "United States", "American", " US ", "Alabama", "Florida", "Carolina", "Tennessee", "Texas"),
    *("Republican", "Democrat", "gubernatorial", "Congress", "Senate", "county", "Obama", "Louisiana"),
)
TURKEY_SIGNS = ("Turkish", "Ankara", "Istanbul", "Erdogan", "Turks", "Kurd", "Ozal", "Cyprus")
NORTH_SIGNS = ("North Korea", "NORTH KOREA", "Pyongyang", "PYONGYANG", "N. Korea", "N.Korea")
SOUTH_SIGNS = ("South Korea", "SOUTH KOREA", "Seoul", "SEOUL", "S. Korea", "S.Korea")
REGION_AFTER = re.compile(r",\s{1,3}([A-Z][\w.]*)(?:\s([A-Z][\w.]*))?")
#: What says that Washington is the state, after it and before it.
STATE_AFTER = re.compile(r"\s[Ss]tate\b(?!\s(?:[Dd]epartment|department))|\s?,?\s(?:Oregon|Idaho) and\b")
STATE_BEFORE = re.compile(r"(?:\b[Ss]tate of\s|[a-z],\s)$")
STATE_CODES = frozenset({"US", "CA", "AU", "GB"})
Meant = tuple[str, str]


class Sense:
    """What the words of the document say of names that mean several things; read when asked.

    `entry` looks a name up. `towns`: the country codes of towns that the text places itself, by their name
    in lower case ("Bristol, Va." once makes every Bristol that one).
    """

    def __init__(
        self, document: Document, spans: Iterable[Span], entry: Callable[[str], Entry | None]
    ) -> None:
        self.document = document
        self._entry = entry
        self.towns: dict[str, str] = {}
        for span in spans:
            if span.kind in {"place", "country"} and (code := self._placed(span)) is not None:
                self.towns.setdefault(span.text.casefold(), code)

    def _placed(self, span: Span) -> str | None:
        """The country of the state named after a town, where it is not the one the lists give."""
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
        """The country of the region named after the comma ("Lake Arrowhead, California")."""
        region = self._region(span)
        return region.code if region is not None else None

    def _region(self, span: Span) -> Entry | None:
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
        """The place and its country where the name means another than the lists say."""
        name = span.text
        if name.title() == "Georgia" and self.is_state:
            return "Georgia", "US"
        if name == "Washington" and self._is_washington_state(span):
            return "Washington State", "US"
        code = self.towns.get(name.casefold())
        return (name.title() if name.isupper() else name, code) if code else None

    def evidence(self, span: Span) -> Evidence:
        """How a name that means another place than the lists say is to be called."""
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
        """Whether "state of" or a town of the US stands before ("Spokane, Washington")."""
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
        """Whether "Georgia" is the state of the US here."""
        if self._any(COUNTRY_SIGNS):
            return False
        return self._any(STATE_SIGNS) or self._number(NEAR_STATE) > self._number(NEAR_COUNTRY)

    @cached_property
    def is_bird(self) -> bool:
        """Whether "Turkey" is something to eat here."""
        return self._any((" turkey", "Thanksgiving")) and not self._any(TURKEY_SIGNS)

    @cached_property
    def is_brazzaville(self) -> bool:
        """Whether "Congo" is the smaller one: Brazzaville or Zaire is named, and Kinshasa is not."""
        if self._any(("Kinshasa", "KINSHASA", "formerly Zaire", "former Zaire", "Kabila", "Kivu", "Goma")):
            return False
        return self._any(("Brazzaville", "BRAZZAVILLE", "Zaire", "ZAIRE", "Republic of Congo"))

    @cached_property
    def is_north(self) -> bool:
        """Whether "Korea" alone is the North: only that one is named in full."""
        return self._any(NORTH_SIGNS) and not self._any(SOUTH_SIGNS)
