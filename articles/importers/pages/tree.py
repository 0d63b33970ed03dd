"""Parse a page and clean its tree: what is certainly not the article goes, odd markup becomes paragraphs."""

import re
from collections import Counter

from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]

from articles.importers.pages.blocks import BLOCKS, names_of

_XML = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
#: Control characters, and their references such as "&#7;", which a tree refuses as text.
_CONTROL = bytes(number for number in range(32) if number not in b"\t\n\f\r")
_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|11|1[4-9]|2\d|3[01])|[xX]0*(?:[0-8bBefEF]|1[0-9a-fA-F]));")
#: Elements that browsers treat as empty, and the parser does not: the rest of the page would be inside.
_EMPTY = ("embed", "wbr", "source", "track", "param", "keygen", "basefont", "bgsound")
#: Elements that only style or mark words. Extraction would lose the words of some.
_PHRASING = (
    *("time", "label", "output", "data", "meter", "font", "nobr", "big", "small", "bdi", "bdo", "abbr"),
    *("acronym", "dfn", "ins", "mark", "tt", "blink", "ruby", "hgroup", "legend", "fieldset"),
)
_NEVER_TEXT = (
    *("script", "style", "template", "iframe", "object", "applet", "svg", "math", "canvas", "audio", "video"),
    *("map", "select", "textarea", "input", "datalist", "rp", "rt"),
    *("amp-sidebar", "amp-ad", "amp-consent", "amp-user-notification", "amp-analytics", "amp-embed"),
)
#: Elements that are parts of pages other than the article, unless most of the text is in them.
_BESIDE = frozenset(["nav", "aside", "dialog", "menu", "footer"])
_ROLES = {
    *("navigation", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar"),
    *("toolbar", "tablist", "banner"),
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Words in a class or id that name parts of pages other than the article.
_PARTS = frozenset(
    [
        *("ad", "ads", "advert", "adverts", "advertisement", "advertorial", "breadcrumb", "breadcrumbs"),
        *("comment", "comments", "commentlist", "consent", "cookie", "cookies", "copyright", "disqus"),
        *("gdpr", "menu", "mostread", "nav", "navbar", "navigation", "newsletter", "newsletters"),
        *("onetrust", "outbrain", "pager", "pagination", "paywall", "popular", "promo", "promos"),
        *("promoted", "promotion", "recirc", "recirculation", "recommendation", "recommendations"),
        *("recommended", "related", "respond", "share", "sharebar", "sharing", "sharethis", "sidebar"),
        *("signup", "sitemap", "social", "socials", "sponsor", "sponsored", "subscribe", "subscription"),
        *("taboola", "tags", "taglist", "teaser", "teasers", "toolbar", "trending", "addthis", "addtoany"),
    ]
)
_NAME = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"[a-z]{4,}|[A-Z][a-z]{3,}")  # shorter ones are chance: classes can be random letters
_CONTAINERS = ("body", "div", "center", "section", "article", "main", "td", "form", "details")
_ARTICLE = frozenset(
    [
        *("article", "body", "content", "story", "text", "entry", "post", "main", "blog", "page"),
    ]
)
_SENTENCE = re.compile(r"[.!?…](?:\W|$)|[。！？]")
_LITTLE = 0.1  # of the page's text
_MOST = 0.5  # what holds more of it is not dropped, whatever it is called
_LONG_CELL = 200  # characters; a table with longer cells lays out the page
_PROSE = 50


def parse_page(text: str) -> HtmlElement:
    """Return the tree of a page. Raises ParserError if there is none."""
    raw = _XML.sub("", text, count=1).encode("utf-8", errors="replace").translate(None, _CONTROL)
    raw = _REFERENCE.sub(b"", raw).replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    return document_fromstring(raw, parser=parser)


def clean_tree(tree: HtmlElement) -> None:
    """Remove what is not the article, and turn the rest into elements that every reader understands."""
    for element in list(tree.iter(*_EMPTY)):
        element.drop_tag()
    _unwrap_noscript(tree)
    for element in list(tree.iter(*_NEVER_TEXT)):
        _drop(element)
    for element in _other_parts(tree):
        _drop(element)
    for element in list(tree.iter(*_PHRASING)):
        element.drop_tag()
    _rewrite_buttons(tree)
    _drop_empty(tree)
    _unwrap_linked_sentences(tree)
    _flatten_layout_tables(tree)
    _wrap_bare_text(tree)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _size(element: HtmlElement) -> int:
    return len(element.text_content())


def _unwrap_noscript(tree: HtmlElement) -> None:
    """Keep the text for browsers without scripts only if the page has nothing else."""
    hidden = list(tree.iter("noscript"))
    inside = sum(map(_size, hidden))
    shown = sum(_size(each) for each in tree.iter("p", "div", "td") if not len(each)) - inside
    keep = inside > max(_PROSE, shown) and any(element.find(".//p") is not None for element in hidden)
    for element in hidden:
        if keep:
            element.drop_tag()
        else:
            _drop(element)


def _other_parts(tree: HtmlElement) -> list[HtmlElement]:
    """Return the parts of the page that are not the article: none if hardly any text would be left.

    Parts with one name are judged together.
    """
    prose = _prose_by_element(tree)
    parts = [(each, _names(each)) for each in tree.iter("*")]
    parts = [(each, names) for each, names in parts if _is_other_part(each, names)]
    sums: Counter[object] = Counter()
    for element, _ in parts:
        kind = _kind(element)
        if all(_kind(above) != kind for above in element.iterancestors(element.tag)):
            sums[kind] += prose.get(element, 0)
    whole = max(prose.get(tree, 0), 1)
    mains = (each for each in tree.iter("main") if prose.get(each, 0) > _LITTLE * whole)
    around = {above for main in mains for above in main.iterancestors()}
    dropped = {
        element
        for element, names in parts
        if element not in around
        and sums[_kind(element)]
        < whole * (_LITTLE if names & _ARTICLE or element.tag == "article" else _MOST)
    }
    outer = [each for each in dropped if dropped.isdisjoint(each.iterancestors())]
    kept = whole - sum(prose.get(each, 0) for each in outer)
    return outer if kept > _LITTLE * whole else []


def _kind(element: HtmlElement) -> object:
    """Return what the parts of one list have in common; an element without a class is alone."""
    name = element.get("class")
    return f"{element.tag} {name}" if name else element


def _prose_by_element(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Return how many characters of running text each element holds, by which its weight is judged."""
    prose: dict[HtmlElement, int] = {}
    for paragraph in tree.iter("p", "div", "td", "li", "center", "section", "article", "main", "body"):
        if any(child.tag in BLOCKS for child in paragraph):
            bare = (paragraph.text, *(child.tail for child in paragraph))
            text = " ".join(text.strip() for text in bare if text)
        else:
            text = paragraph.text_content()
        if len(text) < _PROSE or (paragraph.tag != "p" and not _SENTENCE.search(text)):
            continue
        links = (each for each in paragraph.iterchildren("a") if not _is_linked_sentence(each))
        size = len(" ".join(text.split())) - sum(map(_size, links))
        if size >= _PROSE:
            prose[paragraph] = prose.get(paragraph, 0) + size
            for above in paragraph.iterancestors():
                prose[above] = prose.get(above, 0) + size
    return prose


def _is_other_part(element: HtmlElement, names: set[str]) -> bool:
    """Whether an element's tag, role, style or class says that it is another part of the page."""
    if element.tag in ("html", "body", "head", "h1", "main"):
        return False
    return bool(
        element.tag in _BESIDE
        or _is_hidden(element)
        or (element.get("role") or "").lower() in _ROLES
        or (names & _PARTS and element.tag != "blockquote" and element.find(".//blockquote") is None)
    )


def _is_hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _names(element: HtmlElement) -> set[str]:
    """Return the words in an element's class and id: "post", "footer" of "post__footer" and "PostFooter"."""
    written = names_of(element)
    if len(written) == 1:
        return set()
    return {word.lower() for word in (*_NAME.findall(written), *_HUMP.findall(written))}


def _rewrite_buttons(tree: HtmlElement) -> None:
    """A button within a sentence is a word of it; any other is not text."""
    for button in list(tree.iter("button")):
        parent = button.getparent()
        if parent is not None and parent.tag == "p" and _size(parent) > 2 * _size(button):
            button.drop_tag()
        else:
            _drop(button)


def _drop_empty(tree: HtmlElement) -> None:
    """Drop elements without text, such as icons; words behind one would be lost with it."""
    for element in list(
        tree.iter("i", "b", "em", "strong", "span", "a", "u", "s", "font", "ins", "sup", "sub")
    ):
        if not len(element) and not (element.text or "").strip():
            if element.text and not element.tail:
                element.tail = " "
            _drop(element)


def _unwrap_linked_sentences(tree: HtmlElement) -> None:
    """A paragraph that is a link and a sentence is text, not a menu."""
    for link in list(tree.iter("a")):
        if _is_linked_sentence(link):
            link.drop_tag()


def _is_linked_sentence(link: HtmlElement) -> bool:
    text = link.text_content().rstrip("\"'”’») \n")
    return len(text) >= _PROSE - 20 and text.endswith((".", "!", "?", "…", "。"))


def _flatten_layout_tables(tree: HtmlElement) -> None:
    for table in list(tree.iter("table")):
        cells = [cell for row in table.iter("tr") for cell in row if cell.tag in ("td", "th")]
        is_layout = (
            table.get("role") in ("presentation", "none")
            or table.find(".//table") is not None
            or any(
                _size(cell) > _LONG_CELL or cell.find(".//h1") is not None or len(cell.findall(".//p")) > 1
                for cell in cells
            )
            or len(cells) == 1
        )
        if is_layout:
            for element in [table, *table.iter("tbody", "thead", "tfoot", "tr", "td", "th")]:
                owner = next(element.iterancestors("table"), None)
                if element is table or owner is table:
                    element.tag = "div"


def _wrap_bare_text(tree: HtmlElement) -> None:
    """Put text that stands bare in a container, between breaks or blocks, into paragraphs."""
    for container in list(tree.iter(*_CONTAINERS)):
        if any(child.tag in BLOCKS or child.tag == "br" for child in container) or container.tag == "body":
            _wrap_runs(container)


def _wrap_runs(container: HtmlElement) -> None:
    """Wrap runs of text and phrasing elements. Two breaks end a paragraph; one breaks a line in it."""
    children = list(container)
    run = _new_run(container.text)
    container.text = None
    for child in children:
        container.remove(child)
    breaks = 0
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in BLOCKS:
            _end_run(container, run)
            container.append(child)
            run, breaks = _new_run(tail), 0
            continue
        if child.tag == "br":
            breaks += 1
            if breaks == 2:
                _end_run(container, run)
                run = _new_run(None)
        else:
            breaks = 0
        if breaks < 2:
            run.append(child)
            child.tail = tail
        else:
            run.text = (run.text or "") + (tail or "")
        if tail and tail.strip():
            breaks = 0
    _end_run(container, run)


def _new_run(text: str | None) -> HtmlElement:
    run = HtmlElement()
    run.tag = "p"
    run.text = text
    return run


def _end_run(container: HtmlElement, run: HtmlElement) -> None:
    if run.text_content().strip() or run.find(".//img") is not None:
        container.append(run)
