"""Sitemaps (sitemaps.org, version 0.9): an index, and files that each cover a range of ids.

Ranges stay the same when articles are added or withdrawn, and each file needs only a primary key scan,
whatever the size of the archive. The facet counts show which names are public.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles.models import Article, Author, Entity, Source
from articles.models.articles.articles import article_slug
from articles.search.backend import counting
from articles.search.facet_types import BY_PLURAL, FACET_TYPES, FACETS, FacetName
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import limited

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: Limits of one file (sitemaps.org, "Sitemap index files").
MOST_ADDRESSES = 50_000
MOST_BYTES = 50 * 1024 * 1024
#: Ids per file: a tenth of the limit, so that each file is made quickly.
IDS = 5_000
#: Maximum bytes of an entry: 110 slug characters of at most twelve encoded bytes each, and the markup.
LONGEST = 2_000


class SitemapEntry(NamedTuple):
    """A page of the archive, and when it was last changed, if known."""

    url: str
    changed: datetime | None = None


def index(site: str, ids: int = IDS) -> str:
    """Return the sitemap index; ``site`` is the archive's base URL without a trailing slash.

    Raises SearchTooCostly.
    """
    parts = [f"{site}/sitemap-pages.xml"]
    with transaction.atomic(), limited():
        for name, series in SERIES.items():
            parts += [f"{site}/sitemap-{name}-{number}.xml" for number in series.ranges(ids)]
    return _document("sitemapindex", (f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in parts))


def part(name: str, number: int, site: str, ids: int = IDS) -> str | None:
    """Return the sitemap of one range of ids, or None if it is empty. Raises SearchTooCostly."""
    series = SERIES[name]
    begin = number * ids
    if begin > 2**62:
        return None
    with transaction.atomic(), limited():
        found = [_url(site, address) for address in series.read(begin, begin + ids)]
    return _document("urlset", found) if found else None


def pages(site: str) -> str:
    """Return the sitemap of the pages that every archive has."""
    paths = ["/", "/articles/", *(f"/{plural}/" for plural in BY_PLURAL), "/help/search/"]
    return _document("urlset", (_url(site, SitemapEntry(path)) for path in paths))


def _url(site: str, address: SitemapEntry) -> str:
    changed = address.changed
    last = f"<lastmod>{changed.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>" if changed else ""
    path = address.url if address.url.isascii() else iri_to_uri(address.url)
    return f"<url><loc>{escape(site + path)}</loc>{last}</url>"


def _document(root: str, parts: Iterable[str]) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    return head + "".join(f"{each}\n" for each in parts) + f"</{root}>\n"


# A loose index scan: from each range, look up the next published id, whose range comes next. This takes one
# look-up per non-empty range.
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


def _articles(begin: int, end: int) -> Iterator[SitemapEntry]:
    published = Article.objects.published().filter(pk__gte=begin, pk__lt=end).order_by("pk")
    # Calling reverse() and creating an Article for each row would triple the time.
    before, _, after = reverse("article", args=[0, "-"]).rpartition("0/-")
    for pk, headline, changed in published.values_list("pk", "headline", "modified_at"):
        yield SitemapEntry(f"{before}{pk}/{article_slug(headline)}{after}", changed)


def _named(facets: Iterable[FacetName]) -> Iterator[int]:
    """Yield the ids of facet values with published articles."""
    using, everything = counting(), Selection(SearchRequest())
    return (pk for facet in facets for pk, _ in using.every(everything, facet))


def _things(
    things: QuerySet[Any], facets: Iterable[FacetName], begin: int, end: int
) -> Iterator[SitemapEntry]:
    ids = [pk for pk in _named(facets) if begin <= pk < end]
    for thing in things.filter(pk__in=ids).order_by("pk"):
        yield SitemapEntry(thing.get_absolute_url())


class SitemapSeries(NamedTuple):
    """A series of sitemap files, one per range of ids.

    ``ranges`` takes the number of ids per file and returns the numbers of the non-empty ranges. ``read``
    takes the first id and the one after the last, and yields the entries.
    """

    ranges: Callable[[int], Iterable[int]]
    read: Callable[[int, int], Iterator[SitemapEntry]]


def _series(things: QuerySet[Any], *facets: FacetName) -> SitemapSeries:
    return SitemapSeries(
        lambda ids: sorted({pk // ids for pk in _named(facets)}),
        lambda begin, end: _things(things, facets, begin, end),
    )


SERIES = {
    "articles": SitemapSeries(_published_ranges, _articles),
    "entities": _series(
        Entity.objects.only("kind", "slug", "code"), *(name for name in FACETS if FACET_TYPES[name].is_entity)
    ),
    "authors": _series(Author.objects.only("slug"), "author"),
    "sources": _series(Source.objects.only("slug"), "source"),
}
