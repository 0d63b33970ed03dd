"""Fragments of HTML, as in feeds, tables and wire formats: their text in paragraphs, without the markup.

Paragraphs are separated by blank lines, as ``Draft`` expects them. A line after a line break or in a table
begins with a space, so that ``normalise.paragraphs()`` does not take it for a wrapped one.
"""

import re
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from articles.importers.record import RecordError

_MARKUP = re.compile(
    r"<(?:!--|/?(?:(?P<block>p|div|br|hr|figure|figcaption|blockquote|pre|h[1-6]|ul|ol|li|dl|dt|dd|table|tbody|tr"
    r"|td|th|section|article|html|body|center)"
    r"|span|a|b|i|u|em|strong|small|sub|sup|font|img|iframe|script|style)(?:\s[^<>=]*=[^<>]*|\s*/)?>)",
    re.IGNORECASE,
)
#: The elements of HTML, XHTML and NITF that begin a paragraph.
_BLOCKS = {
    "address", "article", "aside", "block", "blockquote", "body", "body.content", "bq", "center", "credit",
    "datasource", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "fn", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hl1", "hl2", "hr", "li", "main", "media",
    "media-caption", "nav", "note", "ol", "p", "pre", "section", "summary", "table", "tagline", "ul",
}  # fmt: skip
#: In the cells of a table, they show that it serves the layout of a page.
_OF_LAYOUT = {
    "article", "blockquote", "div", "h1", "h2", "h3", "ol", "section", "table", "ul",
}  # fmt: skip
_HIDDEN = {
    "applet", "audio", "canvas", "head", "iframe", "map", "math", "media-metadata", "media-object",
    "media-producer", "media-reference", "nitf-table-metadata", "noframes", "noscript", "object", "script",
    "select", "style", "svg", "template", "textarea", "video",
}  # fmt: skip
_CAPTIONS = {"figcaption", "media-caption"}
_ROWS, _CELLS = ("tr", "caption"), ("td", "th")
_SPACES = re.compile(r"[ \t\r\n\f]+")
# In the collected text, a NUL ends a line, since no parsed text can contain one.
_ENDS = re.compile(r"(?<=[\n\0])|(?=[\n\0])")
_EMPTY_CELLS = re.compile(r"(?: +\|)+$")
_PARAGRAPH_ENDS = re.compile(r"[\n\0]{2,}")


def has_markup(text: str) -> bool:
    """Whether a text contains elements of HTML, not only a "<"."""
    return "<" in text and bool(_MARKUP.search(text))


def fragment_text(markup: str, *, keep_lines: bool = False, captions: list[str] | None = None) -> str:
    """Return the text of a fragment, or page, of HTML. Raises RecordError if it is nested too deeply.

    keep_lines: the lines of the markup are lines of the text, as in plain text with a few tags; captions:
    receives the caption of the first picture, which is then not part of the text.
    """
    if not markup.strip():
        return ""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # there are only comments
        return ""
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise RecordError(f"its HTML cannot be read: {error}") from error
    if any(problem.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for problem in parser.error_log):
        raise RecordError("its HTML is nested too deeply")
    if captions is not None:
        captions += filter(None, [take_caption(tree)])
    # Without any paragraphs in the markup, blank lines separate them.
    has_blocks = any(found["block"] for found in _MARKUP.finditer(markup))
    return element_text(tree, keep_lines=keep_lines or not has_blocks)


def take_caption(element: Any) -> str:
    """Remove the caption of the first picture from a parsed element and return it, or ""."""
    for each in element.iter():
        if local_name(each) in _CAPTIONS and each is not element and (text := element_text(each)):
            _drop(each)
            return text
    return ""


def _drop(element: Any) -> None:
    """Remove an element, but not the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def element_text(element: Any, *, keep_lines: bool = False) -> str:
    """Return the text of a parsed element of HTML, XHTML or NITF."""
    writer = _Writer(keep_lines=keep_lines)
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, each in walk:  # not recursive: elements can be nested deeply
        name = local_name(each)
        if event == "start":
            writer.start(each, name)
            if name in _HIDDEN:
                walk.skip_subtree()
            continue
        writer.end(name)
        if each is not element:
            writer.write(each.tail)
    return writer.text()


def local_name(element: Any) -> str:
    """Return an element's name without its namespace, in lower case, or "" for a comment."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


class _Writer:
    """Collects the text of a tree, with blank lines around blocks and a line for each row of a table."""

    def __init__(self, *, keep_lines: bool) -> None:
        self._pieces: list[str] = []
        self._tables: list[bool] = []  # for each open table: whether it contains data
        self._keep_lines = keep_lines
        self._preformatted = 0

    def start(self, element: Any, name: str) -> None:
        if name == "table":
            self._separate(name)
            self._tables.append(not _is_layout(element))
        elif name == "br" or (self._in_data and name in _ROWS):
            self._pieces.append("\0")
        elif name in _CELLS and self._in_data:
            self._pieces.append(" | " if element.getprevious() is not None else "")
        else:
            self._separate(name)
        self._preformatted += name == "pre"
        if name not in _HIDDEN:
            self.write(element.text)

    def end(self, name: str) -> None:
        if name == "table":
            self._tables.pop()
        self._preformatted -= name == "pre"
        self._separate(name)

    @property
    def _in_data(self) -> bool:
        return bool(self._tables) and self._tables[-1]

    def _separate(self, name: str) -> None:
        if name in _BLOCKS or (name in _ROWS + _CELLS and not self._in_data):
            self._pieces.append(" " if self._in_data else "\n\n")

    def write(self, text: str | None) -> None:
        if text and self._preformatted:
            self._pieces.append(text.replace("\n", "\0"))
        elif text:
            self._pieces.append(text if self._keep_lines else _SPACES.sub(" ", text))

    def text(self) -> str:
        text = "".join(self._pieces)
        if not self._keep_lines:
            text = "".join(_EMPTY_CELLS.sub("", line.strip(" \t\xa0")) for line in _ENDS.split(text))
        return _PARAGRAPH_ENDS.sub("\n\n", text).strip("\n\0").replace("\0", "\n ")


def _is_layout(table: Any) -> bool:
    cells = (cell for cell in table.iter() if local_name(cell) in _CELLS)
    inside = ([local_name(child) for child in cell] for cell in cells)
    return any(_OF_LAYOUT.intersection(names) or names.count("p") > 1 for names in inside)
