"""Combine the rules with the trained model: the rules decide what they know, the model the rest.

The rules are more precise where they apply; the model recognises names by their context. So places are left
to the rules, the model may accept person candidates that the rules doubt, and names that no rule found become
people or organisations if the model is sure and the context does not contradict it.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from articles.extraction.annotations import Document, Span
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    ABBREVIATIONS,
    ALSO_SURNAMES,
    CALENDAR,
    COMMON_WORDS,
    EVENTS,
    GIVEN_NAMES,
    LED_BY_PEOPLE,
    NEVER_NAMES,
    SHIPS,
    SURNAMES,
    TITLES,
    WEAK_TITLES,
)
from articles.extraction.recognise.crf.model import Model, Probabilities
from articles.extraction.recognise.organisation_context import POSSESSIVE, has_sign
from articles.extraction.recognise.organisation_document import with_organisations
from articles.extraction.recognise.organisations import INDICES, ORGANISATION_WORDS, NameMatch, is_part
from articles.extraction.recognise.people import ACCEPT, NameCandidate, is_latin, is_not_person
from articles.extraction.recognise.rules import RulesRecognizer, Scan
from articles.extraction.recognise.signed_organisations import signed_organisations

#: Probabilities from which the model decides on a full name that the rules doubt, or missed.
DOUBTED, MISSED = 0.7, 0.8
#: Maximum probability of a person if the context contradicts it.
UNLIKELY = 0.5
#: Probabilities from which several words, or one repeated word, are an organisation.
SEVERAL, REPEATED = 0.9, 0.95
#: Words that do not precede a person's name: articles ("the Titanic") and "in", which precedes a place.
NOT_BEFORE_PEOPLE = frozenset(
    {"the", "The", "a", "A", "an", "An", "this", "every", "our", "its", "St.", "&", "in", "In"}
)
QUOTES = frozenset({"`", '"', "“", "‘", "'"})

#: Maximum score of a name that only the model found.
SUREST = 0.9
NOT_IN_ORGANISATIONS = frozenset({"/", "for", "For", "Photo"})
#: The dateline is within this many tokens of the start of a text.
DATELINE_TOKENS = 20

#: Words that no name begins with.
NEVER_FIRST = NEVER_NAMES - GIVEN_NAMES

TokenSet = set[tuple[int, int]]


class HybridRecognizer:
    """Runs the rules' scan, corrects it with the model, and lets the rules settle it."""

    def __init__(self, rules: RulesRecognizer, model: Model) -> None:
        self.rules = rules
        self.model = model

    def find(self, document: Document) -> list[Span]:
        """See Recognizer.find."""
        scan = self.rules.scan(document)
        found, candidates = with_organisations(scan.texts, scan.found, scan.candidates, self.rules.gazetteer)
        scan = replace(scan, found=found, candidates=candidates)
        advice = {
            id(text): self.model.probabilities(text)
            for text in scan.texts
            if not text.titlecase and text.is_english
        }
        people = self._people(scan, advice)
        organisations = self._organisations(scan, advice, people)
        return self.rules.settle(replace(scan, found=scan.found + organisations, candidates=people))

    def _organisations(
        self, scan: Scan, advice: dict[int, Probabilities], people: list[NameCandidate]
    ) -> list[NameMatch]:
        """Return the organisations that the model is sure of, or that the words around them show."""
        named = [one for one in people if max(one.score, one.chance) >= ACCEPT]
        families = {one.words[-1] for one in named if len(one.words) > 1}
        taken = _tokens([*scan.found, *(one for one in named if one.score >= ACCEPT)])
        advised = _tokens(one for one in named if one.score < ACCEPT)
        doubtful = self.rules.gazetteer.doubtful
        sure = list(_organisations(scan.texts, advice, taken | advised, doubtful, families))
        # A single word that only the model takes for a person yields to a sign.
        shown = signed_organisations(scan.texts, advice, taken | _tokens(sure), scan.found)
        sure += [each for each in shown if " ".join(_name(each)) not in families]
        return [each for each in sure if not self._ignores(each)]

    def _ignores(self, item: NameMatch | NameCandidate) -> bool:
        """Whether the gazetteer ignores a phrase that starts here ("Standard & Poor's 500")."""
        match = self.rules.gazetteer.longest(item.text.words, item.first, upper=False)
        return match is not None and match[0] is self.rules.gazetteer.IGNORED

    def _people(self, scan: Scan, advice: dict[int, Probabilities]) -> list[NameCandidate]:
        """Return the rules' candidates with the model's probabilities, plus full names found only by it."""
        people = [
            _judge(one, advice[id(one.text)]) if id(one.text) in advice else one for one in scan.candidates
        ]
        sure = [one for one in people if one.score >= ACCEPT or one.thing]
        missed = [
            one
            for one in _missed(scan.texts, advice, _tokens([*scan.found, *sure]))
            if not self._ignores(one)
        ]
        if not missed:
            return people
        replaced = _tokens(missed)
        return missed + [one for one in people if not _tokens([one]) & replaced]


