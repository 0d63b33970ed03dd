"""Organisations found by the document as a whole: short names and acronyms that it introduces, and ambiguous
names ("Ford", "Target", "Shell"), which need a context cue."""

from collections.abc import Iterator

from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import COMMON_WORDS, SUFFIXES
from articles.extraction.recognise.organisation_context import has_sign, is_called
from articles.extraction.recognise.organisations import NameMatch, short_names
from articles.extraction.recognise.people import ACCEPT, NameCandidate

TokenKey = tuple[int, int]
HOUSE = "House of Representatives"
CONGRESS = frozenset({"Congress", "Senate", HOUSE})
MEMBERS = frozenset(
    {"Republicans", "Democrats", "Republican", "Democratic", "Speaker", "GOP", "Majority", "Minority"}
    | {
        "majority",
        "minority",
        "speaker",
        "lawmakers",
        "leaders",
        "leadership",
        "race",
        "races",
        "seat",
        "seats",
    }
)


def with_organisations(
    texts: list[TokenizedText], found: list[NameMatch], candidates: list[NameCandidate], gazetteer: Gazetteer
) -> tuple[list[NameMatch], list[NameCandidate]]:
    """Return both lists with the organisations that the document introduces or shows by a cue, and without
    the places and people that these replace."""
    named = {item.entry.entity for item in found if item.entry is not None and item.kind == "organisation"}
    hits = [*_short(found, texts), *_doubtful(texts, gazetteer), *_house(texts, named, gazetteer)]
    if not hits:
        return found, candidates
    taken = {token: item for item in found for token in _tokens(item)}
    free = [hit for hit in hits if not _is_inside(hit, taken)]
    people = _People(candidates)
    sure = {
        _meant(hit)
        for hit in free
        if hit.entry is None
        or hit.entry.entity in named | {HOUSE}
        or (_has_sign(hit) and not people.holds(hit))
    }
    accepted = [hit for hit in free if _meant(hit) in sure and people.yields(hit) and not _opens(hit)]
    covered = {token for hit in accepted for token in _tokens(hit)}
    kept = [item for item in found if not covered.intersection(_tokens(item))]
    return kept + accepted, [one for one in candidates if not covered.intersection(_tokens(one))]


def _short(found: list[NameMatch], texts: list[TokenizedText]) -> Iterator[NameMatch]:
    """Yield the short names of the organisations: "Korea Labour Institute (KLI) ... KLI"."""
    names = {name for item in found for name in short_names(item)}
    if not names:
        return
    for text in texts:
        for index in text.capitals:
            if text.words[index] in names:
                yield NameMatch(text, index, index + 1, "organisation", "alias", 0.8)


def _doubtful(texts: list[TokenizedText], gazetteer: Gazetteer) -> Iterator[NameMatch]:
    """Yield the matches of the gazetteer's doubtful names."""
    for text in texts:
        if text.uppercase:
            continue
        for index in text.capitals:
            if text.words[index] not in gazetteer.doubtful_lengths:
                continue
            match = gazetteer.longest_doubtful(text.words, index)
            if match is not None and index < text.credits:
                entry, length = match
                yield NameMatch(text, index, index + length, "organisation", entry.evidence, 0.8, entry)


def _house(texts: list[TokenizedText], named: set[str], gazetteer: Gazetteer) -> Iterator[NameMatch]:
    """Yield "the House" as the House of Representatives, if the text is about Congress."""
    entry = gazetteer.phrases.get(HOUSE)
    if entry is None or not named & CONGRESS:
        return
    for text in texts:
        for index in text.capitals:
            if text.words[index] != "House" or text.uppercase:
                continue
            before, after = text.word(index - 1), text.word(index + 1)
            if after in MEMBERS or (before in {"the", "The"} and not after[:1].isupper() and after != "of"):
                yield NameMatch(text, index, index + 1, "organisation", "alias", 0.8, entry)


def _tokens(item: NameMatch | NameCandidate) -> Iterator[TokenKey]:
    return ((id(item.text), index) for index in range(item.first, item.last))


def _is_inside(hit: NameMatch, taken: dict[TokenKey, NameMatch]) -> bool:
    """Whether an organisation is already found there, or the hit is part of a longer name."""
    for token in _tokens(hit):
        item = taken.get(token)
        if item is not None and (
            hit.entry is None
            or item.kind == "organisation"
            or item.evidence == "demonym"
            or item.first < hit.first
            or item.last > hit.last
        ):
            return True
    return False


def _meant(hit: NameMatch) -> str:
    return hit.entry.entity if hit.entry is not None and hit.entry.entity else hit.text.words[hit.first]


def _has_sign(hit: NameMatch) -> bool:
    return has_sign(hit.text, hit.first, hit.last) or is_called(hit.text, hit.first)


def _opens(hit: NameMatch) -> bool:
    """Whether it is a common word, capitalised only because it starts a sentence or is in a heading."""
    if hit.entry is None or hit.text.words[hit.first].lower() not in COMMON_WORDS:
        return False
    return (hit.text.begins_sentence(hit.first) or hit.text.titlecase) and not _has_sign(hit)


class _People:
    """The tokens of full-name candidates, and the family names of accepted ones."""

    def __init__(self, candidates: list[NameCandidate]) -> None:
        several = [one for one in candidates if sum(w not in SUFFIXES for w in one.words) > 1]
        self.full = {token for one in several for token in _tokens(one)}
        self.families = {one.words[-1] for one in several if one.score >= ACCEPT}

    def holds(self, hit: NameMatch) -> bool:
        """Whether the hit is part of a person's full name."""
        return any(token in self.full for token in _tokens(hit))

    def yields(self, hit: NameMatch) -> bool:
        """Whether no person is meant: "Dell" in a text about Michael Dell needs a cue."""
        if self.holds(hit):
            return False
        return hit.text.words[hit.last - 1] not in self.families or _has_sign(hit)
