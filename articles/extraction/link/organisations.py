"""Organisations to entities, within one document: a company with and without what companies append,
short names and acronyms that the text introduces, and institutions that only an adjective tells apart."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from articles.extraction.annotations import Document, Mention, Span
from articles.extraction.lexicon.gazetteer import Entry, Gazetteer
from articles.extraction.lexicon.tokens import TOKEN
from articles.extraction.lexicon.words import COMMON_WORDS, COMPANY_ENDS, GENERIC

#: Whose agencies and companies news calls by acronyms without a word of the country.
AT_HOME = frozenset({None, "US", "GB"})
#: Acronyms longer than this are read as one body's; shorter ones are borne by many.
SHORT_ACRONYM = 4
#: What the recognizer takes only where the text shows what is meant.
IN_CONTEXT = {"House": "House of Representatives"}
_PUNCTUATION = re.compile(r"[^\w\s]|_")


class OrganisationLinker:
    """Gives the organisations of a document their entities. `code_of` gives the country that a word within
    a name points to."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._entry = lru_cache(maxsize=50_000)(self._look_up)

    def _look_up(self, text: str) -> Entry | None:
        """What the lists say of the name, with what companies append or without, with "The" or without."""
        text = IN_CONTEXT.get(text, text)
        for name in dict.fromkeys((text, without_endings(text), without_article(text))):
            words = TOKEN.findall(name)
            for key in (" ".join(words), " ".join(word for word in words if word != ",")):
                for names in (self.gazetteer.phrases, self.gazetteer.doubtful, self.gazetteer.upper):
                    entry = names.get(key)
                    if entry is not None and entry.kind == "organisation":
                        return entry
        return None

    def mention(
        self, span: Span, previous: Span | None, document: Document, code_of: Callable[[str], str | None]
    ) -> Mention:
        """The mention of an organisation's span; `settled` may still change it."""
        entry = self._entry(span.text)
        if entry is None and span.evidence == "metonym":
            return Mention.of(span, None, None, "unknown")  # a team, see sports.py
        if entry is not None and not entry.entity:
            return Mention.of(span, None, None, "ambiguous")
        if entry is None or (entry.code is None and _is_generic(TOKEN.findall(entry.entity))):
            return self._unlisted(span, previous, document, code_of)
        return Mention.of(span, entry.entity, entry.code, "linked")

    def _unlisted(
        self, span: Span, previous: Span | None, document: Document, code_of: Callable[[str], str | None]
    ) -> Mention:
        """A name that only its form gave away: itself, with the country that its words point to."""
        name = " ".join(span.text.split())
        words = TOKEN.findall(name)
        code = next((code for word in words if (code := code_of(word))), None)
        if _is_generic(words):
            adjective = adjective_before(span, previous, document)
            if adjective is None:
                return Mention.of(span, None, code, "ambiguous")
            return Mention.of(span, f"{adjective.text} {name}", code_of(adjective.text), "linked")
        return Mention.of(span, without_article(without_endings(name)), code, "linked")

    def settled(self, mentions: list[Mention]) -> list[Mention]:
        """All mentions of a document, its organisations as the whole of it tells them apart."""
        if not any(mention.kind == "organisation" for mention in mentions):
            return mentions
        return self._settle_rest(_link_variants(_link_short_names(mentions)))

    def _settle_rest(self, mentions: list[Mention]) -> list[Mention]:
        """Link what another mention of the document explains; leave acronyms alone that nothing explains."""
        linked = {m.entity: m for m in mentions if m.kind == "organisation" and m.entity}
        endings: defaultdict[str, set[str]] = defaultdict(set)
        for entity in linked:
            for ending in _endings(entity):
                endings[ending].add(entity)
        codes = {m.code for m in mentions if m.code and not _is_acronym(m)}
        entities = {m.entity for m in mentions if m.entity and not _is_acronym(m)}
        return [self._settle(mention, linked, endings, codes, entities) for mention in mentions]

    def _settle(
        self,
        mention: Mention,
        linked: dict[str, Mention],
        endings: dict[str, set[str]],
        codes: set[str],
        entities: set[str],
    ) -> Mention:
        if mention.kind != "organisation":
            return mention
        if mention.entity is None:
            bearers = {entry.entity for entry in self.gazetteer.bearers.get(mention.text, ())}
            meant = (bearers & linked.keys()) or endings.get(" ".join(mention.text.split()), set())
            if len(meant) != 1:
                return mention
            whole = linked[next(iter(meant))]
            return replace(mention, entity=whole.entity, code=whole.code, status="linked")
        known = mention.code in codes or mention.entity in entities or mention.code in AT_HOME
        if _is_acronym(mention) and not known:
            return replace(mention, entity=None, code=None, status="unknown")
        return mention


