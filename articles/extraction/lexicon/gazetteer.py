"""The gazetteer: known names of countries, places and organisations, looked up by tokens."""

from dataclasses import dataclass, replace

from articles.extraction.annotations import Evidence, Kind
from articles.extraction.lexicon.countries import COUNTRIES, Country
from articles.extraction.lexicon.data import read_lines, read_rows
from articles.extraction.lexicon.foreign_names import ELISIONS, ENGLISH, OPENERS, foreign_names
from articles.extraction.lexicon.organisations import known_names
from articles.extraction.lexicon.tokens import TOKEN, TokenizedText
from articles.extraction.lexicon.words import COMMON_WORDS, GIVEN_NAMES, SURNAMES, UNSURE_TOWNS

#: Demonyms and names that too often mean something else to count on their own.
NOT_ALONE = frozenset(
    {"Pole", "Dane", "Finn", "Lao", "Brit", "Brits", "Scot", "Kiwi", "Kiwis", "Jersey",
     "Federal Republic", "Cayman", "Bonaire", "Solomons", "Hashemite Kingdom"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """What a phrase refers to. `namelike`: it is also a given name or family name."""

    kind: Kind
    entity: str
    code: str | None
    evidence: Evidence
    namelike: bool = False


class Gazetteer:
    """Phrases by their tokens, joined with spaces.

    lengths: by first token, the lengths in tokens of the phrases that start with it, longest first; upper:
    phrases in capitals; doubtful: names of organisations that often mean something else; homonyms: names
    shared by several organisations; elisions: what the language joins to a word by an apostrophe;
    openers: words that begin sentences, and no names.
    """

    #: Matched but not reported: the "American" of "Latin American" does not mean the United States.
    IGNORED = GazetteerEntry("place", "", None, "name")

    def __init__(self, language: str = ENGLISH) -> None:
        self.elisions = ELISIONS[language]
        self.openers = OPENERS[language]
        self.phrases: dict[str, GazetteerEntry] = {}
        self.upper: dict[str, GazetteerEntry] = {}
        self.doubtful: dict[str, GazetteerEntry] = {}
        self.homonyms: dict[str, tuple[GazetteerEntry, ...]] = {}
        self.doubtful_lengths: dict[str, tuple[int, ...]] = {}
        self.lengths: dict[str, tuple[int, ...]] = {}
        self.upper_lengths: dict[str, tuple[int, ...]] = {}
        for name in foreign_names(language):
            kind: Kind = "country" if name.evidence in {"name", "demonym"} else "place"
            self._add(name.written, GazetteerEntry(kind, name.entity, name.code, name.evidence))
        for phrase in read_lines("ignored.txt"):
            self._add(phrase, self.IGNORED)
        for country in COUNTRIES:
            self._add_country(country)
        for written, display, code, evidence in read_rows("places.tsv"):
            shown: Evidence = "region" if evidence == "region" else "city"
            self._add(written, GazetteerEntry("place", display, code or None, shown))
        self._add_organisations()
        self.words: frozenset[str] = frozenset(
            key for key in self.phrases if " " not in key and key not in UNSURE_TOWNS
        )

    def longest(self, words: list[str], index: int, *, upper: bool) -> tuple[GazetteerEntry, int] | None:
        """Return the longest phrase that starts at the token, and its token count.

        upper: also match phrases written in capitals.
        """
        match = _longest(self.phrases, self.lengths, words, index) if words[index] in self.lengths else None
        return match or (_longest(self.upper, self.upper_lengths, words, index) if upper else None)

    def longest_doubtful(self, words: list[str], index: int) -> tuple[GazetteerEntry, int] | None:
        """Return the longest doubtful organisation name that starts at the token, and its token count."""
        return _longest(self.doubtful, self.doubtful_lengths, words, index)

    def without_openers(self, text: TokenizedText) -> TokenizedText:
        """Return the text without the words among its capitals that only begin a sentence."""
        if not self.openers:
            return text
        starts = (
            index
            for index in text.capitals
            if text.words[index] not in self.openers or self.longest(text.words, index, upper=False)
        )
        return replace(text, capitals=list(starts))

    def _add_country(self, country: Country) -> None:
        self._add(country.name, GazetteerEntry("country", country.name, country.code, "name"))
        for name in country.names:
            if name.startswith("The "):
                continue
            self._add(name, GazetteerEntry("country", country.name, country.code, "alias"))
        for demonym in country.demonyms:
            self._add(demonym, GazetteerEntry("country", country.name, country.code, "demonym"))
        for capital in country.capitals:
            display = "Washington" if country.code == "US" else capital
            self._add(capital, GazetteerEntry("place", display, country.code, "capital"))

    def _add_organisations(self) -> None:
        """Add the organisations, after countries and places; ambiguous names go into `doubtful`."""
        by_name: dict[str, list[GazetteerEntry]] = {}
        doubtful: set[str] = set()
        for known in known_names():
            entry = GazetteerEntry("organisation", known.entity, known.code, known.evidence)
            by_name.setdefault(known.name, []).append(entry)
            if known.doubtful:
                doubtful.add(known.name)
        for name, entries in by_name.items():
            entry = entries[0]
            if len(entries) > 1:  # "BNP": the document decides which
                self.homonyms[name] = tuple(entries)
                entry = GazetteerEntry("organisation", "", None, "alias")
            if name in doubtful or name in self.phrases:
                self._add_doubtful(name, entry)
            else:
                self._add(name, entry)

    def _add_doubtful(self, name: str, entry: GazetteerEntry) -> None:
        tokens = _tokens(name)
        self.doubtful[" ".join(tokens)] = entry
        _extend(self.doubtful_lengths, tokens)

    def _add(self, name: str, entry: GazetteerEntry) -> None:
        if name in NOT_ALONE:
            return
        tokens = _tokens(name)
        key = " ".join(tokens)
        if key in self.phrases:
            return
        if len(tokens) == 1 and (name in GIVEN_NAMES or name in SURNAMES):
            entry = GazetteerEntry(entry.kind, entry.entity, entry.code, entry.evidence, namelike=True)
        self.phrases[key] = entry
        _extend(self.lengths, tokens)
        if len(name) > 3 and name.lower() not in COMMON_WORDS and not name.isupper():
            tokens = _tokens(name.upper())
            self.upper.setdefault(" ".join(tokens), entry)
            _extend(self.upper_lengths, tokens)


def _tokens(name: str) -> list[str]:
    return name.split(" ") if name.replace(" ", "").isalnum() else TOKEN.findall(name)


def _extend(lengths: dict[str, tuple[int, ...]], tokens: list[str]) -> None:
    known = lengths.get(tokens[0], ())
    if len(tokens) not in known:
        lengths[tokens[0]] = tuple(sorted({*known, len(tokens)}, reverse=True))


def _longest(
    phrases: dict[str, GazetteerEntry], lengths: dict[str, tuple[int, ...]], words: list[str], index: int
) -> tuple[GazetteerEntry, int] | None:
    for length in lengths.get(words[index], ()):
        entry = phrases.get(" ".join(words[index : index + length]))
        if entry is not None and index + length <= len(words):
            return entry, length
    return None
