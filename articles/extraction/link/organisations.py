"""Link organisations to entities, within one document.

This unites company names with and without legal suffixes, resolves short names and acronyms that the text
introduces, and tells institutions apart by the adjective before them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from articles.extraction.annotations import Document, ExtractedMention, Span
from articles.extraction.lexicon.gazetteer import Gazetteer, GazetteerEntry
from articles.extraction.lexicon.institutions import INSTITUTIONS
from articles.extraction.lexicon.tokens import TOKEN
from articles.extraction.lexicon.words import BUSINESS, COMMON_WORDS, COMPANY_ENDS, GENERIC
from articles.extraction.link.disambiguation import Sense
from articles.extraction.link.institutions import adjective_before, link_institution
from articles.extraction.link.short_names import unite

#: News uses acronyms of agencies and companies in these countries without naming the country.
AT_HOME = frozenset({None, "US", "GB"})
#: Longer acronyms are taken as unambiguous; shorter ones are shared by many organisations.
SHORT_ACRONYM = 4
#: Names that the recognizer accepts only if the context shows what they mean.
IN_CONTEXT = {"House": "House of Representatives"}
#: Committees whose name begins with these are American ones.
CHAMBERS = frozenset({"Senate", "House"})
#: What the name of a parent company adds to the name under which it is known.
PARENT_ENDS = frozenset({"Group", "Holding", "Holdings"})


@dataclass(frozen=True, slots=True)
class Context:
    """What is around an organisation: the span before it, and the country that a word in a name points to."""

    document: Document
    previous: Span | None
    sense: Sense
    code_of: Callable[[str], str | None]


class OrganisationLinker:
    """Links the organisations of a document."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._entry = lru_cache(maxsize=50_000)(self._look_up)

    def _look_up(self, text: str) -> GazetteerEntry | None:
        """Look up the name as it is, without legal suffixes, and without "The"."""
        text = IN_CONTEXT.get(text, text)
        plain = without_endings(text)
        forms = [text, plain, without_article(text), text.rstrip("."), without_parent(plain)]
        forms += [each for each in (self._without_country(text),) if each]
        for name in dict.fromkeys(forms):
            words = TOKEN.findall(name)
            for key in (" ".join(words), " ".join(word for word in words if word != ",")):
                for names in (self.gazetteer.phrases, self.gazetteer.doubtful, self.gazetteer.upper):
                    entry = names.get(key)
                    if entry is not None and entry.kind == "organisation":
                        return entry
        return None

    def _without_country(self, text: str) -> str:
        """Return the name without the country before it, if that is its own ("U.S. Financial Accounting
        Standards Board"); else ""."""
        opening, _, rest = text.partition(" ")
        country = self.gazetteer.phrases.get(" ".join(TOKEN.findall(opening)))
        entry = self.gazetteer.phrases.get(" ".join(TOKEN.findall(rest)))
        if country is None or entry is None or country.kind != "country" or " " not in rest:
            return ""
        return rest if entry.kind == "organisation" and entry.code == country.code else ""

    def mention(self, span: Span, context: Context) -> ExtractedMention:
        """Return the mention of an organisation's span, which `settled` may still change."""
        entry = self._entry(span.text)
        if entry is None and span.evidence == "metonym":
            return ExtractedMention.of(span, None, None, "unknown")  # a team, see sports.py
        if entry is not None and not entry.entity:
            return ExtractedMention.of(span, None, None, "ambiguous")
        if (name := _institution(span, entry)) is not None:
            return link_institution(span, name, context.document, context.previous, context.sense)
        if entry is None or (entry.code is None and _is_generic(TOKEN.findall(entry.entity))):
            return self._unlisted(span, context)
        return ExtractedMention.of(span, entry.entity, entry.code, "linked")

    def _unlisted(self, span: Span, context: Context) -> ExtractedMention:
        """Link a name that is not in the gazetteer to itself, with the country that its words point to."""
        name = " ".join(span.text.split())
        words = TOKEN.findall(name)
        code = next((code for word in words if (code := context.code_of(word))), None)
        if code is None and words[0] in CHAMBERS and len(words) > 1:
            code = "US"
        if all(word in BUSINESS for word in words):
            return ExtractedMention.of(span, None, code, "ambiguous")
        if _is_generic(words):
            adjective = adjective_before(span, context.previous, context.document)
            if adjective is None:
                return ExtractedMention.of(span, None, code, "ambiguous")
            owner = context.code_of(adjective.text)
            return ExtractedMention.of(span, f"{adjective.text} {name}", owner, "linked")
        return ExtractedMention.of(span, without_article(without_endings(name)), code, "linked")

    def settled(self, mentions: list[ExtractedMention]) -> list[ExtractedMention]:
        """Return all mentions, with the organisations resolved by the document as a whole."""
        if not any(mention.kind == "organisation" for mention in mentions):
            return mentions
        return self._settle_rest(unite(mentions))

    def _settle_rest(self, mentions: list[ExtractedMention]) -> list[ExtractedMention]:
        """Link mentions that another mention explains; unlink acronyms that nothing explains."""
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
        mention: ExtractedMention,
        linked: dict[str, ExtractedMention],
        endings: dict[str, set[str]],
        codes: set[str],
        entities: set[str],
    ) -> ExtractedMention:
        if mention.kind != "organisation":
            return mention
        if mention.entity is None:
            homonyms = self.gazetteer.homonyms.get(mention.text, ())
            named = {entry.entity for entry in homonyms} & linked.keys()
            meant = named or endings.get(" ".join(mention.text.split()), set())
            if not meant and len(at_home := [entry for entry in homonyms if entry.code in codes]) == 1:
                home = at_home[0]
                return replace(mention, entity=home.entity, code=home.code, status="linked")
            if len(meant) != 1:
                return mention
            whole = linked[next(iter(meant))]
            return replace(mention, entity=whole.entity, code=whole.code, status="linked")
        if mention.code is None and mention.entity == mention.text and " " in mention.text:
            meant = endings.get(mention.text, set())
            if len(meant) == 1 and self._entry(mention.text) is None:
                whole = linked[next(iter(meant))]
                return replace(mention, entity=whole.entity, code=whole.code)
        known = mention.code in codes or mention.entity in entities or mention.code in AT_HOME
        if _is_acronym(mention) and not known:
            return replace(mention, entity=None, code=None, status="unknown")
        return mention