def _is_generic(words: list[str]) -> bool:
    return all(word in GENERIC for word in words)


def _endings(entity: str) -> Iterator[str]:
    """What the name is called for short where the document names it in full: "Foreign Ministry" after
    "Russian Foreign Ministry", "Bulls" after "Chicago Bulls"."""
    words = entity.split(" ")
    for start in range(1, min(len(words), 4)):
        yield " ".join(words[start:])


def _is_acronym(mention: Mention) -> bool:
    """Whether it is a short acronym of something listed under another name."""
    short = mention.kind == "organisation" and mention.text.isupper() and len(mention.text) <= SHORT_ACRONYM
    return short and mention.entity != mention.text and mention.evidence == "alias"


def adjective_before(span: Span, previous: Span | None, document: Document) -> Span | None:
    """The demonym directly before the span ("Russian" in "Russian Foreign Ministry")."""
    if previous is None or previous.field != span.field or previous.evidence != "demonym":
        return None
    between = document.field(span.field)[previous.end : span.start]
    return previous if len(between) < 4 and between.isspace() else None


def without_endings(name: str) -> str:
    """The name of a company without what companies append ("Gilead Sciences" of "Gilead Sciences, Inc").
    One that is a common word then keeps it ("Target Corp")."""
    words = name.split(" ")
    while len(words) > 1 and (words[-1] in COMPANY_ENDS or words[-1] in {"&", ","}):
        words = words[:-1]
    if len(words) == 1 and (words[0].lower() in COMMON_WORDS or words[0] in GENERIC):
        return name
    return " ".join(words).rstrip(",")


def without_article(name: str) -> str:
    """The name without "The" ("Daily Star" of "The Daily Star")."""
    return name[4:] if name.startswith(("The ", "the ", "THE ")) and " " in name[4:] else name


def _link_variants(mentions: list[Mention]) -> list[Mention]:
    """Give organisations that differ only in case or punctuation the name that has small letters."""
    names: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind == "organisation" and mention.entity:
            key = _folded(mention.entity)
            if key not in names or (names[key].entity or "").isupper():
                names[key] = mention
    return [
        replace(mention, entity=names[key].entity, code=names[key].code)
        if mention.kind == "organisation" and mention.entity and (key := _folded(mention.entity))
        else mention
        for mention in mentions
    ]


def _folded(name: str) -> str:
    return _PUNCTUATION.sub("", name).casefold()


def _link_short_names(mentions: list[Mention]) -> list[Mention]:
    """Give the short names of organisations ("KLI", "Pharmasset") the entity they stand for: the one that
    stands before the brackets, or the one whose name it is without the endings of companies."""
    meant: dict[str, Mention] = {}
    linked: list[Mention] = []
    before: Mention | None = None
    for mention in mentions:
        current = mention
        if mention.kind == "organisation" and mention.evidence == "alias" and mention.entity == mention.text:
            if mention.text not in meant and before is not None and _introduces(before, mention):
                meant[mention.text] = before
            if (whole := meant.get(mention.text)) is not None:
                current = replace(mention, entity=whole.entity, code=whole.code)
        elif mention.kind == "organisation" and mention.entity:
            meant.setdefault(mention.entity, mention)
        linked.append(current)
        before = current
    return linked


def _introduces(before: Mention, mention: Mention) -> bool:
    """Whether the mention stands in brackets after an organisation."""
    follows = before.field == mention.field and 0 < mention.start - before.end <= 3
    return follows and before.kind == "organisation" and before.entity is not None
