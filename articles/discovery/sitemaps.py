"""Sitemaps (sitemaps.org, version 0.9): an index, and files that each hold a range of ids.

A range never moves, however many articles are added or withdrawn, and each file is read by the primary key
alone, whatever the size of the archive. Which names readers may see is known from the counts of the facets.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles.models import Article, Entity, Source
from articles.models.articles import article_slug
from articles.models.entities import PATHS
from articles.search.backend import counting
from articles.search.query.selection import Selection
from articles.search.request import FacetName, SearchRequest
from articles.search.timeouts import limited

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
            parts += [f"{site}/sitemap-{name}-{number}.xml" for number in series.ranges(ids)]
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
        SELECT (SELECT id / %(ids)s FROM articles_article WHERE status = 'published' ORDER BY id LIMIT 1)
        UNION ALL
        SELECT (SELECT id / %(ids)s FROM articles_article
            WHERE id >= (number::bigint + 1) * %(ids)s AND status = 'published' ORDER BY id LIMIT 1)
        FROM ranges WHERE number IS NOT NULL
    ) SELECT number FROM ranges WHERE number IS NOT NULL
"""


def _published_ranges(ids: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_RANGES, {"ids": ids})
        return [number for (number,) in cursor.fetchall()]


def _articles(begin: int, end: int) -> Iterator[Address]:
    published = Article.objects.published().filter(pk__gte=begin, pk__lt=end).order_by("pk")
    # To look the pattern up for each, and to make an Article of each, takes twice as long as all else.
    before, _, after = reverse("article", args=[0, "-"]).rpartition("0/-")
    for pk, headline, changed in published.values_list("pk", "headline", "modified_at"):
        yield Address(f"{before}{pk}/{article_slug(headline)}{after}", changed)


def _named(facets: Iterable[FacetName]) -> Iterator[int]:
    """The ids of what any published article is about, or comes from. When one last was is not known."""
    using, everything = counting(), Selection(SearchRequest())
    return (pk for facet in facets for pk, _ in using.every(everything, facet))


def _things(things: QuerySet[Any], facets: Iterable[FacetName], begin: int, end: int) -> Iterator[Address]:
    ids = [pk for pk in _named(facets) if begin <= pk < end]
    for thing in things.filter(pk__in=ids).order_by("pk"):
        yield Address(thing.get_absolute_url())


class Series(NamedTuple):
    """Things that have pages: in which ranges of so many ids some are, and how one of them is read."""

    ranges: Callable[[int], Iterable[int]]
    read: Callable[[int, int], Iterator[Address]]


def _series(things: QuerySet[Any], *facets: FacetName) -> Series:
    return Series(
        lambda ids: sorted({pk // ids for pk in _named(facets)}),
        lambda begin, end: _things(things, facets, begin, end),
    )


SERIES = {
    "articles": Series(_published_ranges, _articles),
    "entities": _series(
        Entity.objects.only("kind", "slug", "code"), "country", "person", "organisation", "place"
    ),
    "sources": _series(Source.objects.only("slug"), "source"),
}
