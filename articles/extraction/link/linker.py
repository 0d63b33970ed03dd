"""Link spans to entities, within one document.

Countries and places are linked by the gazetteer; see organisations.py and people.py for the others.
"""

from functools import lru_cache, partial

from articles.extraction.annotations import Document, ExtractedMention, Span
from articles.extraction.lexicon.gazetteer import Gazetteer, GazetteerEntry
from articles.extraction.lexicon.tokens import TOKEN
from articles.extraction.link.disambiguation import Sense
from articles.extraction.link.organisations import OrganisationLinker
from articles.extraction.link.people import People

#: Words that alone do not name a place ("Southern District", "South Valley").
ORDINARY_PLACES = frozenset(
    {*("North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central", "Middle")}
    | {*("District", "County", "Province", "Island", "Islands", "River", "Lake", "Valley", "Beach", "Hills")}
    | {*("Airport", "International", "National", "Upper", "Lower", "Business", "Financial", "School", "The")}
)


class Linker:
    """Gives each span its entity, country code and status."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.organisations = OrganisationLinker(gazetteer)
        self._entry = lru_cache(maxsize=50_000)(self._look_up)

    def link(self, document: Document, spans: list[Span]) -> list[ExtractedMention]:
        """Return the mentions in the order of the spans, without spans that turn out not to be names."""
        people = People(document, spans)
        sense = Sense(document, spans, self._entry)
        mentions: list[ExtractedMention] = []
        previous: Span | None = None
        for span in spans:
            if span.kind == "person":
                mentions.append(people.mention(span))
            elif span.kind == "organisation":
                code_of = partial(self._code, sense=sense)
                mentions.append(self.organisations.mention(span, previous, document, code_of))
            elif (mention := self._known(span, sense)) is not None:
                mentions.append(mention)
            previous = span
        return self.organisations.settled(mentions)

    def _look_up(self, text: str) -> GazetteerEntry | None:
        key = " ".join(TOKEN.findall(text))
        return self.gazetteer.phrases.get(key) or self.gazetteer.upper.get(key)

    def _known(self, span: Span, sense: Sense) -> ExtractedMention | None:
        entry = self._entry(span.text)
        if (meant := sense.elsewhere(span)) is not None:
            return ExtractedMention.of(span, *meant, "linked", kind="place", evidence=sense.evidence(span))
        if entry is None or entry.kind != span.kind:
            return self._unlisted(span, sense)
        if entry.code == "TR" and span.text == "Turkey" and sense.is_bird:
            return None
        if entry.code == "GE" and span.evidence == "demonym" and sense.is_state:
            return None
        if entry.code == "CD" and sense.is_brazzaville and span.text.upper().startswith("CONGO"):
            return ExtractedMention.of(span, "Republic of the Congo", "CG", "linked")
        if entry.code == "KR" and sense.is_north and span.text.upper().startswith("KOREA"):
            return ExtractedMention.of(span, "North Korea", "KP", "linked")
        return ExtractedMention.of(span, entry.entity, entry.code, "linked")

    def _unlisted(self, span: Span, sense: Sense) -> ExtractedMention | None:
        """Link a place that is not in the gazetteer to itself, with the country that its words point to."""
        name = " ".join(span.text.split())
        words = TOKEN.findall(name)
        if all(word in ORDINARY_PLACES for word in words):
            return None
        code = next((code for word in words if (code := self._code(word, sense))), None)
        if code is None:
            code = sense.region_after(span)
        if name.isupper():
            name = name.title()  # a town in a dateline
        return ExtractedMention.of(span, name, code, "linked")

    def _code(self, word: str, sense: Sense) -> str | None:
        """Return the code of the country that a word in a name points to."""
        if word == "Georgia" and sense.is_state:
            return "US"
        entry = self.gazetteer.phrases.get(word)
        listed = entry.code if entry is not None and entry.kind != "organisation" else None
        return sense.towns.get(word.casefold()) or listed
