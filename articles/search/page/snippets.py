"""Highlight search terms in headlines and in the best part of a text.

The output is escaped; its only markup is <mark>. For matching, see highlighting.py.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from articles.fulltext.languages import stemming_language
from articles.fulltext.stemming import ENGLISH, Lexemes
from articles.search.page.highlighting import (
    AnyPattern,
    FoldedText,
    MatchSpan,
    fold_text,
    patterns,
    words_of_terms,
    written_and_plain,
)
from articles.search.query.ast import Text

LENGTH = 240  # characters of a snippet
_MARGIN = 20  # characters kept after the last match
_SPACES = re.compile(r"\s+")
#: No sentence ends after an initial or an abbreviation such as "U.S." or "Mr.".
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Dr|St))(?<!\b(?:Mrs|Sen|Gen|Rep|Gov))[.!?]['\"”’)]*\s+|\n\s*\n"
)


def lexemes_of(text: str, language: str = ENGLISH) -> list[tuple[str, str]]:
    """Return each word of a text with its lexeme, without stop words."""
    lexemes, reading, words = Lexemes(), stemming_language(language), written_and_plain(text)
    lexemes.learn((reading, word) for _, word in words)
    found = [(written, lexemes.of(reading, word)) for written, word in words]
    return [(word, min(each)) for word, each in found if each]


class Highlighter:
    """Highlights the terms of one query in any number of texts."""

    def __init__(self, terms: Sequence[Text]) -> None:
        self.terms = tuple(terms)
        self._in_texts = tuple(term for term in terms if not term.headline)
        self._lexemes = Lexemes()
        self._learnt: dict[tuple[str, str], FoldedText] = {}
        self._patterns: dict[tuple[str, tuple[Text, ...]], tuple[AnyPattern, ...]] = {}
        self.looks_at_texts = bool(self._in_texts)

    def learn(self, texts: Iterable[tuple[str, str]]) -> None:
        """Learn the words of (language, text) pairs in one go, so that highlighting them needs no more
        queries."""
        every = ((stemming_language(language), text) for language, text in texts)
        foreign = [pair for pair in every if pair[0] != ENGLISH and pair not in self._learnt]
        words = words_of_terms(self.terms)
        self._lexemes.learn((reading, word) for reading in {each for each, _ in foreign} for word in words)
        found = {(reading, text): fold_text(text, reading) for reading, text in foreign}
        self._lexemes.learn(
            pair
            for (reading, _), text in found.items()
            for pair in text.compared(self._patterns_in(reading, self.terms))
        )
        self._learnt |= found

    def headline(self, text: str, language: str = ENGLISH) -> SafeString:
        """Return the whole headline with the terms highlighted."""
        return _marked(text, 0, len(text), self.spans(text, language, is_headline=True))

    def spans(self, text: str, language: str = ENGLISH, *, is_headline: bool = False) -> list[MatchSpan]:
        """Return where the terms are in a text, in order and without overlaps."""
        return self._find(text, language, self.terms if is_headline else self._in_texts)

    def snippet(self, *texts: str, language: str = ENGLISH) -> SafeString:
        """Return the best part of the text with the most different terms, of several the first.

        Without any match, return the beginning of the first text.
        """
        best, most = "", 0
        spans: list[MatchSpan] = []
        for text in texts:
            found = self.spans(text, language)
            if (words := len({span.pattern for span in found})) > most:
                best, spans, most = text, found, words
                if most == len(self._patterns_in(stemming_language(language), self._in_texts)):
                    break  # no other text can have more
        return _best_part(best, spans) if spans else beginning(next(filter(None, texts), ""))

    def _find(self, text: str, language: str, terms: tuple[Text, ...]) -> list[MatchSpan]:
        if not terms or not text:
            return []
        return self._text(text, language).find(
            self._patterns_in(stemming_language(language), terms), self._lexemes
        )

    def first_places(self, text: str, language: str = ENGLISH) -> dict[Text, int]:
        """Return the position of each term's first match in a text; terms without a match are left out."""
        if not text or not self.terms:
            return {}
        reading, looked_at = stemming_language(language), self._text(text, language)
        first = {
            term: looked_at.first(self._patterns_in(reading, (term,)), self._lexemes) for term in self.terms
        }
        return {term: place for term, place in first.items() if place is not None}

    def _text(self, text: str, language: str) -> FoldedText:
        """Return a text that caches the results of earlier searches in it."""
        reading = stemming_language(language)
        if reading != ENGLISH:
            self.learn([(language, text)])
        key = reading, text
        if key not in self._learnt:
            self._learnt[key] = fold_text(text, reading)
        return self._learnt[key]

    def _patterns_in(self, reading: str, terms: tuple[Text, ...]) -> tuple[AnyPattern, ...]:
        known = self._patterns.get((reading, terms))
        if known is None:
            known = self._patterns[reading, terms] = patterns(terms, reading, self._lexemes)
        return known


