"""Spans to entities, within one document.

A full name is its own entity; a family name is the one person of the document who bears it, ambiguous
when two do, unknown when none does. Places, countries and organisations come from the gazetteer.
"""

from collections import Counter, defaultdict
from functools import lru_cache

from articles.extraction.gazetteer import Entry, Gazetteer
from articles.extraction.lexicon import GENERIC, SUFFIXES, TITLES
from articles.extraction.names import canonical_given, family_names, given_name, name_words
from articles.extraction.organisation_linking import adjective_before, link_short_names, without_endings
from articles.extraction.records import Document, Evidence, Kind, Mention, Span, Status
from articles.extraction.sense import Sense
from articles.extraction.text import TOKEN


class Linker:
    """Gives each span its entity, country code and status."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._entry = lru_cache(maxsize=50_000)(self._look_up)

    def link(self, document: Document, spans: list[Span]) -> list[Mention]:
        """The mentions in the order of the spans; a span that proves to be no name is left out."""
        people = People(spans)
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
            return _mention(span, None, None, "unknown")  # a team, see sports.py
        if span.kind in {"place", "country"} and (meant := sense.elsewhere(span)) is not None:
            return _mention(span, *meant, "linked", kind="place", evidence=sense.evidence(span))
        if entry is None or entry.kind != span.kind:
            return self._unlisted(span, previous, document, sense)
        if entry.code == "TR" and span.text == "Turkey" and sense.is_bird:
            return None
        if entry.code == "CD" and sense.is_brazzaville and span.text.upper().startswith("CONGO"):
            return _mention(span, "Republic of the Congo", "CG", "linked")
        if entry.code == "KR" and sense.is_north and span.text.upper().startswith("KOREA"):
            return _mention(span, "North Korea", "KP", "linked")
        if entry.entity in {"Supreme Court", "National Assembly", "Communist Party", "Democratic Party"}:
            return self._unlisted(span, previous, document, sense)
        return _mention(span, entry.entity, entry.code, "linked")

    def _unlisted(self, span: Span, previous: Span | None, document: Document, sense: Sense) -> Mention:
        """A name that only its form gave away: itself, with the country that its words point to."""
        name = " ".join(span.text.split())
        words = TOKEN.findall(name)
        code = next((code for word in words if (code := self._code(word, sense))), None)
        if code is None and span.kind == "place":
            code = sense.region_after(span)
        if span.kind == "organisation" and all(word in GENERIC for word in words):
            adjective = adjective_before(span, previous, document)
            if adjective is None:
                return _mention(span, None, code, "ambiguous")
            entry = self._entry(adjective.text)
            return _mention(span, f"{adjective.text} {name}", entry.code if entry else None, "linked")
        if span.kind == "organisation":
            name = without_endings(name)
        elif name.isupper():
            name = name.title()  # a town in a dateline
        return _mention(span, name, code, "linked")

    def _code(self, word: str, sense: Sense) -> str | None:
        """The country that a word within a name points to."""
        if word == "Georgia" and sense.is_state:
            return "US"
        entry = self.gazetteer.phrases.get(word)
        return sense.towns.get(word.casefold()) or (entry.code if entry else None)


class People:
    """The people a document names in full, and who a shorter name stands for."""

    def __init__(self, spans: list[Span]) -> None:
        self._forms: dict[tuple[str, str], Counter[str]] = {}
        self._families: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._givens: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for span in spans:
            if span.kind == "person" and span.evidence == "name":
                self._learn(span.text)
        self._display = {key: forms.most_common(1)[0][0] for key, forms in self._forms.items()}

    def _learn(self, text: str) -> None:
        words = name_words(text)
        key = _key(words)
        self._forms.setdefault(key, Counter())[_display_form(words)] += 1
        for family in family_names(words):
            self._families[family.casefold()].add(key)
        if given := given_name(words):
            self._givens[given.casefold()].add(key)

    def mention(self, span: Span) -> Mention:
        """The mention of a person span."""
        words = name_words(span.text)
        if span.evidence == "name":
            return _mention(span, self._display[_key(words)], None, "linked")
        table = self._givens if span.evidence == "alias" else self._families
        word = next((word for word in reversed(words) if word not in SUFFIXES), "")
        keys = table.get(" ".join(words).casefold()) or table.get(word.casefold(), set())
        if len(keys) == 1:
            return _mention(span, self._display[next(iter(keys))], None, "linked")
        return _mention(span, None, None, "ambiguous" if keys else "unknown")


def _key(words: list[str]) -> tuple[str, str]:
    """What two full names of one person share: the family name and the given name in one spelling."""
    families = family_names(words)
    family = families[0] if families else words[-1]
    given = given_name(words) or next((word for word in words if word != family), "")
    return family.casefold(), canonical_given(given)


def _display_form(words: list[str]) -> str:
    while len(words) > 2 and words[0] in TITLES:
        words = words[1:]
    return " ".join(words).replace(" ,", ",")


def _mention(
    span: Span,
    entity: str | None,
    code: str | None,
    status: Status,
    kind: Kind | None = None,
    evidence: Evidence | None = None,
) -> Mention:
    return Mention(
        field=span.field,
        start=span.start,
        end=span.end,
        text=span.text,
        kind=kind or span.kind,
        evidence=evidence or span.evidence,
        score=span.score,
        entity=entity,
        code=code,
        status=status,
    )
