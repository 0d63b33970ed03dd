"""Export of the archive as JSONL, in the fields that an import reads, so that it can be imported again."""

import gzip
import json
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.db.models import OuterRef, Subquery

from articles.importers.cleaning.assemble import EXPORTED
from articles.importers.record import BY_CHECKSUM
from articles.models import Article, ArticleQuerySet, Capture
from newsarchive.atomic import atomic_write

_CHUNK = 500  # articles fetched at a time
_TEXTS = ("standfirst", "body", "byline", "dateline", "caption", "url", "section")


def export_articles(
    write: Callable[[bytes], object], progress: Callable[[int], None] = lambda _: None
) -> int:
    """Write a line of JSON for each published article, by id, in constant memory. Return the count."""
    chosen = exportable().order_by("pk")
    count = 0
    for article in chosen.iterator(chunk_size=_CHUNK):
        write(json.dumps(fields(article), ensure_ascii=False).encode() + b"\n")
        count += 1
        if count % _CHUNK == 0:
            progress(count)
    return count


def exportable() -> ArticleQuerySet:
    """Return the published articles with everything that ``fields`` needs."""
    latest = Capture.objects.filter(article=OuterRef("pk")).order_by("-captured_at", "-pk")
    return (
        Article.objects.published()
        .annotate(
            reference=Subquery(latest.values("reference")[:1]), sha256=Subquery(latest.values("sha256")[:1])
        )
        .select_related("source")
        .prefetch_related("corrections")
        .defer("search", "entity_names", "edited_fields", "extractor")
    )


def fields(article: Article) -> dict[str, object]:
    """Return the non-empty fields of an exportable article.

    capture_reference lets an import recognise the article.
    """
    found: dict[str, object] = {"id": article.pk, "headline": article.headline}
    if reference := _reference(getattr(article, "reference", None), getattr(article, "sha256", None)):
        found["capture_reference"] = reference
    if article.date:
        found["date"] = article.edtf
    if article.published_at:
        found["published_at"] = article.published_at.isoformat()
    if article.date_text:
        found["date_text"] = article.date_text
    if article.source:
        found["source"] = article.source.name
    if corrections := article.corrections.all():
        found["corrections"] = [{"date": each.day.isoformat(), "text": each.text} for each in corrections]
    found |= {name: text for name in _TEXTS if (text := getattr(article, name))}
    if article.is_sample:
        found["sample"] = True
    return found | {"language": article.language}


def _reference(reference: str | None, sha256: str | None) -> str | None:
    """Return the original's reference, or its checksum where it would reveal paths or editors' names."""
    if reference is None or reference.startswith(EXPORTED):
        return reference
    return f"{BY_CHECKSUM}{sha256}"


@contextmanager
def atomic_writer(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing, compressed if it ends in .gz or .xz. It gets its name once complete.

    A device or a pipe, such as /dev/null, is written to directly, so that no file replaces it.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with _open(path, path.suffix) as stream:
            yield stream
        return
    with atomic_write(path) as part, _open(part, path.suffix) as stream:
        yield stream


def _open(path: Path, suffix: str) -> IO[bytes]:
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "wb"))
    if suffix == ".xz":
        return cast("IO[bytes]", lzma.open(path, "wb"))
    return path.open("wb")
