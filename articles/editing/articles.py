"""Publishing, withdrawing and extracting articles, and keeping what editors type as an original."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.extraction import extract
from articles.extraction.annotations import Document
from articles.extraction.store.annotate import annotate, lock_articles
from articles.locking import retried
from articles.models import Article, Capture, Contribution, Correction, Status, User, WithdrawalKind

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


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How to withdraw an article. notice: the text that readers see; shows_headline: with the headline."""

    kind: str = WithdrawalKind.SILENT
    notice: str = ""
    shows_headline: bool = False


def publish(article_ids: Iterable[int]) -> int:
    """Publish articles, also withdrawn ones; return how many were not public before."""
    return _set_status(article_ids, Status.PUBLISHED, withdrawn_at=None, **_fields(Withdrawal("")))


def withdraw(article_ids: Iterable[int], how: Withdrawal = Withdrawal()) -> int:
    """Withdraw articles from public pages; return how many were not withdrawn before."""
    return _set_status(article_ids, Status.WITHDRAWN, withdrawn_at=timezone.now(), **_fields(how))


def _fields(how: Withdrawal) -> dict[str, Any]:
    return {"withdrawal": how.kind, "notice": how.notice, "notice_headline": how.shows_headline}


def settle_withdrawal(article: Article) -> None:
    """Complete the withdrawal of ``article``, or clear what is left of one, without saving it."""
    if article.status == Status.WITHDRAWN:
        article.withdrawal = article.withdrawal or WithdrawalKind.SILENT
        article.withdrawn_at = article.withdrawn_at or timezone.now()
    else:
        article.withdrawn_at = None
        for name, value in _fields(Withdrawal("")).items():
            setattr(article, name, value)


def save_corrections(saved: Iterable[Correction], deleted: Iterable[Correction], editor: User) -> None:
    """Save and delete corrections; note who enters new ones."""
    for correction in saved:
        if correction._state.adding:
            correction.entered_by = editor
        correction.save()
    for correction in deleted:
        correction.delete()


@retried
def _set_status(article_ids: Iterable[int], status: Status, **fields: Any) -> int:
    changed = 0
    with transaction.atomic():
        for batch in _batches(article_ids, STATUS_BATCH):
            lock_articles(batch)
            articles = Article.objects.filter(pk__in=batch).exclude(status=status)
            changed += articles.update(status=status, modified_at=timezone.now(), **fields)
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


def typed_date(article: Article) -> str | None:
    """Return the date of an article as an editor would type it."""
    date = article.date
    return (date.iso if date.iso == date.text else date.label) if date else None


def record_typed(article: Article, editor: User) -> Capture:
    """Store what an editor typed as the original of a new article, in JSON, and who wrote it."""
    Contribution.objects.create(article=article, author=editor)
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
