"""Find the words of a query in a text.

Words are compared by lexeme, as in the search column: in the plain text (see articles/fulltext/plain.py),
stemmed in the language of the text (or in English, since every query is also stemmed in English), without
accents. A phrase matches only as consecutive words.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.fulltext.plain import WORD_CHARACTER, Plain, is_beginning, is_paired, read_plain, spellings
from articles.fulltext.stemming import ENGLISH, Lexemes
from articles.fulltext.vector import fold
from articles.search.query.ast import Proximity, Term, Text, terms_of

MOST_MARKS = 2_000  # in one text
_LONGEST_CACHED = 20_000  # characters
_MOST_PATTERNS = 50  # whose places are cached for one text
WORD = re.compile(r"[^\W_]+")
#: PostgreSQL reads 3.5bn as 3.5 and bn.
_PLAIN_WORD = re.compile(rf"[0-9]+(?:\.[0-9]+)+|{WORD_CHARACTER}+")
_GENITIVE = re.compile(r"['’][st]\b", re.IGNORECASE)
_DOUBLES = frozenset("æœßþÆŒÞẞ")  # letters that fold to two; few texts contain them
_UMLAUT = re.compile("[aou]")
_DOUBLED = re.compile("ae|oe|ss|th")


def _bare(letter: str) -> str:
    """Remove the accent of a letter; of the two letters that some fold to, return the first."""
    bare = fold(letter.lower())[:1] or letter
    return bare.upper() if letter.isupper() and len(bare.upper()) == 1 else bare


#: Accented letters, and their bare forms.
_BARE = {
    letter: _bare(letter)
    for letter in map(chr, [*range(0xC0, 0x530), *range(0x1E00, 0x2000)])
    if _bare(letter) not in (letter, letter.lower())
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A term to find: the lexemes of each word in order, None for a stop word, which matches any word.

    prefixes: for each word the folded prefix that it may also begin with, "" for none.
    """

    words: tuple[frozenset[str] | None, ...]
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearPattern:
    """Patterns to find at most ``within`` words from each other."""

    parts: tuple[Pattern, ...]
    within: int


AnyPattern = Pattern | NearPattern