def _is_generic(words: list[str]) -> bool:
    return all(word in GENERIC for word in words)


def _endings(entity: str) -> Iterator[str]:
    """Yield the short forms of a name: "Bulls" of "Chicago Bulls"."""
    words = entity.split(" ")
    for start in range(1, min(len(words), 4)):
        yield " ".join(words[start:])


def _is_acronym(mention: ExtractedMention) -> bool:
    """Whether the mention is a short acronym of an organisation listed under another name."""
    short = mention.kind == "organisation" and mention.text.isupper() and len(mention.text) <= SHORT_ACRONYM
    return short and mention.entity != mention.text and mention.evidence == "alias"


def _institution(span: Span, entry: GazetteerEntry | None) -> str | None:
    """Return the common name of the national institution that the span names without its country, or None."""
    name = " ".join(span.text.split())
    if name not in INSTITUTIONS and name.isupper():
        name = name.title()
    return name if name in INSTITUTIONS and (entry is None or entry.entity in INSTITUTIONS) else None


def without_endings(name: str) -> str:
    """Return a company name without its legal suffix ("Gilead Sciences" of "Gilead Sciences, Inc").

    The suffix stays if only a common word would remain ("Target Corp").
    """
    words = name.split(" ")
    while len(words) > 1 and (words[-1] in COMPANY_ENDS or words[-1] in {"&", ","}):
        words = words[:-1]
    if len(words) == 1 and (words[0].lower() in COMMON_WORDS or words[0] in GENERIC):
        return name
    return " ".join(words).rstrip(",")


def without_parent(name: str) -> str:
    """Return the name without what a parent company adds ("Lehman Brothers" of "Lehman Brothers
    Holdings")."""
    words = name.split(" ")
    while len(words) > 1 and words[-1] in PARENT_ENDS:
        words = words[:-1]
    return name if len(words) == 1 and words[0].lower() in COMMON_WORDS else " ".join(words)


def without_article(name: str) -> str:
    """Return the name without "The" ("Daily Star" of "The Daily Star")."""
    return name[4:] if name.startswith(("The ", "the ", "THE ")) and " " in name[4:] else name
