"""Sitemaps (sitemaps.org, version 0.9): an index, and files that each hold a range of ids.

A range never moves, however many articles are added or withdrawn, and each file is read from the index of
the primary key alone, whatever the size of the archive. Nothing is named that readers may not see.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.db import connection, transaction
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles.models import Article, Entity, Source
from articles.models.articles import article_slug
from articles.models.entities import PATHS
from articles.search.costs import limited

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: What one file may hold (sitemaps.org, "Sitemap index files").
MOST_ADDRESSES = 50_000
MOST_BYTES = 50 * 1024 * 1024
#: Ids of one file: a tenth of what it may hold, so that it is made in a moment.
IDS = 5_000
#: Bytes of an address and all around it: 110 characters of a slug, at most twelve bytes each when encoded.
LONGEST = 2_000


class Address(NamedTuple):
    """A page of the archive, and when it was last changed, where that is known."""

    url: str
    changed: datetime | None = None


def index(site: str, ids: int = IDS) -> str:
    """The sitemap index; ``site``: the address of the archive without a slash at its end.

    Raises SearchTooCostly.
    """
    parts = [f"{site}/sitemap-pages.xml"]
    with transaction.atomic(), limited():
        for name, series in SERIES.items():
            parts += [
                f"{site}/sitemap-{name}-{number}.xml"
                for number in _ranges(series.condition, series.table, ids)
            ]
    return _document("sitemapindex", (f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in parts))


def part(name: str, number: int, site: str, ids: int = IDS) -> str | None:
    """The addresses of one range of ids; None where there are none. Raises SearchTooCostly."""
    series = SERIES[name]
    begin = number * ids
    if begin > 2**62:
        return None
    with transaction.atomic(), limited():
        found = [_url(site, address) for address in series.read(begin, begin + ids)]
    return _document("urlset", found) if found else None


def pages(site: str) -> str:
    """The pages that every archive has."""
    paths = ["/", "/articles/", *(f"/{plural}/" for plural in (*PATHS.values(), "sources")), "/help/search/"]
    return _document("urlset", (_url(site, Address(path)) for path in paths))


def _url(site: str, address: Address) -> str:
    changed = address.changed
    last = f"<lastmod>{changed.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>" if changed else ""
    path = address.url if address.url.isascii() else iri_to_uri(address.url)
    return f"<url><loc>{escape(site + path)}</loc>{last}</url>"


def _document(root: str, parts: Iterable[str]) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    return head + "".join(f"{each}\n" for each in parts) + f"</{root}>\n"


# From the beginning of one range the next id is looked up, and its range is the next: as many look-ups as
# there are ranges with anything in them.
_RANGES = """
    WITH RECURSIVE ranges (number) AS (
        SELECT (SELECT thing.id / %(ids)s FROM {table} thing WHERE {condition} ORDER BY thing.id LIMIT 1)
        UNION ALL
        SELECT (SELECT thing.id / %(ids)s FROM {table} thing
            WHERE thing.id >= (number::bigint + 1) * %(ids)s AND {condition} ORDER BY thing.id LIMIT 1)
        FROM ranges WHERE number IS NOT NULL
    ) SELECT number FROM ranges WHERE number IS NOT NULL
"""
# LIMIT keeps PostgreSQL from joining all articles instead of looking up a few.
_NAMED = """
    (SELECT true FROM articles_articleentity link
    JOIN articles_article article ON article.id = link.article_id
    WHERE link.entity_id = thing.id AND link.is_about AND link.status <> 'rejected'
        AND article.status = 'published' LIMIT 1)
"""
_PUBLISHES = """
    (SELECT true FROM articles_article article
    WHERE article.source_id = thing.id AND article.status = 'published' LIMIT 1)
"""
_IN_RANGE = """
    SELECT id, {columns} FROM {table} thing WHERE id >= %s AND id < %s AND {condition} ORDER BY id
"""


def _ranges(condition: str, table: str, ids: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_RANGES.format(table=table, condition=condition), {"ids": ids})
        return [number for (number,) in cursor.fetchall()]


def _articles(begin: int, end: int) -> Iterator[Address]:
    published = Article.objects.published().filter(pk__gte=begin, pk__lt=end).order_by("pk")
    # To look the pattern up for each, and to make an Article of each, takes twice as long as all else.
    before, _, after = reverse("article", args=[0, "-"]).rpartition("0/-")
    for pk, headline, changed in published.values_list("pk", "headline", "modified_at"):
        yield Address(f"{before}{pk}/{article_slug(headline)}{after}", changed)


def _entities(begin: int, end: int) -> Iterator[Address]:
    """Those that any published article is about. When an article last was is not known without counting."""
    sql = _IN_RANGE.format(columns="kind, slug, code", table="articles_entity", condition=_NAMED)
    for entity in Entity.objects.raw(sql, [begin, end]):
        yield Address(entity.get_absolute_url())


def _sources(begin: int, end: int) -> Iterator[Address]:
    sql = _IN_RANGE.format(columns="slug", table="articles_source", condition=_PUBLISHES)
    for source in Source.objects.raw(sql, [begin, end]):
        yield Address(source.get_absolute_url())


class Series(NamedTuple):
    """Things that have pages: their table, which of them readers may see, and how a range of ids is read."""

    table: str
    condition: str
    read: Callable[[int, int], Iterator[Address]]


SERIES = {
    "articles": Series("articles_article", "thing.status = 'published'", _articles),
    "entities": Series("articles_entity", _NAMED, _entities),
    "sources": Series("articles_source", _PUBLISHES, _sources),
}
