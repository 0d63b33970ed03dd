"""Text normalisation: invisible characters, HTML entities, lines and paragraphs."""

import html
import re
import unicodedata
from itertools import pairwise

from articles.importers.cleaning.hyphens import join_lines, words_if_broken

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\u2028\u2029]")
# Zero-width space, word joiner, BOM, soft hyphen, and bidirectional overrides.
# The joiners and direction marks needed by Arabic, Persian and emoji are kept.
_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_SOFT_BREAK = re.compile(r"\u00ad[ \t]*\n[ \t]*(?=\w)")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
# Windows-1252 punctuation in pages that were decoded as Latin-1.
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


def normalise_text(text: str, *, keep_entities: bool = False) -> tuple[str, list[str]]:
    """Return the text without HTML entities, invalid and invisible characters; and a list of the changes."""
    done: list[str] = []
    if not keep_entities and "&" in text and _ENTITY.search(text):
        text = _unescape(text)
        done.append("HTML entities")
    text = _LINE_ENDS.sub("\n", text)
    if "\u00ad" in text:  # a soft hyphen at the end of a line stands in a broken word
        text = _SOFT_BREAK.sub("", text)
    if _SURROGATES.search(text):
        text = _SURROGATES.sub("\ufffd", text)
        done.append("invalid characters")
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", text.translate(_WINDOWS))
        done.append("control characters")
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
        done.append("invisible characters")
    return unicodedata.normalize("NFC", text), done


def _unescape(text: str) -> str:
    # Text is often escaped twice, hardly ever more than three times.
    for _ in range(3):
        plain = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
        if plain == text:
            break
        text = plain
    return text


def paragraphs(text: str) -> list[str]:
    """Split a text into paragraphs: at blank lines and indented first lines, or else at every line.

    Hard-wrapped lines are joined; other line breaks inside a paragraph are kept.
    """
    blocks = [block.strip("\n") for block in _BLANK_LINES.split(text.strip("\n")) if block.strip()]
    blocks = [part for block in blocks for part in _at_indents(block)]
    lines = [block.split("\n") for block in blocks]
    if any(len(block) > 1 for block in lines):
        if _is_wrapped(lines):
            words = words_if_broken(text)
            lines = [
                block if _is_table(block) else [join_lines([_tidy(line) for line in block], words)]
                for block in lines
            ]
        elif len(lines) == 1:
            lines = [[line] for line in lines[0]]
    tidied = ("\n".join(filter(None, map(_tidy, block))) for block in lines)
    return [paragraph for paragraph in tidied if paragraph]


def _tidy(line: str) -> str:
    return _BLANKS.sub(" ", line).strip()


def _at_indents(block: str) -> list[str]:
    """Split a block before indented lines if these are fewer than half: agencies indent paragraphs."""
    lines = block.split("\n")
    indented = [number for number, line in enumerate(lines) if number and line[:1] in {" ", "\t"}]
    if not indented or len(indented) >= len(lines) / 2:
        return [block]
    edges = [0, *indented, len(lines)]
    return ["\n".join(lines[edges[i] : edges[i + 1]]) for i in range(len(edges) - 1)]


def _is_table(lines: list[str]) -> bool:
    return any(line[:1] in {" ", "\t"} for line in lines[1:])


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """Whether the lines are hard-wrapped: each ends where the next word would not have fitted."""
    blocks = [[_tidy(line) for line in block] for block in blocks if not _is_table(block)]
    width = max((len(line) for block in blocks for line in block), default=0)
    if width > 100:  # hard-wrapped lines are never longer
        return False
    fits = [
        line.endswith("-") or len(line) + 1 + len(following.split(" ", 1)[0]) >= width * 0.75
        for block in blocks
        for line, following in pairwise(block)
    ]
    if len(fits) > 2:
        del fits[0]  # the first line is short if a dateline was removed from it
    return width >= 30 and sum(fits) >= max(1, len(fits) * 0.85)


def shorten(text: str, limit: int) -> str:
    """Shorten the text to at most ``limit`` characters, at a word boundary if possible, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:-") + "…"
