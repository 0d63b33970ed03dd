"""Spans to entities, within one document.

Places, countries and organisations come from the gazetteer; people_linking.py says who is who.
"""

from functools import lru_cache

from articles.extraction.gazetteer import Entry, Gazetteer
from articles.extraction.lexicon import GENERIC
from articles.extraction.organisation_linking import adjective_before, link_short_names, without_endings
from articles.extraction.people_linking import People
from articles.extraction.records import Document, Mention, Span
from articles.extraction.sense import Sense
from articles.extraction.text import TOKEN

#: Words that make no name of a place by themselves ("Southern District", "South Valley").
ORDINARY_PLACES = frozenset(
    {*("North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central", "Middle")}
    | {*("District", "County", "Province", "Island", "Islands", "River", "Lake", "Valley", "Beach", "Hills")}
    | {*("Airport", "International", "National", "Upper", "Lower", "Business", "Financial", "School", "The")}
)


class Linker:
    """Gives each span its entity, country code and status."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._entry = lru_cache(maxsize=50_000)(self._look_up)

    def link(self, document: Document, spans: list[Span]) -> list[Mention]:
        """The mentions in the order of the spans; a span that proves to be no name is left out."""
        people = People(document, spans)
        sense = Sense(document, spans, self._entry)
        mentions: list[Mention] = []
        previous: Span | None = None
        for span in spans:
            if span.kind == "person":
                mentions.append(people.mention(span))
            elif (mention := self._known(span, previous, document, sense)) is not None:
                mentions.append(mention)
            previous = span
        return link_short_names(mentions)

    def _look_up(self, text: str) -> Entry | None:
        key = " ".join(TOKEN.findall(text))
        return self.gazetteer.phrases.get(key) or self.gazetteer.upper.get(key)

    def _known(self, span: Span, previous: Span | None, document: Document, sense: Sense) -> Mention | None:
        entry = self._entry(span.text)
        if entry is None and span.kind == "organisation":
            entry = self._entry(without_endings(span.text))
        if span.evidence == "metonym" and (entry is None or entry.kind != "organisation"):
            return Mention.of(span, None, None, "unknown")  # a team, see sports.py
        if span.kind in {"place", "country"} and (meant := sense.elsewhere(span)) is not None:
            return Mention.of(span, *meant, "linked", kind="place", evidence=sense.evidence(span))
        if entry is None or entry.kind != span.kind:
            return self._unlisted(span, previous, document, sense)
        if entry.code == "TR" and span.text == "Turkey" and sense.is_bird:
            return None
        if entry.code == "GE" and span.evidence == "demonym" and sense.is_state:
            return None
        if entry.code == "CD" and sense.is_brazzaville and span.text.upper().startswith("CONGO"):
            return Mention.of(span, "Republic of the Congo", "CG", "linked")
        if entry.code == "KR" and sense.is_north and span.text.upper().startswith("KOREA"):
            return Mention.of(span, "North Korea", "KP", "linked")
        if entry.entity in {"Supreme Court", "National Assembly", "Communist Party", "Democratic Party"}:
            return self._unlisted(span, previous, document, sense)
        return Mention.of(span, entry.entity, entry.code, "linked")

    def _unlisted(
        self, span: Span, previous: Span | None, document: Document, sense: Sense
    ) -> Mention | None:
        """A name that only its form gave away: itself, with the country that its words point to."""
        name = " ".join(span.text.split())
        words = TOKEN.findall(name)
        if span.kind == "place" and all(word in ORDINARY_PLACES for word in words):
            return None
        code = next((code for word in words if (code := self._code(word, sense))), None)
        if code is None and span.kind == "place":
            code = sense.region_after(span)
        if span.kind == "organisation" and all(word in GENERIC for word in words):
            adjective = adjective_before(span, previous, document)
            if adjective is None:
                return Mention.of(span, None, code, "ambiguous")
            entry = self._entry(adjective.text)
            return Mention.of(span, f"{adjective.text} {name}", entry.code if entry else None, "linked")
        if span.kind == "organisation":
            name = without_endings(name)
        elif name.isupper():
            name = name.title()  # a town in a dateline
        return Mention.of(span, name, code, "linked")

    def _code(self, word: str, sense: Sense) -> str | None:
        """The country that a word within a name points to."""
        if word == "Georgia" and sense.is_state:
            return "US"
        entry = self.gazetteer.phrases.get(word)
        return sense.towns.get(word.casefold()) or (entry.code if entry else None)
