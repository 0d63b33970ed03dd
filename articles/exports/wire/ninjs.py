"""ninjs 2.1, the news in JSON of the IPTC."""

from typing import Any

from articles.exports.article_rows import ExportedArticle, corrections_of
from articles.exports.characters import legal
from articles.exports.citations.citation import permanent_link
from articles.exports.wire.parts import as_html, created, entities, identifier
from articles.models import Kind

_STANDARD = {
    "name": "ninjs",
    "version": "2.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json",
}


def ninjs(each: ExportedArticle) -> dict[str, Any]:
    """Return an article as an object of ninjs, without members that would be empty."""
    article = each.article
    descriptions = [("summary", article.standfirst), ("caption", article.caption)]
    found: dict[str, Any] = {
        "standard": _STANDARD,
        "uri": identifier(each),
        "type": "text",
        "pubstatus": "usable",
        "representationtype": "full",
        "contentcreated": _moment(each),
        "ednote": legal("\n".join(f"Correction, {each}" for each in corrections_of(article))),
        "language": article.language,
        "headlines": [{"role": "main", "contenttype": "text/plain", "value": legal(article.headline)}],
        "descriptions": [
            {"role": role, "contenttype": "text/plain", "value": legal(text)}
            for role, text in descriptions
            if text
        ],
        "by": legal(article.byline),
        "located": legal(article.dateline),
        "infosources": [{"name": legal(article.source.name)}] if article.source else [],
        "subjects": [{"name": legal(article.section)}] if article.section else [],
        "people": entities(each, Kind.PERSON),
        "organisations": entities(each, Kind.ORGANISATION),
        "places": [*entities(each, Kind.COUNTRY), *entities(each, Kind.PLACE)],
        "bodies": [{"contenttype": "text/html", "value": as_html(each)}],
        "altids": [{"role": "permanent link", "value": permanent_link(article, each.site)}],
    }
    return {name: value for name, value in found.items() if value}


def _moment(each: ExportedArticle) -> str:
    """Return when it was published. The format has no days; its readers take midnight for an unknown time."""
    if each.article.published_at is None and each.article.day:
        return f"{created(each)}T00:00:00Z"
    return created(each) if each.article.published_at else ""
