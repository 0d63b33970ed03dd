"""Marking what was searched for, in headlines and in the best part of a text.

Words are compared by stem, as PostgreSQL's english configuration does it; a phrase is marked only where
its words stand together. What comes out is escaped and holds no markup but <mark>.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.search.stems import stem
from articles.search.stopwords import STOP_WORDS
from articles.search.syntax import Term

LENGTH = 240  # characters of a snippet
MOST_MARKS = 2_000  # looked at in one text
_WORD = re.compile(r"[^\W_]+")
_GENITIVE = re.compile(r"['’][st]\b", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+|\n\s*\n")


def lexemes_of(text: str) -> list[tuple[str, str]]:
    """Each word of a text with its lexeme, without stop words."""
    words = _WORD.findall(_GENITIVE.sub("", text))
    return [(word, stem(word)) for word in words if word.lower() not in STOP_WORDS]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A term to look for: stems in order, None for a stop word, which any word may stand for.

    prefix: the beginning of the one word, where that is what was searched for.
    """

    stems: tuple[str | None, ...]
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class _Span:
    """Characters to mark, and the number of the pattern that found them."""

    start: int
    end: int
    pattern: int


class Marker:
    """Marks the terms of one query in any number of texts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._headline = _patterns(tuple(terms))
        self._text = _patterns(tuple(term for term in terms if not term.headline))
        self.looks_at_texts = bool(self._text)

    def headline(self, text: str) -> SafeString:
        """The whole headline with the words marked."""
        return _marked(text, 0, len(text), _find(text, self._headline))

    def snippet(self, *texts: str) -> SafeString:
        """The part of the first text that has most of the words; without any, the beginning of the first
        text that is not empty."""
        for text in texts:
            spans = _find(text, self._text)
            if spans:
                return _best_part(text, spans)
        return beginning(next(filter(None, texts), ""))


def beginning(text: str) -> SafeString:
    """The first LENGTH characters, up to a whole word."""
    text = text[: 4 * LENGTH].strip()
    end = _fit(text, 0, LENGTH)
    return _marked(text, 0, end, [])


@lru_cache(maxsize=512)
def _patterns(terms: tuple[Term, ...]) -> tuple[_Pattern, ...]:
    found = []
    for term in terms:
        words = [word.lower() for word in _WORD.findall(_GENITIVE.sub("", term.text))]
        # In "U.S." the s is no stop word: PostgreSQL takes it for one word.
        joined = len(words) > 1 and " " not in term.text
        stems = tuple(None if word in STOP_WORDS and not joined else stem(word) for word in words)
        if term.kind == "prefix" and len(words) == 1:
            found.append(_Pattern((stem(words[0]),), words[0]))
        elif any(stems):
            found.append(_Pattern(_without_stop_words_around(stems)))
    return tuple(dict.fromkeys(found))


def _without_stop_words_around(stems: tuple[str | None, ...]) -> tuple[str | None, ...]:
    kept = [number for number, each in enumerate(stems) if each]
    return stems[kept[0] : kept[-1] + 1]


def _find(text: str, patterns: tuple[_Pattern, ...]) -> list[_Span]:
    """Where the patterns are, in order and without overlaps: the first wins, then the longer."""
    if not patterns:
        return []
    spans = [span for number, pattern in enumerate(patterns) for span in _find_one(text, pattern, number)]
    spans.sort(key=lambda span: (span.start, -span.end))
    kept: list[_Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


@lru_cache(maxsize=512)
def _candidates(first: str) -> re.Pattern[str]:
    """Words that begin as a stem does: few enough to stem each of them."""
    letters = first[: kept_letters(first)]
    either = "".join(
        f"[{re.escape(char)}{re.escape(char.upper())}]" if len(char.upper()) == 1 else re.escape(char)
        for char in letters
    )
    # Looking back for the start of the word after its first letters, not before, is twice as fast.
    return re.compile(rf"{either}(?<![^\W_]{'.' * len(letters)})[^\W_]*")


def kept_letters(lexeme: str) -> int:
    """How many letters the words of a stem surely begin with: "cry" becomes "cri", "dying" becomes "die"."""
    if lexeme in {"die", "lie", "tie"}:
        return 1
    return 3 if len(lexeme) > 3 else min(2, len(lexeme))


def _find_one(text: str, pattern: _Pattern, number: int) -> Iterator[_Span]:
    first = pattern.stems[0] or ""
    begin = pattern.prefix if pattern.prefix and len(pattern.prefix) < len(first) else first
    found = 0
    for match in _candidates(begin).finditer(text):
        word = match.group().lower()
        if not (stem(word) == first or (pattern.prefix and word.startswith(pattern.prefix))):
            continue
        end = match.end() if len(pattern.stems) == 1 else _end_of_phrase(text, match.end(), pattern.stems[1:])
        if end:
            yield _Span(match.start(), end, number)
            found += 1
            if found >= MOST_MARKS:
                return


def _end_of_phrase(text: str, position: int, stems: tuple[str | None, ...]) -> int:
    """Where a phrase ends whose other stems must come next; 0 where they do not."""
    for each in stems:
        match = _WORD.search(text, position, position + 100)
        if match is None or (each is not None and stem(match.group()) != each):
            return 0
        position = match.end()
    return position


def _best_part(text: str, spans: list[_Span]) -> SafeString:
    """One part of the text, or two halves where one cannot show as many different words."""
    start = _best_window(spans, LENGTH - 40)
    found = _inside(spans, start, LENGTH - 40)
    missed = [span for span in spans if span.pattern not in {each.pattern for each in found}]
    if not missed:
        begin, end = _around(text, start, LENGTH)
        return _marked(text, begin, end, spans)
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


def _best_window(spans: list[_Span], width: int) -> int:
    """Where to begin so that ``width`` characters hold most different words, then most words."""
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
    return start


def _inside(spans: Iterable[_Span], start: int, width: int) -> list[_Span]:
    return [span for span in spans if start <= span.start and span.end <= start + width]


def _around(text: str, start: int, width: int) -> tuple[int, int]:
    """A part of about ``width`` characters with ``start`` near its beginning, from word to word.

    It begins with a sentence where one begins shortly before.
    """
    least = max(0, start - width // 3)
    sentence = max((match.end() for match in _SENTENCE_END.finditer(text, least, start)), default=None)
    if sentence is None and least > 0:
        space = _SPACES.search(text, max(0, start - 40), start)
        sentence = space.end() if space else start
    begin = sentence or 0
    return begin, _fit(text, begin, width)


def _fit(text: str, begin: int, width: int) -> int:
    """Where to end, at most ``width`` characters after ``begin``, and after a word where there is one."""
    end = begin + width
    if end >= len(text):
        return len(text)
    space = max(text.rfind(" ", begin + width // 2, end + 1), text.rfind("\n", begin + width // 2, end + 1))
    return space if space > 0 else end


def _marked(text: str, begin: int, end: int, spans: Iterable[_Span]) -> SafeString:
    """The part of the text, escaped and single-spaced, with <mark> around the spans in it."""
    inside = [span for span in spans if begin <= span.start and span.end <= end]
    edges = [begin, *(edge for span in inside for edge in (span.start, span.end)), end]
    pieces = []
    for number, (left, right) in enumerate(pairwise(edges)):
        piece = escape(_SPACES.sub(" ", text[left:right]))
        pieces.append(f"<mark>{piece}</mark>" if number % 2 else piece)
    before = "…" if text[:begin].strip() else ""
    after = "…" if text[end : end + 1000].strip() else ""
    return mark_safe(f"{before}{''.join(pieces).strip()}{after}")  # noqa: S308  (every piece is escaped)
