"""What articles say of some entities: stored before a change, compared and restored by an undo."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from articles.extraction.store.annotate import refresh_arrays
from articles.models import EntityChange

# A digest leaves out keys, accounts and the extractor's version: extracting again changes nothing if it finds
# the same.
_DIGEST = """
    md5(concat_ws('|',
        (SELECT jsonb_agg(jsonb_build_array(entity_id, status, is_about, reported_from, mention_count,
                                            extract(epoch FROM decided_at)) ORDER BY entity_id)
           FROM articles_articleentity
          WHERE article_id = article.id AND entity_id = ANY(%(entities)s)),
        (SELECT jsonb_agg(jsonb_build_array(field, start, "end", entity_id, status, origin = 'editor')
                          ORDER BY field, start, "end", entity_id)
           FROM articles_mention
          WHERE article_id = article.id AND entity_id = ANY(%(entities)s)),
        (SELECT jsonb_agg(jsonb_build_array(kind, folded, entity_id) ORDER BY kind, folded)
           FROM articles_mentiondecision
          WHERE article_id = article.id AND entity_id = ANY(%(entities)s)),
        (SELECT jsonb_agg(jsonb_build_array(field, start, surface, entity_id) ORDER BY id)
           FROM articles_placedecision
          WHERE article_id = article.id AND entity_id = ANY(%(entities)s))))
"""
_NAMED = """
    to_jsonb(own) || jsonb_build_object('decided_by',
        (SELECT username FROM articles_user WHERE id = own.decided_by_id))
"""
_REMEMBER = f"""
    INSERT INTO articles_changedarticle (change_id, article_id, after, is_undone, before)
    SELECT %(change)s, article.id, '', false, jsonb_build_object(
        'links', (SELECT coalesce(jsonb_agg({_NAMED}), '[]') FROM articles_articleentity own
                   WHERE article_id = article.id AND entity_id = ANY(%(entities)s)),
        'decisions', (SELECT coalesce(jsonb_agg({_NAMED}), '[]') FROM articles_mentiondecision own
                       WHERE article_id = article.id AND entity_id = ANY(%(entities)s)),
        'places', (SELECT coalesce(jsonb_agg({_NAMED}), '[]') FROM articles_placedecision own
                    WHERE article_id = article.id AND entity_id = ANY(%(entities)s)),
        'mentions', (SELECT coalesce(jsonb_agg(jsonb_build_array(
                                id, field, start, "end", entity_id, origin)), '[]')
                       FROM articles_mention
                      WHERE article_id = article.id AND entity_id = ANY(%(moving)s)))
      FROM unnest(%(articles)s::bigint[]) AS article (id)
    ON CONFLICT (change_id, article_id) DO NOTHING
"""  # noqa: S608
_SEAL = f"""
    UPDATE articles_changedarticle changed SET after = now.digest
      FROM (SELECT article.id, {_DIGEST} AS digest FROM unnest(%(articles)s::bigint[]) AS article (id)) now
     WHERE changed.change_id = %(change)s AND changed.article_id = now.id
"""  # noqa: S608
_TOUCHED = f"""
    SELECT article_id FROM (
        SELECT changed.article_id, changed.after, {_DIGEST.replace("article.id", "changed.article_id")} AS now
          FROM articles_changedarticle changed
         WHERE change_id = %(change)s AND article_id = ANY(%(articles)s) AND NOT is_undone) AS compared
     WHERE after <> now
"""  # noqa: S608
_SAVED = """
    WITH changed AS (
        SELECT article_id, before FROM articles_changedarticle
         WHERE change_id = %(change)s AND article_id = ANY(%(articles)s) AND NOT is_undone)
"""
_RESTORE_ROWS = (
    _SAVED  # noqa: S608
    + """
    INSERT INTO {table}
    SELECT made.* FROM changed, jsonb_array_elements(before->'{part}') AS row, LATERAL jsonb_populate_record(
        NULL::{table}, row || jsonb_build_object('decided_by_id',
            (SELECT id FROM articles_user WHERE username = row->>'decided_by'))) AS made
     WHERE made.entity_id IS NULL OR made.entity_id IN (SELECT id FROM articles_entity)
    ON CONFLICT DO NOTHING
"""
)
_PARTS = {
    "links": "articles_articleentity",
    "decisions": "articles_mentiondecision",
    "places": "articles_placedecision",
}
# Extraction replaces the rows of mentions, so those that are gone are found by their place in the text.
_RESTORE_MENTIONS = (
    _SAVED  # noqa: S608
    + """
    , saved AS (
        SELECT article_id, (said->>0)::bigint AS id, said->>1 AS field, (said->>2)::int AS start,
               (said->>3)::int AS "end", (said->>4)::int AS entity_id, said->>5 AS origin
          FROM changed, jsonb_array_elements(before->'mentions') AS said
    )
    UPDATE articles_mention own SET entity_id = saved.entity_id,
           origin = CASE WHEN own.origin = 'editor' THEN saved.origin ELSE own.origin END
      FROM saved
     WHERE own.article_id = saved.article_id AND own.entity_id = ANY(%(entities)s)
       AND (own.field, own.start, own."end") = (saved.field, saved.start, saved."end")
       AND (own.id = saved.id OR NOT EXISTS (SELECT FROM articles_mention WHERE id = saved.id))
"""
)


def remember(change: EntityChange, article_ids: Sequence[int], moving: Sequence[int]) -> None:
    """Store what the articles say of the entities of the change. Mentions are stored of those ``moving``.

    What is already stored stays: an import may link an article again that was done, until the change ends.
    """
    values = {**_values(change, article_ids), "moving": list(moving)}
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, values)


def seal(change: EntityChange, article_ids: Sequence[int]) -> None:
    """Refresh the articles' columns, and store the hash of what they say now."""
    refresh_arrays(article_ids)
    with connection.cursor() as cursor:
        cursor.execute(_SEAL, _values(change, article_ids))


def touched(change: EntityChange, article_ids: Sequence[int]) -> set[int]:
    """Return those of the articles in which something else has changed what the change left."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, _values(change, article_ids))
        return {article_id for (article_id,) in cursor.fetchall()}


def restore(change: EntityChange, article_ids: Sequence[int]) -> None:
    """Restore the links, mentions and decisions of the articles, and mark them as undone."""
    values = _values(change, article_ids)
    with connection.cursor() as cursor:
        for part, table in _PARTS.items():
            cursor.execute(
                f"DELETE FROM {table} WHERE article_id = ANY(%(articles)s) AND entity_id = ANY(%(entities)s)",  # noqa: S608
                values,
            )
            cursor.execute(_RESTORE_ROWS.format(table=table, part=part), values)
        cursor.execute(_RESTORE_MENTIONS, values)
    refresh_arrays(article_ids)
    change.changed_articles.filter(article__in=article_ids).update(is_undone=True)


def _values(change: EntityChange, article_ids: Sequence[int]) -> dict[str, Any]:
    return {"change": change.pk, "articles": list(article_ids), "entities": list(change.entity_ids)}
