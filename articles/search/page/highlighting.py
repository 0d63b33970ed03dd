"""Find the words of a query in a text.

Words are compared by lexeme, as in the search column: stemmed in the language of the text (or in English,
since every query is also stemmed in English), without accents. A phrase matches only as consecutive words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.fulltext.stemming import ENGLISH, Lexemes
from articles.fulltext.vector import fold
from articles.search.query.ast import Term

MOST_MARKS = 2_000  # in one text
WORD = re.compile(r"[^\W_]+")
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

    prefix: the folded prefix, if the term is one.
    """

    words: tuple[frozenset[str] | None, ...]
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class MatchSpan:
    """The characters of a match, and the number of its pattern."""

    start: int
    end: int
    pattern: int


def words_of(text: str) -> list[str]:
    """Return the words of a text, without genitive endings."""
    return WORD.findall(_GENITIVE.sub("", text))


def patterns(terms: Sequence[Term], language: str, lexemes: Lexemes) -> tuple[Pattern, ...]:
    """Return the patterns of the terms in a language, whose words ``lexemes`` must have learned."""
    found = []
    for term in terms:
        words = [word.lower() for word in words_of(term.text)]
        # In "U.S." the s is not a stop word: PostgreSQL reads it as one word.
        joined = language == ENGLISH and len(words) > 1 and " " not in term.text
        looked_for = tuple(_looked_for(word, language, lexemes, joined=joined) for word in words)
        if term.kind == "prefix" and len(words) == 1:
            found.append(Pattern((looked_for[0] or frozenset(),), fold(words[0])))
        elif any(looked_for):
            found.append(Pattern(_without_stop_words_around(looked_for)))
    return tuple(dict.fromkeys(found))


def _looked_for(word: str, language: str, lexemes: Lexemes, *, joined: bool) -> frozenset[str] | None:
    own = lexemes.of(language, word)
    if not own:
        return frozenset([word]) if joined else None
    return own | lexemes.of(ENGLISH, word)


def _without_stop_words_around(words: tuple[frozenset[str] | None, ...]) -> tuple[frozenset[str] | None, ...]:
    kept = [number for number, each in enumerate(words) if each]
    return words[kept[0] : kept[-1] + 1]


class FoldedText:
    """A text in a language, with a copy without accents, one character for each."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.bare = text
        self._has_doubles = False
        self._candidates: dict[Pattern, list[tuple[int, int]]] = {}
        if not text.isascii():
            letters = set(text)
            self._has_doubles = not letters.isdisjoint(_DOUBLES)
            for letter in letters & _BARE.keys():
                self.bare = self.bare.replace(letter, _BARE[letter])

    def candidates(self, pattern: Pattern) -> list[tuple[int, int]]:
        """Return the positions of the few words that start like the pattern's first word."""
        known = self._candidates.get(pattern)
        if known is None:
            known = self._candidates[pattern] = list(self._look_for(pattern))
        return known

    def _look_for(self, pattern: Pattern) -> Iterator[tuple[int, int]]:
        lexemes = [*(pattern.words[0] or ()), *([pattern.prefix[:3]] if pattern.prefix else [])]
        begins = {_beginning(each, self.language, doubles=self._has_doubles) for each in lexemes}
        for match in _candidates(frozenset(begins)).finditer(self.bare):
            yield match.span()

    def compared(self, found: Iterable[Pattern]) -> Iterator[tuple[str, str]]:
        """Yield (language, word) for every word that must be compared with the patterns."""
        for pattern in found:
            for number, (start, end) in enumerate(self.candidates(pattern)):
                if number > MOST_MARKS:
                    break
                yield self.language, self.text[start:end]
                yield from ((self.language, word) for word in self._following(end, len(pattern.words) - 1))

    def _following(self, at: int, count: int) -> Iterator[str]:
        for _ in range(count):
            match = WORD.search(self.text, at, at + 100)
            if match is None:
                return
            yield match.group()
            at = match.end()

    def find(self, found: Sequence[Pattern], lexemes: Lexemes) -> list[MatchSpan]:
        """Return the matches of the patterns in order, without overlaps: the first wins, then the longest."""
        spans = [span for number, each in enumerate(found) for span in self._find(each, number, lexemes)]
        spans.sort(key=lambda span: (span.start, -span.end))
        kept: list[MatchSpan] = []
        for span in spans:
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return kept

    def first(self, pattern: Pattern, lexemes: Lexemes) -> int | None:
        """Return the position of a pattern's first match, regardless of overlaps; None without a match."""
        return next((span.start for span in self._find(pattern, 0, lexemes)), None)

    def _find(self, pattern: Pattern, number: int, lexemes: Lexemes) -> Iterator[MatchSpan]:
        first = pattern.words[0] or frozenset()
        count = 0
        for start, end in self.candidates(pattern):
            word = self.text[start:end]
            if first.isdisjoint(lexemes.of(self.language, word)) and not (
                pattern.prefix and fold(word.lower()).startswith(pattern.prefix)
            ):
                continue
            last = end if len(pattern.words) == 1 else self._end_of_phrase(end, pattern.words[1:], lexemes)
            if last:
                yield MatchSpan(start, last, number)
                count += 1
                if count >= MOST_MARKS:
                    return

    def _end_of_phrase(self, at: int, words: Iterable[frozenset[str] | None], lexemes: Lexemes) -> int:
        """Return the end of a phrase whose other words must come next; 0 if they do not."""
        for each in words:
            match = WORD.search(self.text, at, at + 100)
            if match is None:
                return 0
            word = match.group()
            # A letter of "U.S." is a stop word elsewhere, but not within a phrase.
            own = lexemes.of(self.language, word) or {word.lower()}
            if each is not None and each.isdisjoint(own):
                return 0
            at = match.end()
        return at


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
            rf"{''.join(map(_either_case, letters))}(?<![^\W_]{'.' * len(letters)})[^\W_]*"
            for letters in sorted(begins)
        )
        or r"(?!)"
    )


def _either_case(char: str) -> str:
    upper = char.upper()
    return f"[{re.escape(char)}{re.escape(upper)}]" if len(upper) == 1 else re.escape(char)