@dataclass(frozen=True, slots=True)
class MatchSpan:
    """The characters of a match, and the number of its pattern."""

    start: int
    end: int
    pattern: int


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are written, without genitive endings."""
    return WORD.findall(_GENITIVE.sub("", text))


def plain_words(text: str) -> list[str]:
    """Return the words of a plain text in lower case, without genitive endings."""
    return _PLAIN_WORD.findall(_GENITIVE.sub("", text.lower()))


def written_and_plain(text: str) -> list[tuple[str, str]]:
    """Return each word of a text as it is written, and as it is searched."""
    plain = read_plain(text).joined()
    found = _PLAIN_WORD.finditer(_GENITIVE.sub(lambda ending: " " * len(ending[0]), plain.text))
    return [(text[slice(*plain.span(*match.span()))], match[0]) for match in found]


def words_of_terms(terms: Iterable[Text]) -> set[str]:
    """Return all words that the patterns of terms are made of."""
    every = (reading for text in terms for term in terms_of(text) for reading, _ in _readings(term))
    return {word for reading in every for word in plain_words(reading)}


def patterns(terms: Sequence[Text], language: str, lexemes: Lexemes) -> tuple[AnyPattern, ...]:
    """Return the patterns of the terms in a language, whose words ``lexemes`` must have learned."""
    found: list[AnyPattern | None] = []
    for term in terms:
        if isinstance(term, Proximity) and term.within:
            every = [_pattern([_readings(each)[0]], language, lexemes) for each in term.terms]
            found.append(NearPattern(tuple(filter(None, every)), term.within))
        elif isinstance(term, Proximity):
            found.append(_pattern([_readings(each)[0] for each in term.terms], language, lexemes))
        else:
            found += [_pattern([reading], language, lexemes) for reading in _readings(term)]
    return tuple(dict.fromkeys(filter(None, found)))


def _readings(term: Term) -> list[tuple[str, bool]]:
    """Return the plain texts to look for, and whether the last word of each is the beginning of one."""
    prefix = term.kind == "prefix"
    texts = spellings(term.text.lower() if prefix else term.text)
    return [(text, prefix or is_beginning(text)) for text in texts]


def _pattern(readings: Iterable[tuple[str, bool]], language: str, lexemes: Lexemes) -> Pattern | None:
    """Return the pattern of texts that follow each other, None if there is nothing to find."""
    found: list[tuple[frozenset[str] | None, str]] = []
    for text, is_prefix in readings:
        words = plain_words(text)
        found += [(_looked_for(word, language, lexemes), "") for word in words]
        if is_prefix and words:
            found[-1] = found[-1][0], fold(words[-1])
    kept = [number for number, each in enumerate(found) if any(each)]
    return Pattern(*zip(*found[kept[0] : kept[-1] + 1], strict=True)) if kept else None


def _looked_for(word: str, language: str, lexemes: Lexemes) -> frozenset[str] | None:
    own = lexemes.of(language, word)
    return own | lexemes.of(ENGLISH, word) if own else None


class FoldedText:
    """A text in a language, in which patterns are found as the search column finds them."""

    def __init__(self, text: str, language: str) -> None:
        plain = read_plain(text)
        self._readings = [_Reading(each, language) for each in plain.readings()]

    def compared(self, found: Sequence[AnyPattern]) -> Iterator[tuple[str, str]]:
        """Yield (language, word) for every word that must be compared with the patterns."""
        return (pair for reading in self._readings for pair in reading.compared(found))

    def find(self, found: Sequence[AnyPattern], lexemes: Lexemes) -> list[MatchSpan]:
        """Return the matches of the patterns in order, without overlaps: the first wins, then the longest."""
        spans = [
            span
            for reading in self._readings
            for number, pattern in enumerate(found)
            for span in reading.find(pattern, number, lexemes)
        ]
        spans.sort(key=lambda span: (span.start, -span.end))
        kept: list[MatchSpan] = []
        for span in spans:
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return kept

    def first(self, found: Sequence[AnyPattern], lexemes: Lexemes) -> int | None:
        """Return the position of the first match of any pattern; None without a match."""
        firsts = (next(each.find(pattern, 0, lexemes), None) for each in self._readings for pattern in found)
        return min((span.start for span in firsts if span), default=None)


def fold_text(text: str, language: str) -> FoldedText:
    """Return a text as a FoldedText. Those shown lately are cached: many searches show the same articles."""
    return _fold_text(text, language) if len(text) <= _LONGEST_CACHED else FoldedText(text, language)


_fold_text = lru_cache(maxsize=500)(FoldedText)


class _Reading:
    """A plain text, with a copy without accents, one character for each."""

    def __init__(self, plain: Plain, language: str) -> None:
        self._plain = plain
        self.text = plain.text
        self.language = language
        self.bare = plain.text
        self._has_doubles = False
        self._candidates: dict[Pattern, list[tuple[int, int]]] = {}
        if not self.text.isascii():
            letters = set(self.text)
            self._has_doubles = not letters.isdisjoint(_DOUBLES)
            for letter in letters & _BARE.keys():
                self.bare = self.bare.replace(letter, _BARE[letter])

    def find(self, pattern: AnyPattern, number: int, lexemes: Lexemes) -> Iterator[MatchSpan]:
        """Yield the matches of a pattern, as characters of the original text."""
        for span in self._find(pattern, number, lexemes):
            yield MatchSpan(*self._plain.span(span.start, span.end), number)

    def candidates(self, pattern: Pattern) -> list[tuple[int, int]]:
        """Return the positions of the few words that start like the pattern's first word."""
        known = self._candidates.get(pattern)
        if known is None:
            if len(self._candidates) >= _MOST_PATTERNS:
                self._candidates.clear()
            known = self._candidates[pattern] = list(self._look_for(pattern))
        return known

    def _look_for(self, pattern: Pattern) -> Iterator[tuple[int, int]]:
        lexemes = [*(pattern.words[0] or ()), *filter(None, [pattern.prefixes[0][:3]])]
        begins = {_beginning(each, self.language, doubles=self._has_doubles) for each in lexemes}
        for begin in _candidates(frozenset(begins)).finditer(self.bare):
            if word := _PLAIN_WORD.match(self.bare, begin.start()):
                yield word.span()

    def compared(self, found: Iterable[AnyPattern]) -> Iterator[tuple[str, str]]:
        """Yield (language, word) for every word that must be compared with the patterns."""
        for pattern in (part for each in found for part in _parts(each)):
            for number, (start, end) in enumerate(self.candidates(pattern)):
                if number > MOST_MARKS:
                    break
                yield self.language, self.text[start:end]
                yield from ((self.language, word) for word in self._following(end, len(pattern.words) - 1))

    def _following(self, at: int, count: int) -> Iterator[str]:
        for _ in range(count):
            match = _PLAIN_WORD.search(self.text, at, at + 100)
            if match is None:
                return
            yield match.group()
            at = match.end()

    def _find(self, pattern: AnyPattern, number: int, lexemes: Lexemes) -> Iterator[MatchSpan]:
        if isinstance(pattern, NearPattern):
            yield from self._find_near(pattern, number, lexemes)
            return
        first = pattern.words[0] or frozenset()
        count = 0
        for start, end in self.candidates(pattern):
            word = self.text[start:end]
            if first.isdisjoint(lexemes.of(self.language, word)) and not _begins(word, pattern.prefixes[0]):
                continue
            if is_paired(pattern.prefixes[0]):
                last = start + 1  # not the other character of the pair
            else:
                last = end if len(pattern.words) == 1 else self._end_of_phrase(end, pattern, lexemes)
            if last:
                yield MatchSpan(start, last, number)
                count += 1
                if count >= MOST_MARKS:
                    return

    def _find_near(self, pattern: NearPattern, number: int, lexemes: Lexemes) -> Iterator[MatchSpan]:
        """Yield the matches of all parts that have a match of each other part near them, in order."""
        words = [match.start() for match in _PLAIN_WORD.finditer(self.text)]
        found = sorted(
            (bisect_left(words, span.start), part, span.start, span.end)
            for part, each in enumerate(pattern.parts)
            for span in self._find(each, part, lexemes)
        )
        first = done = 0
        for last, (place, *_) in enumerate(found):
            while place - found[first][0] > pattern.within:
                first += 1
            if len({part for _, part, *_ in found[first : last + 1]}) == len(pattern.parts):
                begin, done = max(first, done), last + 1
                yield from (MatchSpan(start, end, number) for *_, start, end in found[begin:done])

    def _end_of_phrase(self, at: int, pattern: Pattern, lexemes: Lexemes) -> int:
        """Return the end of a phrase whose other words must come next; 0 if they do not."""
        for each, prefix in zip(pattern.words[1:], pattern.prefixes[1:], strict=True):
            match = _PLAIN_WORD.search(self.text, at, at + 100)
            if match is None:
                return 0
            word = match.group()
            own = lexemes.of(self.language, word)
            anything = each is None and not prefix
            if not anything and own.isdisjoint(each or ()) and not _begins(word, prefix):
                return 0
            at = match.end()
        return at


