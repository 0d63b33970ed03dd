"""Saving a page that somebody has pasted, fetched or uploaded as an article."""

import hashlib
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from articles.authorship.store import set_authors
from articles.editing.articles import extract_again, note_edited
from articles.editing.stories import compare_again
from articles.importers.record import ArticleRecord
from articles.models import Article, Capture, Contribution, PastedDraft, User

_PARSER = "admin/1"  # of what was typed although the page could not be read


@transaction.atomic
def save_pasted(
    draft: PastedDraft, article: Article, record: ArticleRecord | None, editor: User, edited: Collection[str]
) -> None:
    """Save a new article with the page as its original, and delete the draft.

    record: what was read from the page, if anything was. edited: the fields that were corrected by hand,
    which later imports of the page leave alone.
    """
    note_edited(article, edited)
    set_authors([article])
    article.save()
    raw = bytes(draft.raw)
    Contribution.objects.create(article=article, author=editor)
    Capture.objects.create(
        article=article,
        reference=_reference(record) or f"admin:{editor.get_username()}:{article.pk}",
        sha256=hashlib.sha256(raw).hexdigest(),
        captured_at=draft.fetched_at or (record and record.captured_at) or timezone.now(),
        http_headers=draft.http_headers,
        media_type=record.media_type if record else "text/plain",
        raw=raw,
        parser=record.parser if record else _PARSER,
        cleaning=list(record.cleaning) if record else [],
    )
    draft.delete()
    extract_again([article.pk])
    compare_again([article.pk])


def _reference(record: ArticleRecord | None) -> str:
    """Return the address of the page, unless another article has it: imports find articles by it."""
    if record is None or not record.reference or Capture.objects.filter(reference=record.reference).exists():
        return ""
    return record.reference
