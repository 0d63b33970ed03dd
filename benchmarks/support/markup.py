"""Changes of a page's markup that leave its meaning: what a reader of pages must not depend on."""

import hashlib
from collections.abc import Callable
from random import Random

from lxml.html import HtmlElement, tostring  # type: ignore[import-untyped]

from articles.importers.cleaning.encodings import decode_page
from articles.importers.pages.tree import parse_page

_NAMES = ("class", "id")


def _rename_classes(tree: HtmlElement, _random: Random) -> None:
    for element in tree.iter("*"):
        for name in _NAMES:
            if value := element.get(name):
                words = (hashlib.sha256(word.encode()).hexdigest()[:6] for word in value.split())
                element.set(name, " ".join(f"x{word}" for word in words))


def _drop_attributes(tree: HtmlElement, _random: Random) -> None:
    for element in tree.iter("*"):
        for name in (*_NAMES, "role", "itemprop"):
            element.attrib.pop(name, None)


def _wrap_in_divisions(tree: HtmlElement, random: Random) -> None:
    for element in list(tree.body.iter("p", "div", "ul", "h2", "figure", "section")):
        if random.random() < 0.2:
            division = _element("div")
            division.tail, element.tail = element.tail, None
            element.getparent().replace(element, division)
            division.append(element)


def _unwrap(tree: HtmlElement, random: Random) -> None:
    for element in list(tree.body.iter("div", "section", "span", "article", "main")):
        is_bare = element.tag != "span" and (element.text or "").strip()
        if random.random() < 0.2 and not is_bare:
            element.drop_tag()


def _divisions_for_paragraphs(tree: HtmlElement, _random: Random) -> None:
    for element in tree.iter("p"):
        element.tag = "div"


def _divisions_for_sections(tree: HtmlElement, _random: Random) -> None:
    names = ("article", "main", "section", "header", "footer", "aside", "nav", "figure", "figcaption")
    for element in tree.iter(*names):
        element.tag = "div"


def _layout_table(tree: HtmlElement, _random: Random) -> None:
    table, row, cell = map(_element, ("table", "tr", "td"))
    cell.extend(list(tree.body))
    row.append(cell)
    table.append(row)
    tree.body.append(table)


def _fonts(tree: HtmlElement, _random: Random) -> None:
    for element in list(tree.iter("p")):
        font = _element("font")
        font.text, element.text = element.text, None
        font.extend(list(element))
        element.append(font)


def _breaks_for_paragraphs(tree: HtmlElement, _random: Random) -> None:
    for element in list(tree.body.iter("p")):
        parent = element.getparent()
        if parent.tag in ("li", "td", "blockquote"):
            continue
        first, second = _element("br"), _element("br")
        second.tail, element.tail = element.tail, None
        place = parent.index(element)
        parent.insert(place + 1, first)
        parent.insert(place + 2, second)
        element.drop_tag()


def _icons(tree: HtmlElement, random: Random) -> None:
    for element in tree.iter("p"):
        if random.random() < 0.3:
            icon = _element("i")
            icon.tail, element.text = element.text, None
            element.insert(0, icon)


CHANGES: dict[str, Callable[[HtmlElement, Random], None]] = {
    "classes and ids renamed": _rename_classes,
    "classes, ids and roles dropped": _drop_attributes,
    "a fifth of the elements wrapped in divisions": _wrap_in_divisions,
    "a fifth of the divisions unwrapped": _unwrap,
    "divisions for paragraphs": _divisions_for_paragraphs,
    "divisions for articles, asides and footers": _divisions_for_sections,
    "the page in a layout table": _layout_table,
    "paragraphs in <font>": _fonts,
    "bare text and breaks for paragraphs": _breaks_for_paragraphs,
    "icons before words": _icons,
}


def changed(raw: bytes, change: str) -> bytes:
    """Return a page with changed markup, always the same for the same page."""
    tree = parse_page(decode_page(raw))
    CHANGES[change](tree, Random(1))
    page: bytes = tostring(tree, encoding="utf-8")
    return b"<!DOCTYPE html>\n" + page


def _element(tag: str) -> HtmlElement:
    element = HtmlElement()
    element.tag = tag
    return element