def _tokens(items: Iterable[NameCandidate | NameMatch]) -> TokenSet:
    return {(id(item.text), index) for item in items for index in range(item.first, item.last)}


def _judge(candidate: NameCandidate, advice: Probabilities) -> NameCandidate:
    """Return the candidate with the model's probability, accepted if that outweighs the rules' doubt."""
    if candidate.thing:
        return candidate
    chance = advice.of("PER", candidate.first, candidate.last)
    if not _may_be_person(candidate.text, candidate.first, candidate.last):
        chance = min(chance, UNLIKELY)
    several = candidate.last - candidate.first > 1
    accepted = candidate.score < ACCEPT and several and chance >= DOUBTED
    score = ACCEPT if accepted else candidate.score
    return NameCandidate(candidate.text, candidate.first, candidate.last, score, candidate.titled, chance)


def _missed(
    texts: list[TokenizedText], advice: dict[int, Probabilities], taken: TokenSet
) -> Iterator[NameCandidate]:
    """Yield names of two words or more that the rules missed entirely or in part."""
    for text in texts:
        for first, last, kind, chance in _spans(text, advice):
            if kind != "PER" or chance < MISSED or not 1 < last - first < 5:
                continue
            if not _may_be_person(text, first, last) or is_not_person(text, first, last):
                continue
            if any((id(text), index) in taken for index in range(first, last)) or not _is_written_as_name(
                text, first, last
            ):
                continue
            yield NameCandidate(text, first, last, ACCEPT, text.word(first - 1) in TITLES, chance)


def _may_be_person(text: TokenizedText, first: int, last: int) -> bool:
    before = text.word(first - 1)
    if before in SHIPS:
        return False
    return before not in NOT_BEFORE_PEOPLE and before not in QUOTES and text.word(last) != "&"


def _is_written_as_name(text: TokenizedText, first: int, last: int) -> bool:
    words = text.words[first:last]
    if words[0] in CALENDAR or words[-1] in CALENDAR or words[0] in TITLES or words[0] in WEAK_TITLES:
        return False
    if words[0].lower() in text.function_words or words[0] in NEVER_FIRST:
        return False
    return not any(word.isupper() and len(word) > 2 and "." not in word for word in words) and all(
        word.replace("'", "").replace("’", "").replace("-", "").replace(".", "").isalpha() and is_latin(word)
        for word in words
    )


