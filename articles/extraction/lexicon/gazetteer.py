"""Everything known by name before reading: countries, places and organisations, by their tokens."""

from dataclasses import dataclass

from articles.extraction.annotations import Evidence, Kind
from articles.extraction.lexicon.countries import COUNTRIES, Country
from articles.extraction.lexicon.data import read_lines, read_rows
from articles.extraction.lexicon.organisations import known_names
from articles.extraction.lexicon.tokens import TOKEN
from articles.extraction.lexicon.words import COMMON_WORDS, GIVEN_NAMES, SURNAMES

#: Adjectives and names that are too often something else to be a country by themselves.
NOT_ALONE = frozenset(
    {"Pole", "Dane", "Finn", "Lao", "Brit", "Brits", "Scot", "Swazi", "Kiwi", "Kiwis", "Jersey",
     "Federal Republic", "Cayman", "Bonaire", "Solomons", "Hashemite Kingdom"}
)  # fmt: skip
#: Cities that are first of all a word or a person's name: only with a sign of place beside them.
MIN_PLAIN_CITY = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for; `namelike`: it is a given name or family name, too."""

    kind: Kind
    entity: str
    code: str | None
    evidence: Evidence
    namelike: bool = False


class Gazetteer:
    """Phrases by their tokens joined with a space; `lengths` gives, for a first token, how many
    tokens the phrases that begin with it have, longest first."""

    #: Taken and not reported: "Latin American" is no word for the United States.
    IGNORED = Entry("place", "", None, "name")

    def __init__(self) -> None:
        self.phrases: dict[str, Entry] = {}
        self.upper: dict[str, Entry] = {}
        self.doubtful: dict[str, Entry] = {}
        self.bearers: dict[str, tuple[Entry, ...]] = {}
        self.doubtful_lengths: dict[str, tuple[int, ...]] = {}
        self.lengths: dict[str, tuple[int, ...]] = {}
        self.upper_lengths: dict[str, tuple[int, ...]] = {}
        for phrase in read_lines("ignored.txt"):
            self._add(phrase, self.IGNORED)
        for country in COUNTRIES:
            self._add_country(country)
        for written, display, code, evidence in read_rows("places.tsv"):
            kind: Evidence = "region" if evidence == "region" else "city"
            self._add(written, Entry("place", display, code or None, kind))
        self._add_organisations()
        self.words: frozenset[str] = frozenset(key for key in self.phrases if " " not in key)

    def longest(self, words: list[str], index: int, *, upper: bool) -> tuple[Entry, int] | None:
        """The longest phrase that begins at the token, with its number of tokens. `upper`: also one that
        is written in capitals here and not in the lists."""
        match = _longest(self.phrases, self.lengths, words, index)
        return match or (_longest(self.upper, self.upper_lengths, words, index) if upper else None)

    def longest_doubtful(self, words: list[str], index: int) -> tuple[Entry, int] | None:
        """The longest doubtful name of an organisation that begins at the token, with its tokens."""
        return _longest(self.doubtful, self.doubtful_lengths, words, index)

    def _add_country(self, country: Country) -> None:
        self._add(country.name, Entry("country", country.name, country.code, "name"))
        for name in country.names:
            if name.startswith("The "):
                continue
            self._add(name, Entry("country", country.name, country.code, "alias"))
        for demonym in country.demonyms:
            self._add(demonym, Entry("country", country.name, country.code, "demonym"))
        for capital in country.capitals:
            display = "Washington" if country.code == "US" else capital
            self._add(capital, Entry("place", display, country.code, "capital"))

    def _add_organisations(self) -> None:
        """Names that the countries and places do not hold; of those that may mean something else as well
        `doubtful` keeps what they would stand for."""
        bearers: dict[str, list[Entry]] = {}
        doubtful: set[str] = set()
        for known in known_names():
            entry = Entry("organisation", known.entity, known.code, known.evidence)
            bearers.setdefault(known.name, []).append(entry)
            if known.doubtful:
                doubtful.add(known.name)
        for name, entries in bearers.items():
            entry = entries[0]
            if len(entries) > 1:  # "BNP": the document tells which
                self.bearers[name] = tuple(entries)
                entry = Entry("organisation", "", None, "alias")
            if name in doubtful or name in self.phrases:
                self._add_doubtful(name, entry)
            else:
                self._add(name, entry)

    def _add_doubtful(self, name: str, entry: Entry) -> None:
        tokens = _tokens(name)
        self.doubtful[" ".join(tokens)] = entry
        _extend(self.doubtful_lengths, tokens)

    def _add(self, name: str, entry: Entry) -> None:
        if name in NOT_ALONE:
            return
        tokens = _tokens(name)
        key = " ".join(tokens)
        if key in self.phrases:
            return
        if len(tokens) == 1 and (name in GIVEN_NAMES or name in SURNAMES):
            entry = Entry(entry.kind, entry.entity, entry.code, entry.evidence, namelike=True)
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
    phrases: dict[str, Entry], lengths: dict[str, tuple[int, ...]], words: list[str], index: int
) -> tuple[Entry, int] | None:
    for length in lengths.get(words[index], ()):
        entry = phrases.get(" ".join(words[index : index + length]))
        if entry is not None and index + length <= len(words):
            return entry, length
    return None
