"""Link spans to entities, within one document.

Countries and places are linked by the gazetteer; see organisations.py and people.py for the others.
"""

from functools import lru_cache, partial

from articles.extraction.annotations import Document, Evidence, ExtractedMention, Span, Status
from articles.extraction.lexicon.gazetteer import Gazetteer, GazetteerEntry
from articles.extraction.lexicon.senses import US_COUNTIES
from articles.extraction.lexicon.tokens import TOKEN
from articles.extraction.lexicon.words import GIVEN_COUNTRIES, ORDINARY_PLACES
from articles.extraction.link.disambiguation import Sense
from articles.extraction.link.organisations import Context, OrganisationLinker
from articles.extraction.link.people import People


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
                context = Context(document, previous, sense, partial(self._code, sense=sense))
                mentions.append(self.organisations.mention(span, context))
            elif (mention := self._given(span, people, sense) or self._known(span, sense)) is not None:
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
        other = sense.other_meaning(span.text, entry.code)
        if other is None:
            return _linked(span, entry)
        if other.kind is None or (other.kind == "place" and span.evidence == "demonym"):
            return None
        evidence: Evidence = "region" if other.kind == "place" else span.evidence
        return ExtractedMention.of(
            span, other.entity, other.means or None, "linked", kind=other.kind, evidence=evidence
        )

    def _given(self, span: Span, people: People, sense: Sense) -> ExtractedMention | None:
        """Return the mention of a person by a given name that is also a country's or town's ("Chad" beside
        Chad Smith), if nothing else points to the country, or shows that it is a town."""
        if span.evidence == "demonym":
            return None
        person = people.by_short_name(span.text)
        town = span.kind == "place" and not span.text.isupper()
        if person is not None and town and not sense.is_located(span.text):
            return ExtractedMention.of(span, person, None, "linked", kind="person", evidence="alias")
        if span.text not in GIVEN_COUNTRIES:
            return None
        entry = self._entry(span.text)
        if (person is None and not sense.is_given_name(span.text)) or entry is None:
            return None
        if sense.points_elsewhere(entry):
            return None
        status: Status = "linked" if person is not None else "unknown"
        return ExtractedMention.of(span, person, None, status, kind="person", evidence="alias")

    def _unlisted(self, span: Span, sense: Sense) -> ExtractedMention | None:
        """Link a place that is not in the gazetteer to itself, with the country that its words point to."""
        name = " ".join(span.text.split())
        words = TOKEN.findall(name)
        if all(word in ORDINARY_PLACES for word in words):
            return None
        code = next((code for word in words if (code := self._code(word, sense))), None)
        if code is None or (code not in sense.weights and self._is_city(words)):
            code = sense.region_after(span) or sense.dominant
        if code is None and words[-1] == "County" and name.removesuffix(" County") in US_COUNTIES:
            code = "US"
        if name.isupper():
            name = name.title()  # a town in a dateline
        return ExtractedMention.of(span, name, code, "linked")

    def _is_city(self, words: list[str]) -> bool:
        """Whether a city gave a county or a lake its name, which other countries have as well."""
        return any(e is not None and e.evidence == "city" for e in map(self.gazetteer.phrases.get, words))

    def _code(self, word: str, sense: Sense) -> str | None:
        """Return the code of the country that a word in a name points to."""
        entry = self.gazetteer.phrases.get(word)
        if entry is None or entry.kind == "organisation":
            return sense.towns.get(word.casefold())
        other = sense.other_meaning(word, entry.code)
        return (other.means or None) if other else sense.towns.get(word.casefold()) or entry.code


def _linked(span: Span, entry: GazetteerEntry) -> ExtractedMention:
    return ExtractedMention.of(span, entry.entity, entry.code, "linked")