def _organisations(
    texts: list[TokenizedText],
    advice: dict[int, Probabilities],
    taken: TokenSet,
    doubtful: Container[str],
    families: set[str],
) -> Iterator[NameMatch]:
    """Yield the model's organisations: several words, or one word that is found repeatedly.

    doubtful: names of organisations that often mean something else, which the model may decide on, unless
    they are among the families, the surnames of the text.
    """
    single: list[NameMatch] = []
    doubted: list[NameMatch] = []
    for text in texts:
        for first, last, chance in _pieces(text, advice):
            if any((id(text), index) in taken for index in range(first, last)):
                continue
            found = NameMatch(text, first, last, "organisation", "name", round(min(chance, SUREST), 2))
            if last - first > 1 and chance >= SEVERAL and _is_organisation(text, first, last):
                if _needs_sign(text, first, last):
                    doubted.append(found)
                else:
                    yield found
            elif last - first == 1 and chance >= REPEATED and _is_word_of_its_own(text, first):
                single.append(found)
    times = Counter(item.text.words[item.first] for item in single)
    for item in single:
        word = item.text.words[item.first]
        known = word in doubtful and word not in families and _is_alone(item.text, item.first)
        if times[word] > 1 or known or _is_acronym(item.text, item.first):
            yield item
    names = Counter(_name(item) for item in doubted)
    yield from (
        item for item in doubted if names[_name(item)] > 1 or has_sign(item.text, item.first, item.last)
    )


def _is_alone(text: TokenizedText, index: int) -> bool:
    """Whether a word has neither an article nor another name beside it: not "the Emirates", "Ford Escort"."""
    return text.word(index - 1) not in {"the", "The"} and not text.word(index + 1)[:1].isupper()


def _is_acronym(text: TokenizedText, index: int) -> bool:
    """Whether the word is an acronym used like a name: "the NFWF said"."""
    word = text.words[index]
    return (
        word.isupper()
        and word.isalpha()
        and 2 < len(word) < 7
        and text.word(index - 1) in {"the", "The", "at"}
    )


def _name(item: NameMatch) -> tuple[str, ...]:
    return tuple(item.text.words[item.first : item.last])


def _needs_sign(text: TokenizedText, first: int, last: int) -> bool:
    """Whether common words alone make the name ("Happy Meals"), which must be repeated or shown to be one."""
    words = text.words[first:last]
    return words[-1] not in ORGANISATION_WORDS and all(word.lower() in COMMON_WORDS for word in words)


def _pieces(text: TokenizedText, advice: dict[int, Probabilities]) -> Iterator[tuple[int, int, float]]:
    """Yield the model's organisations, split at "and" unless the last word shows that they are one ("Food and
    Drug Administration")."""
    for first, last, kind, chance in _spans(text, advice):
        if kind != "ORG":
            continue
        words = text.words[first:last]
        if "and" in words and words[-1] not in ORGANISATION_WORDS:
            middle = first + words.index("and")
            yield first, middle, chance
            yield middle + 1, last, chance
        else:
            yield first, last, chance


def _is_organisation(text: TokenizedText, first: int, last: int) -> bool:
    words = text.words[first:last]
    if words[0].lower() in COMMON_WORDS and text.begins_sentence(first):
        return False
    if (
        is_part(text, first, last)
        or text.word(last) in INDICES
        or words[-1] in EVENTS
        or sum(word.isupper() and len(word) > 3 for word in words) > 1
    ):
        return False
    if any(word in POSSESSIVE and words[at - 1].lower() in COMMON_WORDS for at, word in enumerate(words)):
        return False  # "the Market's Division"
    if words[-1] in LED_BY_PEOPLE and len(words) == 2 and words[0] in SURNAMES:
        return False  # "Obama Administration"
    if words[-1] in ALSO_SURNAMES and len(words) == 2 and words[0] in GIVEN_NAMES:
        return False  # "Michael Steel"
    if "based" in words or any(
        word in CALENDAR or word in ABBREVIATIONS or word in NOT_IN_ORGANISATIONS for word in words
    ):
        return False
    return words[0][0].isupper() and words[-1][0].isupper()


def _is_word_of_its_own(text: TokenizedText, index: int) -> bool:
    word = text.words[index]
    if text.word(index - 1) == "(" and (index < DATELINE_TOKENS or text.word(index - 2).islower()):
        return False  # the agency behind the dateline, or an abbreviation of common words
    if word in EVENTS or word in ABBREVIATIONS:
        return False
    return len(word) > 1 and word.lower() not in COMMON_WORDS and word not in CALENDAR


def _spans(text: TokenizedText, advice: dict[int, Probabilities]) -> list[tuple[int, int, str, float]]:
    found = advice.get(id(text))
    return found.spans if found is not None else []
