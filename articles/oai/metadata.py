"""The formats of metadata: Dublin Core, which the protocol requires, and NewsML-G2 with the whole text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings

from articles.exports.article_rows import ExportedArticle
from articles.exports.characters import legal, line
from articles.exports.citations.citation import permanent_link, title_of
from articles.exports.wire.newsml import NAR, news_item
from articles.models import Article, Kind

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_NEWSML_SCHEMA = "http://www.iptc.org/std/NewsML-G2/2.34/specification/NewsML-G2_2.34-spec-All-Power.xsd"


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format of metadata: its schema, its namespace, and how an article is written in it."""

    schema: str
    namespace: str
    write: Callable[[ExportedArticle], Element]


def _dublin_core(each: ExportedArticle) -> Element:
    root = Element(
        "oai_dc:dc",
        {
            "xmlns:oai_dc": _DC,
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{_DC} {_DC_SCHEMA}",
        },
    )
    for name, text in _elements(each):
        if text:
            SubElement(root, f"dc:{name}").text = text
    return root


def _elements(each: ExportedArticle) -> Iterator[tuple[str, str]]:
    """Yield the elements of Dublin Core, also empty ones."""
    article = each.article
    yield "title", title_of(article)
    yield from (("creator", line(author.sort_name)) for author in each.authors)
    yield "subject", line(article.section)
    for kind in (Kind.PERSON, Kind.ORGANISATION):
        yield from (("subject", line(entity.name)) for entity in each.entities[kind])
    yield "description", legal(article.standfirst)
    yield "publisher", line(article.source.name) if article.source else ""
    yield "date", _date(article)
    yield "type", "Text"
    yield "format", "text/html"
    yield "identifier", permanent_link(article, each.site)
    yield "source", line(article.url)
    yield "language", article.language
    for kind in (Kind.COUNTRY, Kind.PLACE):
        yield from (("coverage", line(entity.name)) for entity in each.entities[kind])
    yield "rights", line(settings.RIGHTS)


def _date(article: Article) -> str:
    """Return the moment of publication, the date in EDTF, as far as it is known, or else its words."""
    if article.published_at:
        return article.published_at.isoformat()
    return article.edtf or line(article.date_text)


def _newsml(each: ExportedArticle) -> Element:
    item = news_item(each)
    item.set("xmlns", NAR)
    item.set("xmlns:xsi", XSI)
    item.set("xsi:schemaLocation", f"{NAR} {_NEWSML_SCHEMA}")
    return item


FORMATS = {
    "oai_dc": MetadataFormat(_DC_SCHEMA, _DC, _dublin_core),
    "newsml_g2": MetadataFormat(_NEWSML_SCHEMA, NAR, _newsml),
}
