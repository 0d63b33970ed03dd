"""The originals of articles, read a few at a time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.db.models import F, Func, IntegerField
from django.urls import reverse

from articles.exports import article_rows
from articles.exports.characters import line
from articles.models import Capture, Status

MOST = 50  # originals read at a time
MOST_BYTES = 4_000_000  # read at a time, unless a single original is larger
HTML = "text/html"
_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f]+")  # without what would end a header of a WARC record


@dataclass(frozen=True, slots=True)
class ExportedOriginal:
    """An original of a published article, with its bytes. address: where it came from, or its URL here."""

    pk: int
    article: int
    headline: str
    address: str
    sha256: str
    media_type: str
    captured_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class _Listed:
    pk: int
    size: int


def exported_originals(ids: Sequence[int], site: str) -> Iterator[ExportedOriginal]:
    """Yield the originals of the articles with these ids, the oldest of each article first.

    Those of articles withdrawn in the meantime are skipped. As with articles, no connection is held between
    reads.
    """
    for begin in range(0, len(ids), article_rows.CHUNK):
        listed = article_rows.patiently(partial(_list, ids[begin : begin + article_rows.CHUNK]))
        for batch in _batches(listed):
            yield from article_rows.patiently(partial(_read, batch, site))


def _list(ids: Sequence[int]) -> list[_Listed]:
    """Return the originals of these articles with their sizes, in the order of the articles."""
    place = {pk: number for number, pk in enumerate(ids)}
    rows = (
        Capture.objects.filter(article__in=list(ids))
        .order_by("captured_at", "pk")
        .values_list("article", "pk", Func(F("raw"), function="octet_length", output_field=IntegerField()))
    )
    return [_Listed(pk, size) for _, pk, size in sorted(rows, key=lambda row: place[row[0]])]


def _batches(listed: Sequence[_Listed]) -> Iterator[list[int]]:
    """Split them so that what is read at a time fits the limits."""
    batch: list[int] = []
    size = 0
    for each in listed:
        if batch and (len(batch) == MOST or size + each.size > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(each.pk)
        size += each.size
    if batch:
        yield batch


def _read(pks: Sequence[int], site: str) -> list[ExportedOriginal]:
    columns = ("reference", "sha256", "media_type", "captured_at", "raw", "article__headline", "article__url")
    found = (
        Capture.objects.filter(article__status=Status.PUBLISHED)
        .select_related("article")
        .only("article_id", *columns)
        .in_bulk(pks)
    )
    return [_exported(found[pk], site) for pk in pks if pk in found]


def _exported(capture: Capture, site: str) -> ExportedOriginal:
    return ExportedOriginal(
        capture.pk,
        capture.article_id,
        capture.article.headline,
        _address(capture, site),
        capture.sha256,
        line(capture.media_type),
        capture.captured_at,
        bytes(capture.raw),
    )


def _address(capture: Capture, site: str) -> str:
    """Return where a page came from on the web, and where others are here.

    Other references may reveal paths or editors' names. A record that names its article's URL is not what
    is found there, so only pages have that address.
    """
    if capture.media_type == HTML:
        for address in (capture.reference, capture.article.url):
            if is_of_web(address):
                return address
    return site + reverse("capture", args=[capture.pk])


def is_of_web(address: str) -> bool:
    """Whether it is an address on the web that can stand in the header of a record."""
    try:
        return bool(_WEB.fullmatch(address) and urlsplit(address).hostname and urlsplit(address).port != 0)
    except ValueError:
        return False
