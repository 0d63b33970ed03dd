"""Markup in the fields of records: HTML becomes plain paragraphs."""

import html
import re

from lxml.etree import ParserError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, fragment_fromstring  # type: ignore[import-untyped]

_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
])  # fmt: skip
_INLINE = (
    "a", "abbr", "b", "big", "br", "caption", "cite", "code", "em", "embed", "font", "i", "iframe", "img",
    "ins", "del", "mark", "q", "s", "script", "small", "span", "strike", "strong", "style", "sub", "sup",
    "td", "th", "time", "tt", "u", "video", "html", "body", "picture", "source", "svg", "button", "input",
)  # fmt: skip
_NAMES = "|".join(sorted({*_BLOCKS, *_INLINE}, key=len, reverse=True))
_TAG = re.compile(rf"</(?:{_NAMES})\s*>|<(?:{_NAMES})(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_NAMES})(?:\s.*?)?/?&gt;", re.IGNORECASE | re.DOTALL)
_REMOVED = frozenset(["script", "style", "noscript", "template", "iframe", "object", "head", "svg", "button"])
_SPACES = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPH = "\u2029"


def has_markup(text: str) -> bool:
    """Whether a text has at least one HTML tag."""
    return ("<" in text and bool(_TAG.search(text))) or ("&lt;" in text and bool(_ESCAPED_TAG.search(text)))


def without_markup(text: str) -> str:
    """Return the text of an HTML fragment, with a blank line between its blocks."""
    if not _TAG.search(text):
        text = html.unescape(text)  # markup that was escaped
    try:
        tree = fragment_fromstring(text, create_parent="div")
    except (ParserError, ValueError, AssertionError):
        return _TAG.sub(" ", text)
    # Blank lines in a fragment without blocks are its paragraphs.
    keeps_lines = not any(element.tag in _BLOCKS for element in tree.iterdescendants())
    pieces: list[str] = []
    _collect(tree, pieces, keeps_lines)
    blocks = "".join(pieces).split(_PARAGRAPH)
    lines = (_tidy(block) for block in blocks)
    return "\n\n".join(filter(None, lines))


def _tidy(block: str) -> str:
    return "\n".join(line.strip() for line in block.split("\n")).strip("\n")


def _collect(tree: HtmlElement, pieces: list[str], keeps_lines: bool) -> None:
    def add(text: str | None, verbatim: bool = False) -> None:
        if text:
            pieces.append(text if keeps_lines or verbatim else _SPACES.sub(" ", text))

    # Not recursive: fields may be nested more deeply than Python's recursion limit.
    waiting: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while waiting:
        element, is_end = waiting.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _BLOCKS:
            pieces.append(_PARAGRAPH)
        if is_end:
            if element is not tree:
                add(element.tail)
            continue
        waiting.append((element, True))
        if not name or name in _REMOVED:
            continue
        if name == "br":
            pieces.append("\n")
        elif name in {"td", "th"}:
            pieces.append(" ")
        add(element.text, verbatim=name == "pre")
        waiting.extend((child, False) for child in reversed(element))
