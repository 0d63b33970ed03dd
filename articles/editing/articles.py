"""Publishing, withdrawing and extracting articles, and keeping what editors type as an original."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone

from articles.extraction import extract
from articles.extraction.annotations import Document
from articles.extraction.store.annotate import annotate, lock_articles
from articles.locking import retried
from articles.models import Article, Capture, Status, User

#: The fields that imports fill. Once an editor has changed one, imports leave it alone.
IMPORTED_FIELDS = (
    "headline",
    "standfirst",
    "body",
    "byline",
    "dateline",
    "caption",
    "published_on",
    "published_at",
    "date_text",
    "url",
    "source",
    "language",
    "section",
)
PARSER = "admin/1"
BATCH = 100  # articles extracted in one transaction
STATUS_BATCH = 5000


def publish(article_ids: Iterable[int]) -> int:
    """Publish articles; return how many were not public before."""
    return _set_status(article_ids, Status.PUBLISHED)


def withdraw(article_ids: Iterable[int]) -> int:
    """Withdraw articles from public pages; return how many were not withdrawn before."""
    return _set_status(article_ids, Status.WITHDRAWN)


@retried
def _set_status(article_ids: Iterable[int], status: Status) -> int:
    changed = 0
    with transaction.atomic():
        for batch in _batches(article_ids, STATUS_BATCH):
            lock_articles(batch)
            articles = Article.objects.filter(pk__in=batch).exclude(status=status)
            changed += articles.update(status=status, modified_at=timezone.now())
    return changed


def extract_again(article_ids: Iterable[int]) -> int:
    """Extract entities again, keeping editors' decisions; return the number of articles.

    Each batch is its own transaction, so a run that is stopped keeps what it has done.
    """
    read = 0
    for batch in _batches(article_ids, BATCH):
        read += _extract_batch(batch)
    return read


@retried
def _extract_batch(article_ids: Sequence[int]) -> int:
    with transaction.atomic():
        lock_articles(article_ids)
        articles = list(Article.objects.filter(pk__in=article_ids).defer("search").order_by("pk"))
        annotate([(article, extract(Document.of(article))) for article in articles])
    return len(articles)


def note_edited(article: Article, changed: Iterable[str]) -> None:
    """Record on ``article``, without saving it, which imported fields an editor has changed."""
    edited = {*article.edited_fields, *(name for name in changed if name in IMPORTED_FIELDS)}
    article.edited_fields = [name for name in IMPORTED_FIELDS if name in edited]


def record_typed(article: Article, editor: User) -> Capture:
    """Store what an editor typed as the original of a new article, in JSON."""
    typed = {name: _plain(article, name) for name in IMPORTED_FIELDS} | {"published_on": article.edtf}
    raw = json.dumps(typed, ensure_ascii=False, indent=1).encode()
    return Capture.objects.create(
        article=article,
        reference=f"admin:{editor.get_username()}:{article.pk}",
        sha256=hashlib.sha256(raw).hexdigest(),
        captured_at=timezone.now(),
        media_type="application/json",
        raw=raw,
        parser=PARSER,
    )


def _plain(article: Article, name: str) -> str:
    value = getattr(article, name)
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _batches(article_ids: Iterable[int], size: int) -> Iterable[Sequence[int]]:
    remaining = iter(article_ids)
    while batch := list(islice(remaining, size)):
        yield batch
