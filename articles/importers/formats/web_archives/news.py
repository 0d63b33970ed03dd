"""Which pages of a web archive are news: those that state an article, and those that read as one."""

import re

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from articles.importers.pages.json_ld import JsonLd

_MICRODATA = re.compile(r"https?://schema\.org/\w*(?:Article|BlogPosting)$")
_METAS = {
    *("article:published_time", "article:published", "og:article:published_time", "article:section"),
    *("article:author", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date"),
    *("dc.date.issued", "datepublished", "cxenseparse:recs:publishtime", "citation_publication_date"),
}
_MOST_STATED = 3
_PARAGRAPH = 60  # characters of prose, without links
_PARAGRAPHS, _PROSE = 3, 400  # paragraphs side by side, and their characters, of an article not stated
_FRAMES = ("body", "div", "article", "section", "main", "td")
_INLINE = {
    *("a", "abbr", "b", "br", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span"),
    *("strong", "sub", "sup", "time", "u", "wbr"),
}


def states_article(tree: HtmlElement) -> bool:
    """Whether the page says that it is an article. One that states many is a list of them."""
    if stated := {id(article) for article in JsonLd(tree).articles()}:
        return len(stated) <= _MOST_STATED
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if (name == "og:type" and content.lower() == "article") or (name in _METAS and content):
            return True
    typed = [each for each in tree.xpath("//*[@itemtype]") if _MICRODATA.match(each.get("itemtype").strip())]
    return 0 < len(typed) <= _MOST_STATED


def reads_as_article(tree: HtmlElement) -> bool:
    """Whether paragraphs of prose stand side by side. In a list of articles, each has a frame of its own."""
    return any(is_prose(_pieces(element)) for element in tree.iter(*_FRAMES))


def is_prose(paragraphs: list[str]) -> bool:
    """Whether these paragraphs are enough for an article."""
    long = [paragraph for paragraph in paragraphs if len(paragraph) >= _PARAGRAPH]
    return len(long) >= _PARAGRAPHS and sum(map(len, long)) >= _PROSE


def _pieces(element: HtmlElement) -> list[str]:
    return [*(_without_links(child) for child in element if child.tag == "p"), *_bare_pieces(element)]


def _bare_pieces(element: HtmlElement) -> list[str]:
    """Return the text that stands directly in an element, between line breaks."""
    text = element.text or ""
    for child in element:
        if child.tag == "br":
            text += "\n"
        elif child.tag in _INLINE and child.tag != "a":
            text += child.text_content()
        text += child.tail or ""
    return [" ".join(piece.split()) for piece in text.split("\n\n")]


def _without_links(element: HtmlElement) -> str:
    text = " ".join(element.text_content().split())
    for link in element.iter("a"):
        text = text.replace(" ".join(link.text_content().split()), "", 1)
    return text