def _parts(pattern: AnyPattern) -> tuple[Pattern, ...]:
    return pattern.parts if isinstance(pattern, NearPattern) else (pattern,)


def _begins(word: str, prefix: str) -> bool:
    return bool(prefix) and fold(word.lower()).startswith(prefix)


def kept_letters(lexeme: str, language: str = ENGLISH) -> int:
    """Return how many letters all words with this stem share with it.

    "cry" is stemmed to "cri" and "dying" to "die"; in German "zuerst" to "zur", since ue may stand for ü.
    """
    if language == "de" and (umlaut := _UMLAUT.search(lexeme[:2])):
        return umlaut.end()
    if lexeme in {"die", "lie", "tie"}:
        return 1
    return 3 if len(lexeme) > 3 else min(2, len(lexeme))


def _beginning(lexeme: str, language: str, *, doubles: bool) -> str:
    letters = lexeme[: kept_letters(lexeme, language)]
    # "æ" is one character of the bare text and two of the lexeme.
    double = _DOUBLED.search(lexeme[: len(letters) + 1]) if doubles else None
    return letters[: double.start() + 1] if double else letters


@lru_cache(maxsize=512)
def _candidates(begins: frozenset[str]) -> re.Pattern[str]:
    # Checking for the start of the word after its first letters, not before, is twice as fast.
    return re.compile(
        "|".join(
            rf"{''.join(map(_either_case, letters))}(?<!{WORD_CHARACTER}{'.' * len(letters)})"
            for letters in sorted(begins)
        )
        or r"(?!)"
    )


def _either_case(char: str) -> str:
    upper = char.upper()
    return f"[{re.escape(char)}{re.escape(upper)}]" if len(upper) == 1 else re.escape(char)
