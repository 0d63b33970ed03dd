"""The blocks of a page's text in reading order: paragraphs, headings, items of lists, rows of tables."""

import re
from dataclasses import dataclass

from lxml.etree import iterwalk  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

#: Elements that begin a new line.
BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("tfoot", "thead", "tr", "ul"),
    ]
)
_LINES_BELOW = 8
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
#: Rare Chinese characters, one a block: extraction keeps them like any letter, and no news text has them.
_FIRST_MARK = 0x20000
_MARKS = 42_000
_MARK = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + _MARKS)}]")


@dataclass(slots=True)
class Block:
    """A block: its text, the element it is directly in, and how many of its characters are links."""

    text: str
    element: HtmlElement
    linked: int

    @property
    def tag(self) -> str:
        """The name of its element."""
        return str(self.element.tag)

    @property
    def names(self) -> str:
        """The class and id of its element."""
        return names_of(self.element)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.element.tag in _HEADINGS

    @property
    def is_item(self) -> bool:
        """Whether it is in an item of a list."""
        return "li" in (self.element.tag, self.element.getparent().tag)

    @property
    def is_linked(self) -> bool:
        """Whether nearly all of it is links."""
        return self.linked > 0.7 * len(self.text)


def names_of(element: HtmlElement) -> str:
    """Return an element's class and id, as written."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def lines_below(heading: HtmlElement) -> list[HtmlElement]:
    """Return the first elements with nothing but text below a heading."""
    lines: list[HtmlElement] = heading.xpath("following::*[not(*) or self::p][normalize-space()]")
    return lines[:_LINES_BELOW]


def marked_blocks(root: HtmlElement) -> list[Block]:
    """Return the blocks under an element, and put a mark before the text of each, by which marks() finds it.

    White space is as browsers show it; rows of tables have " | " between cells.
    """
    blocks: list[Block] = []
    collector = _Collector(blocks)
    for event, element in iterwalk(root, events=("start", "end")):
        if event == "start":
            collector.start(element)
            element.text = collector.add(element.text)
        else:
            collector.end(element)
            if element is not root:
                element.tail = collector.add(element.tail)
    collector.take()
    return blocks


def marks(text: str) -> set[int]:
    """Return the numbers of the blocks whose marks are in a text."""
    return {ord(char) - _FIRST_MARK for char in _MARK.findall(text)}


class _Collector:
    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        self._owners: list[HtmlElement] = []
        self._parts: list[str] = []
        self._links = self._linked = 0
        self._is_marked = False

    def start(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.take()
            self._owners.append(element)
        elif tag in ("td", "th"):
            self._parts.append(" | ")
        elif tag == "br":
            self._parts.append("\v")
        elif tag == "a":
            self._links += 1

    def end(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS:
            self.take()
            self._owners.pop()
        elif element.tag == "a":
            self._links -= 1

    def add(self, text: str | None) -> str | None:
        """Add text, and return it with a mark if it is the first of its block."""
        if not text:
            return text
        self._parts.append(text)
        if not text.strip():
            return text
        if self._links:
            self._linked += len(text.strip())
        if self._is_marked or len(self._blocks) > _MARKS:
            return text
        self._is_marked = True
        start = len(text) - len(text.lstrip())
        return f"{text[:start]}{chr(_FIRST_MARK + len(self._blocks))}{text[start:]}"

    def take(self) -> None:
        lines = (_SPACES.sub(" ", line).strip(" |") for line in "".join(self._parts).split("\v"))
        text = "\n".join(filter(None, lines))
        if self._is_marked:
            self._blocks.append(Block(text, self._owners[-1], min(self._linked, len(text))))
        self._parts, self._linked, self._is_marked = [], 0, False
