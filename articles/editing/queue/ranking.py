"""Ranks the names in doubt by doubt times number of articles."""

from django.db import connection, transaction

from articles.presentation.evidence import PROBABLE

#: A transaction holds this lock while it ranks, so that two workers do not do the same.
_LOCK = 7_301_552

_RANK = """
    INSERT INTO articles_nameindoubt (kind, folded, entity_id, articles, doubt, weight)
    SELECT kind, folded, entity_id, articles, doubt, doubt * articles
      FROM (SELECT kind, folded, NULL::int AS entity_id,
                   count(DISTINCT article_id) AS articles, 1 - avg(score) AS doubt
              FROM articles_mention
             WHERE status <> 'linked' AND folded <> ''
             GROUP BY kind, folded
             UNION ALL
            SELECT mention.kind, '', mention.entity_id,
                   count(DISTINCT mention.article_id), 1 - avg(mention.score)
              FROM articles_mention AS mention
              JOIN articles_articleentity AS link USING (article_id, entity_id)
             WHERE mention.status = 'linked' AND mention.score < %s AND link.status = 'automatic'
             GROUP BY mention.kind, mention.entity_id) AS counted
"""


def rank_names() -> int:
    """Rebuild the queue from all mentions, and return its length. Does nothing if another process does it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("DELETE FROM articles_nameindoubt")
        cursor.execute(_RANK, [PROBABLE])
        return int(cursor.rowcount)
