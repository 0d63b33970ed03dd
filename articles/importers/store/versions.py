"""Keep the text of each original of an article that has several."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, QuerySet

from articles.batch.workers import Workers
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions
from articles.importers.store.changes import Change
from articles.importers.tasks import READING, Read, Task
from articles.locking import lock_archive_shared
from articles.models import Article, ArticleVersion, Capture

BATCH = 50  # originals read in one transaction
#: The format that reads an original again, by the name of its parser. Rows of a table need its first line.
_FORMATS = {
    "html": "html",
    "text": "text",
    "mail": "eml",
    "feed": "feed",
    "json feed": "feed",
    "jsonl": "jsonl",
    "json": "jsonl",
    "admin/": "jsonl",
    "newsml": "newsml",
    "newsml-g2": "newsml",
    "nitf": "nitf",
    "ninjs": "ninjs",
}
_PARSER = re.compile(r"[a-z-]+(?: feed|/)?")
_CHARSET = re.compile(r"^content-type:[^\n]*charset=[\"']?([\w-]+)", re.IGNORECASE | re.MULTILINE)


class Kept(NamedTuple):
    """A change, and the original that was stored with it."""

    change: Change
    capture: Capture


def keep_versions(kept: Sequence[Kept]) -> None:
    """Store what was read from new originals of known articles, and what the article was before.

    If an editor had changed it, or there were more originals, ``fill_versions`` reads these again later.
    """
    if not kept:
        return
    versions = [_version(each.capture, each.change.read.record) for each in kept]
    new = {each.capture.pk for each in kept}
    before = {each.change.article.pk: each.change for each in reversed(kept)}
    others: dict[int, list[int]] = defaultdict(list)
    without = Capture.objects.filter(article__in=before, version=None).exclude(pk__in=new)
    for article, capture in without.values_list("article", "pk"):
        others[article].append(capture)
    versions += [
        ArticleVersion.of(article, captures[0], before[article].before)
        for article, captures in others.items()
        if len(captures) == 1 and not before[article].article.edited_fields
    ]
    ArticleVersion.objects.bulk_create(versions)


def fill_versions(wanted: Callable[[], bool] = lambda: True) -> int:
    """Read the originals whose versions are missing while ``wanted``, and return how many were read."""
    done = 0
    with closing(Workers(1)) as workers:
        for batch in _batches():
            if not wanted():
                break
            task = Task([_raw(each) for each in batch], ReadOptions(extract=False), *_NOTHING_KNOWN)
            results = workers.run(READING, task)
            _store([_read_again(*each) for each in zip(batch, results, strict=True)])
            done += len(batch)
    return done


_NOTHING_KNOWN = (frozenset[str](), frozenset[str](), 0)


def _batches() -> Iterator[list[Capture]]:
    """Yield the originals without a version of articles with several originals."""
    several = (
        Article.objects.alias(originals=Count("captures"), known=Count("captures__version"))
        .filter(originals__gt=1, known__lt=F("originals"))
        .values_list("pk", flat=True)
    )
    missing: QuerySet[Capture] = Capture.objects.filter(version=None)
    ids = list(missing.filter(article__in=list(several)).order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), BATCH):
        yield list(missing.filter(pk__in=ids[begin : begin + BATCH]).order_by("pk"))


def _raw(capture: Capture) -> RawRecord:
    """Return an original as it was found in its file. Its parser may not know it any more."""
    parser = _PARSER.match(capture.parser)
    name = _FORMATS.get(parser.group() if parser else "", "csv")
    if capture.media_type == "multipart/related":
        name = "mhtml"
    charset = _CHARSET.search(capture.http_headers)
    stem = capture.origin.rpartition(".")[0]
    encoding = charset[1] if charset else ""
    return RawRecord(name, bytes(capture.raw), capture.reference, capture.reference, stem, encoding=encoding)


def _read_again(capture: Capture, result: object) -> ArticleVersion:
    if isinstance(result, Read):
        return _version(capture, result.record)
    return ArticleVersion.of(capture.article_id, capture.pk, {})


def _version(capture: Capture, record: ArticleRecord) -> ArticleVersion:
    values = {name: getattr(record, name) for name in ArticleVersion.FIELDS}
    return ArticleVersion.of(capture.article_id, capture.pk, values)


def _store(versions: Iterable[ArticleVersion]) -> None:
    """Store them, unless their originals were deleted, or an import has done so in the meantime."""
    with transaction.atomic():
        lock_archive_shared()
        captures = Capture.objects.filter(pk__in=[each.pk for each in versions]).select_for_update()
        there = set(captures.values_list("pk", flat=True))
        ArticleVersion.objects.bulk_create(
            [each for each in versions if each.pk in there], ignore_conflicts=True
        )
