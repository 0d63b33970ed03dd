"""OpenSearch 1.1: the description document, and name suggestions while typing."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.db import connection

from articles.exports.citations.citation import ARCHIVE
from articles.models import Kind
from articles.search.request import clean_text
from articles.text import fold

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
CONTENT_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS = 10
_LEAST = 2  # characters needed for suggestions
_CHARACTERS = 60  # longer input is cut


def description(site: str, icon: str) -> str:
    """Return the description document; ``site`` and ``icon`` are URLs."""
    addresses = [
        ("text/html", "results", f"{site}/articles/?q={{searchTerms}}&page={{startPage?}}"),
        ("application/atom+xml", "results", f"{site}/articles.atom?q={{searchTerms}}&page={{startPage?}}"),
        ("application/json", "results", f"{site}/api/articles?q={{searchTerms}}&page={{startPage?}}"),
        ("application/x-suggestions+json", "suggestions", f"{site}/opensearch/suggestions?q={{searchTerms}}"),
        (CONTENT_TYPE, "self", f"{site}/opensearch.xml"),
    ]
    urls = "\n".join(
        f"<Url type={quoteattr(kind)} rel={quoteattr(rel)} template={quoteattr(address)}/>"
        for kind, rel, address in addresses
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="{NAMESPACE}">
<ShortName>{escape(ARCHIVE)}</ShortName>
<Description>Search this news archive by words, people, countries and dates.</Description>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
<Image type="image/svg+xml">{escape(icon)}</Image>
{urls}
</OpenSearchDescription>
"""


# The alphabetically first names of each kind, from an index, sorted by their number of articles, counted up
# to 50. Readers may only see entities that a published article is about.
_BEGINNING = """
    WITH found AS (
        {parts}
    ), counted AS (
        SELECT id, (SELECT count(*) FROM (
            SELECT FROM articles_articleentity link
            JOIN articles_article article ON article.id = link.article_id
            WHERE link.entity_id = found.id AND link.is_about AND link.status <> 'rejected'
                AND article.status = 'published' LIMIT 50) each) AS articles
        FROM (SELECT DISTINCT id FROM found) found
    )
    SELECT entity.name FROM counted JOIN articles_entity entity USING (id) WHERE articles > 0
    ORDER BY articles DESC, entity.name, id LIMIT %s
"""
_OF_KIND = (
    "(SELECT id FROM articles_entity WHERE kind = %s AND folded >= %s AND folded < %s"
    " ORDER BY folded LIMIT 15)"
)
_BY_LAST_WORD = (
    "(SELECT id FROM articles_entity WHERE split_part(folded, ' ', -1) >= %s"
    " AND split_part(folded, ' ', -1) < %s ORDER BY split_part(folded, ' ', -1) LIMIT 15)"
)


def suggestions(text: str) -> list[Any]:
    """Return [text, names] with the names of entities that begin with ``text``, or whose last word does.

    Those in most articles come first. One query, whose cost does not depend on the size of the archive.
    """
    text = clean_text(text, _CHARACTERS)
    begin = fold(text)
    if len(begin) < _LEAST:
        return [text, []]
    end = begin + chr(0x10FFFF)
    parameters: list[str | int] = [value for kind in Kind.values for value in (kind, begin, end)]
    parts = " UNION ALL ".join([*(_OF_KIND for _ in Kind.values), _BY_LAST_WORD])
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNING.format(parts=parts), [*parameters, begin, end, SUGGESTIONS])
        names = [name for (name,) in cursor.fetchall()]
    return [text, list(dict.fromkeys(names))]
