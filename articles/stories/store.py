"""Keep the fingerprints of articles equal to their texts."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from articles.models import Article
from articles.stories.fingerprints import fingerprint

BATCH = 500  # texts read at a time
# A new text is compared again; the editor's decision stays.
_REMEMBER = """
    INSERT INTO articles_fingerprint AS known (article_id, hashes, is_compared, is_apart)
    SELECT *, false, false FROM unnest(%s::bigint[], %s::bytea[])
    ON CONFLICT (article_id) DO UPDATE SET hashes = excluded.hashes, is_compared = false
    WHERE known.hashes <> excluded.hashes
"""
_NEXT = """
    SELECT article.id, article.body FROM articles_article article
    WHERE article.id > %s AND NOT EXISTS (
        SELECT FROM articles_fingerprint known WHERE known.article_id = article.id
    ) ORDER BY article.id LIMIT %s
"""


def remember(fingerprints: Sequence[tuple[int, bytes]]) -> None:
    """Store the fingerprints of articles by their ids. An id may occur only once."""
    if not fingerprints:
        return
    ids, hashes = zip(*sorted(fingerprints), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [list(ids), list(hashes)])


def remember_texts(article_ids: Iterable[int]) -> None:
    """Compute and store the fingerprints of stored articles."""
    texts = Article.objects.filter(pk__in=list(article_ids)).values_list("pk", "body")
    remember([(pk, fingerprint(body)) for pk, body in texts])


def remember_next(after: int) -> tuple[int, int]:
    """Store the fingerprints of the next articles that have none; return the last id and their number."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NEXT, [after, BATCH])
        texts = cursor.fetchall()
        remember([(pk, fingerprint(body)) for pk, body in texts])
    return (texts[-1][0] if texts else after), len(texts)
