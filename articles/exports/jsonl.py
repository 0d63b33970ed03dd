"""The archive as JSONL, in the fields that an import reads: what goes out can come in again."""

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

_CHUNK = 500  # articles fetched at a time
_TEXTS = ("standfirst", "body", "byline", "dateline", "caption", "url", "section")


def export_articles(write: Callable[[str], object], progress: Callable[[int], None] = lambda _: None) -> int:
    """Write a line of JSON for each published article, by id; how many there were. Memory stays flat."""
    chosen = exportable().order_by("pk")
    count = 0
    for article in chosen.iterator(chunk_size=_CHUNK):
        write(json.dumps(fields(article), ensure_ascii=False) + "\n")
        count += 1
        if count % _CHUNK == 0:
            progress(count)
    return count


def exportable() -> ArticleQuerySet:
    """The published articles with all that ``fields`` needs."""
    latest = Capture.objects.filter(article=OuterRef("pk")).order_by("-captured_at", "-pk")
    return (
        Article.objects.published()
        .annotate(
            reference=Subquery(latest.values("reference")[:1]), sha256=Subquery(latest.values("sha256")[:1])
        )
        .select_related("source")
        .defer("search", "entity_names", "edited_fields", "extractor")
    )


def fields(article: Article) -> dict[str, object]:
    """The fields of an exportable article that are not empty.

    capture_reference lets an import know the article again.
    """
    found: dict[str, object] = {"id": article.pk, "headline": article.headline}
    if reference := _reference(getattr(article, "reference", None), getattr(article, "sha256", None)):
        found["capture_reference"] = reference
    if article.published_on:
        found["date"] = article.published_on.isoformat()
    if article.published_at:
        found["published_at"] = article.published_at.isoformat()
    if article.source:
        found["source"] = article.source.name
    found |= {name: text for name in _TEXTS if (text := getattr(article, name))}
    return found | {"language": article.language}


def _reference(reference: str | None, sha256: str | None) -> str | None:
    """The original's reference; its checksum instead, where that would show folders or editors' names."""
    if reference is None or reference.startswith(EXPORTED):
        return reference
    return f"{BY_CHECKSUM}{sha256}"


@contextmanager
def written_whole(path: Path) -> Iterator[IO[str]]:
    """A text file to write, packed if the name ends in .gz or .xz; it takes its name once it is complete.

    A device or a pipe, such as /dev/null, is written to as it is: a file must not take its place.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with _open(path, path.suffix) as stream:
            yield stream
        return
    part = path.with_name(f".{path.name}.part")
    try:
        with _open(part, path.suffix) as stream:
            yield stream
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _open(path: Path, suffix: str) -> IO[str]:
    if suffix == ".gz":
        return cast("IO[str]", gzip.open(path, "wt", encoding="utf-8"))
    if suffix == ".xz":
        return cast("IO[str]", lzma.open(path, "wt", encoding="utf-8"))
    return path.open("w", encoding="utf-8")
