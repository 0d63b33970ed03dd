"""NewsML-G2 of the IPTC: a message with an item for each article, its text in XHTML."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils import timezone

from articles.exports.article_rows import ExportedArticle, corrections_of
from articles.exports.characters import legal
from articles.exports.citations.citation import permanent_link
from articles.exports.wire.parts import created, entities, identifier, paragraphs
from articles.importers.formats.wire.newsml import GENERATOR
from articles.models import Kind

_CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"
_ITEM = {"standard": "NewsML-G2", "standardversion": "2.34", "conformance": "power"}
NAR = "http://iptc.org/std/nar/2006-10-01/"
_XHTML = "http://www.w3.org/1999/xhtml"
_TYPES = {
    Kind.PERSON: "cpnat:person",
    Kind.ORGANISATION: "cpnat:organisation",
    Kind.COUNTRY: "cpnat:geoArea",
    Kind.PLACE: "cpnat:geoArea",
}


def newsml(articles: Iterable[ExportedArticle]) -> Iterator[str]:
    """Yield a message with these articles."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage xmlns="{NAR}">\n'
    yield f"<header><sent>{timezone.now().isoformat()}</sent></header>\n<itemSet>\n"
    for each in articles:
        yield tostring(news_item(each), encoding="unicode") + "\n"
    yield "</itemSet>\n</newsMessage>\n"


def news_item(each: ExportedArticle) -> Element:
    """Return the item of an article. Its names have no prefix: an element around it names NAR."""
    article = each.article
    item = Element(
        "newsItem", {**_ITEM, "guid": identifier(each), "version": "1", "xml:lang": article.language}
    )
    SubElement(item, "catalogRef", href=_CATALOG)
    meta = SubElement(item, "itemMeta")
    SubElement(meta, "itemClass", qcode="ninat:text")
    SubElement(meta, "provider", uri=each.site)
    _text(meta, "versionCreated", article.modified_at.isoformat())
    SubElement(meta, "pubStatus", qcode="stat:usable")
    _text(meta, "generator", GENERATOR)
    corrections = corrections_of(article)
    for each_correction in corrections:
        _text(meta, "edNote", f"Correction, {each_correction}")
    if corrections:
        SubElement(meta, "signal", qcode="sig:correction")
    SubElement(meta, "link", rel="irel:isDerivedFrom", href=permanent_link(article, each.site))
    _describe(SubElement(item, "contentMeta"), each)
    inline = SubElement(SubElement(item, "contentSet"), "inlineXML", contenttype="application/xhtml+xml")
    html = SubElement(inline, "html", xmlns=_XHTML)
    _text(SubElement(html, "head"), "title", article.headline)
    body = SubElement(html, "body")
    for paragraph in paragraphs(each):
        _text(body, "p", paragraph)
    return item


def _describe(meta: Element, each: ExportedArticle) -> None:
    """Write what is known of the content, in the order of the schema."""
    article = each.article
    _text(meta, "contentCreated", created(each))
    if article.source:
        _text(SubElement(meta, "infoSource", literal=legal(article.source.name)), "name", article.source.name)
    SubElement(meta, "language", {"tag": article.language})
    if article.section:
        _text(SubElement(meta, "subject", literal=legal(article.section)), "name", article.section)
    for kind, concept in _TYPES.items():
        for entity in entities(each, kind):
            _text(SubElement(meta, "subject", type=concept, uri=entity["uri"]), "name", entity["name"])
    _text(meta, "headline", article.headline)
    _text(meta, "dateline", article.dateline)
    _text(meta, "by", article.byline)
    _text(meta, "description", article.standfirst, role="drol:summary")
    _text(meta, "description", article.caption, role="drol:caption")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    """Add an element with this text, unless it is empty."""
    if text:
        SubElement(parent, name, attributes).text = legal(text)
