"""What the document as a whole says about organisations: short names and acronyms that it introduces,
and names that may mean something else as well ("Ford", "Target", "Shell"), which need a sign."""

from collections.abc import Iterator

from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import Text
from articles.extraction.lexicon.words import COMMON_WORDS, SUFFIXES
from articles.extraction.recognise.organisation_context import has_sign, is_called
from articles.extraction.recognise.organisations import Found, short_names
from articles.extraction.recognise.people import ACCEPT, Candidate

Place = tuple[int, int]
HOUSE = "House of Representatives"
CONGRESS = frozenset({"Congress", "Senate", HOUSE})
MEMBERS = frozenset(
    {"Republicans", "Democrats", "Republican", "Democratic", "Speaker", "GOP", "Majority", "Minority"}
)


def with_organisations(
    texts: list[Text], found: list[Found], candidates: list[Candidate], gazetteer: Gazetteer
) -> tuple[list[Found], list[Candidate]]:
    """Both lists, with the organisations added that the document introduces or gives a sign of, and
    without the places and single words in their stead."""
    named = {item.entry.entity for item in found if item.entry is not None and item.kind == "organisation"}
    hits = [*_short(found, texts), *_doubtful(texts, gazetteer), *_house(texts, named, gazetteer)]
    if not hits:
        return found, candidates
    taken = {place: item for item in found for place in _places(item)}
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
    covered = {place for hit in accepted for place in _places(hit)}
    kept = [item for item in found if not covered.intersection(_places(item))]
    return kept + accepted, [one for one in candidates if not covered.intersection(_places(one))]


def _short(found: list[Found], texts: list[Text]) -> Iterator[Found]:
    """The short names of the organisations: "Korea Labour Institute (KLI) ... KLI"."""
    names = {name for item in found for name in short_names(item)}
    if not names:
        return
    for text in texts:
        for index in text.capitals:
            if text.words[index] in names:
                yield Found(text, index, index + 1, "organisation", "alias", 0.8)


def _doubtful(texts: list[Text], gazetteer: Gazetteer) -> Iterator[Found]:
    """Where the doubtful names of the lists stand."""
    for text in texts:
        if text.uppercase:
            continue
        for index in text.capitals:
            match = gazetteer.longest_doubtful(text.words, index)
            if match is not None and index < text.credits:
                entry, length = match
                yield Found(text, index, index + length, "organisation", entry.evidence, 0.8, entry)


def _house(texts: list[Text], named: set[str], gazetteer: Gazetteer) -> Iterator[Found]:
    """The House of Representatives as "the House" where the text speaks of Congress."""
    entry = gazetteer.phrases.get(HOUSE)
    if entry is None or not named & CONGRESS:
        return
    for text in texts:
        for index in text.capitals:
            if text.words[index] != "House" or text.uppercase:
                continue
            before, after = text.word(index - 1), text.word(index + 1)
            if after in MEMBERS or (before in {"the", "The"} and not after[:1].isupper() and after != "of"):
                yield Found(text, index, index + 1, "organisation", "alias", 0.8, entry)


def _places(item: Found | Candidate) -> Iterator[Place]:
    return ((id(item.text), index) for index in range(item.first, item.last))


def _is_inside(hit: Found, taken: dict[Place, Found]) -> bool:
    """Whether an organisation stands there already, or the hit is a part of something longer."""
    for place in _places(hit):
        item = taken.get(place)
        if item is not None and (
            hit.entry is None
            or item.kind == "organisation"
            or item.evidence == "demonym"
            or item.first < hit.first
            or item.last > hit.last
        ):
            return True
    return False


def _meant(hit: Found) -> str:
    return hit.entry.entity if hit.entry is not None and hit.entry.entity else hit.text.words[hit.first]


def _has_sign(hit: Found) -> bool:
    return has_sign(hit.text, hit.first, hit.last) or is_called(hit.text, hit.first)


def _opens(hit: Found) -> bool:
    """Whether it is a common word, capital only because a sentence or a heading stands there."""
    if hit.entry is None or hit.text.words[hit.first].lower() not in COMMON_WORDS:
        return False
    return (hit.text.begins_sentence(hit.first) or hit.text.titlecase) and not _has_sign(hit)


class _People:
    """Where the candidates for people stand, and the family names of those that are sure."""

    def __init__(self, candidates: list[Candidate]) -> None:
        several = [one for one in candidates if sum(w not in SUFFIXES for w in one.words) > 1]
        self.full = {place for one in several for place in _places(one)}
        self.families = {one.words[-1] for one in several if one.score >= ACCEPT}

    def holds(self, hit: Found) -> bool:
        """Whether the hit is part of a longer name of a person."""
        return any(place in self.full for place in _places(hit))

    def yields(self, hit: Found) -> bool:
        """Whether no person is meant: "Dell" beside Michael Dell only with a sign."""
        if self.holds(hit):
            return False
        return hit.text.words[hit.last - 1] not in self.families or _has_sign(hit)
