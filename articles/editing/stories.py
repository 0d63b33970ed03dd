"""Editors' decisions about which articles tell the same story."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from articles.background import defer
from articles.models import Article, Fingerprint
from articles.stories.grouping import group_now
from articles.stories.store import remember_texts

MANY = 1_000  # changed articles, with more of which grouping would hold up a request


def compare_again(article_ids: Iterable[int]) -> None:
    """Find the stories of articles whose text has changed, once the transaction is committed.

    If the archive is being searched for duplicates at the moment, that search or the next one finds them.
    """
    ids = list(article_ids)
    remember_texts(ids)
    transaction.on_commit(lambda: _group(ids), robust=True)


def keep_apart(article_ids: Iterable[int]) -> int:
    """Take articles out of their stories for good; return how many were not apart before."""
    return _decide(article_ids, apart=True)


def let_join(article_ids: Iterable[int]) -> int:
    """Let articles that were kept apart belong to stories again; return how many were apart."""
    return _decide(article_ids, apart=False)


def _decide(article_ids: Iterable[int], *, apart: bool) -> int:
    with transaction.atomic():
        ids = list(Article.objects.filter(pk__in=list(article_ids)).values_list("pk", flat=True))
        remember_texts(ids)
        decided = Fingerprint.objects.filter(article__in=ids).exclude(is_apart=apart)
        changed = list(decided.values_list("pk", flat=True))
        decided.update(is_apart=apart, is_compared=False)
        transaction.on_commit(lambda: _group(changed), robust=True)
    return len(changed)


def _group(article_ids: Sequence[int]) -> None:
    """Group articles now, or in the background if there are many."""
    if len(article_ids) > MANY:
        defer("group_stories", lock="stories")
    else:
        group_now(article_ids)