def beginning(text: str) -> SafeString:
    """Return the first LENGTH characters, cut after a whole word."""
    text = text[: 4 * LENGTH].strip()
    end = _fit(text, 0, LENGTH)
    return _marked(text, 0, end, [])


def _best_part(text: str, spans: list[MatchSpan]) -> SafeString:
    """Return one part of the text, or two halves if those show more of the different words."""
    found = _best_window(spans, LENGTH - 40)
    missed = [span for span in spans if span.pattern not in {each.pattern for each in found}]
    if not missed:
        return _marked(text, *_around(text, found, LENGTH), spans)
    half = LENGTH // 2
    first = _around(text, _best_window(spans, half - 20), half)
    shown = {span.pattern for span in spans if first[0] <= span.start and span.end <= first[1]}
    others = [span for span in spans if span.pattern not in shown]
    if not others:
        return _marked(text, *first, spans)
    second = _around(text, _best_window(others, half - 20), half)
    parts = sorted([first, second])
    if parts[0][1] >= parts[1][0]:
        return _marked(text, parts[0][0], parts[1][1], spans)
    left, right = _marked(text, *parts[0], spans), _marked(text, *parts[1], spans)
    return mark_safe(f"{left} {right.removeprefix('…')}")  # noqa: S308  (both halves are escaped)


def _best_window(spans: list[MatchSpan], width: int) -> list[MatchSpan]:
    """Return the matches in the ``width`` characters with the most different words, then the most words."""
    best, start = (0, 0), spans[0].start
    counts: dict[int, int] = {}
    last = 0
    for number, span in enumerate(spans):
        while last < len(spans) and (spans[last].end <= span.start + width or last == number):
            counts[spans[last].pattern] = counts.get(spans[last].pattern, 0) + 1
            last += 1
        score = (len(counts), last - number)
        if score > best:
            best, start = score, span.start
        counts[span.pattern] -= 1
        if not counts[span.pattern]:
            del counts[span.pattern]
    inside = [span for span in spans if start <= span.start and span.end <= start + width]
    return inside or [span for span in spans if span.start == start]


def _around(text: str, found: Sequence[MatchSpan], width: int) -> tuple[int, int]:
    """Return the start and end of about ``width`` characters around matches, cut at word boundaries.

    The part starts with the sentence of the first match, unless the last one would then be cut off.
    """
    start = found[0].start
    least = max(0, min(start, found[-1].end + _MARGIN - width))
    sentence = max((match.end() for match in _SENTENCE_END.finditer(text, least, start)), default=None)
    if sentence is None and least > 0:
        space = _SPACES.search(text, max(0, start - 40), start)
        sentence = space.end() if space else start
    begin = sentence or 0
    return begin, _fit(text, begin, width)


def _fit(text: str, begin: int, width: int) -> int:
    """Return the end of a part, at most ``width`` characters after ``begin``, after a word if possible."""
    end = begin + width
    if end >= len(text):
        return len(text)
    space = max(text.rfind(" ", begin + width // 2, end + 1), text.rfind("\n", begin + width // 2, end + 1))
    return space if space > 0 else end


def _marked(text: str, begin: int, end: int, spans: Iterable[MatchSpan]) -> SafeString:
    """Return a part of the text, escaped, with whitespace collapsed and <mark> around the spans in it."""
    inside = [span for span in spans if begin <= span.start and span.end <= end]
    edges = [begin, *(edge for span in inside for edge in (span.start, span.end)), end]
    pieces = []
    for number, (left, right) in enumerate(pairwise(edges)):
        piece = escape(_SPACES.sub(" ", text[left:right]))
        pieces.append(f"<mark>{piece}</mark>" if number % 2 else piece)
    before = "…" if text[:begin].strip() else ""
    after = "…" if text[end : end + 1000].strip() else ""
    return mark_safe(f"{before}{''.join(pieces).strip()}{after}")  # noqa: S308  (every piece is escaped)
