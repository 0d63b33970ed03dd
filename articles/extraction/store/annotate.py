"""Store extractions: mentions, entities, and the derived columns that search uses."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from articles.batch.copying import copy_rows
from articles.extraction import extractor
from articles.extraction.annotations import Document, Extraction
from articles.extraction.store.editor_decisions import (
    BY_SURNAME,
    SURFACE_CHARACTERS,
    Meanings,
    ResolvedMention,
    folded,
    rejected_by_surname,
    without_rejected,
)
from articles.extraction.store.entity_resolver import Resolver
from articles.locking import lock_archive_shared
from articles.models import Article, ArticleEntity, Decision, Mention
from articles.text import fold_name

_MENTION_FIELDS = (
    *("article_id", "entity_id", "field", "start", "end", "surface", "folded", "kind", "code"),
    *("evidence", "status", "origin", "score"),
)

#: The columns of an article derived from its ArticleEntity rows.
DERIVED_COLUMNS = ("country_ids", "person_ids", "organisation_ids", "place_ids", "entity_names", "extractor")


@dataclass(frozen=True, slots=True)
class Link:
    """A row of ArticleEntity: how often an article names an entity, and in which roles."""

    article_id: int
    entity_id: int
    mention_count: int
    is_about: bool
    reported_from: bool


_LINK = attrgetter(*Link.__slots__)


def annotate(pairs: Sequence[tuple[Article, Extraction]]) -> None:
    """Store each extraction as its article's mentions and automatic entities, in one transaction.

    Editors' decisions take precedence: decided words keep their meaning, and of confirmed or rejected rows
    only the mention count changes. The articles' id arrays, entity names and extractor are updated, in the
    database and on the objects passed in.
    """
    if not pairs:
        return
    article_ids = [article.pk for article, _ in pairs]
    with transaction.atomic():
        lock_articles(article_ids)
        placed, links = _resolve(pairs, Meanings.of(article_ids))
        _delete_mentions(article_ids)
        _write_mentions(placed)
        relinked = _write_links(article_ids, links)
        columns = refresh_arrays(article_ids, extractor=extractor(), relinked=relinked)
    _set(pairs, columns)


def annotate_new(pairs: Sequence[tuple[Article, Extraction]]) -> None:
    """Store each extraction like ``annotate``, for articles that have an id but are not stored yet.

    The derived columns are set on the objects passed in, to be stored with them before the transaction ends.
    """
    lock_archive_shared()
    placed, links = _resolve(pairs, Meanings({}))
    _write_mentions(placed)
    status = Decision.AUTOMATIC.value
    copy_rows(ArticleEntity, [*Link.__slots__, "status"], ((*_LINK(link), status) for link in links))
    with connection.cursor() as cursor:
        cursor.execute(_DERIVE, [extractor(), [article.pk for article, _ in pairs]])
        _set(pairs, _columns(cursor.fetchall()))


def _resolve(
    pairs: Sequence[tuple[Article, Extraction]], meanings: Meanings
) -> tuple[dict[int, list[ResolvedMention]], list[Link]]:
    """Return the mentions of each article, and the links of all; create the entities that are missing."""
    resolver = Resolver.for_extractions(
        (meanings.undecided(article.pk, found) for article, found in pairs),
        [Document.of(article).published for article, _ in pairs],
    )
    origin = extractor()
    placed = {article.pk: meanings.resolve(article, found, resolver, origin) for article, found in pairs}
    _settle_surnames(placed)
    links = [
        link for article, found in pairs for link in _links(article, found, placed[article.pk], resolver)
    ]
    return placed, links


def _set(pairs: Sequence[tuple[Article, Extraction]], columns: Mapping[int, Mapping[str, Any]]) -> None:
    for article, _ in pairs:
        for name, value in columns.get(article.pk, {}).items():
            setattr(article, name, value)


def lock_articles(article_ids: Sequence[int]) -> None:
    """Lock the articles until the transaction ends.

    Lock articles before changing their ArticleEntity rows: otherwise two transactions could each recompute
    the arrays without the other's rows, or deadlock. See ``articles.locking``.
    """
    lock_archive_shared()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM articles_article WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [list(article_ids)],
        )


def _linked_by_archive(article_ids: list[int]) -> dict[int, dict[str, int]]:
    """Return the people that `surnames.py` has linked surnames to, by article and word."""
    rows = Mention.objects.filter(article__in=article_ids, evidence="archive").order_by()
    found: dict[int, dict[str, int]] = {}
    for article_id, surface, entity_id in rows.values_list("article_id", "surface", "entity_id"):
        found.setdefault(article_id, {})[fold_name(surface)] = entity_id
    return found


def _settle_surnames(placed: dict[int, list[ResolvedMention]]) -> None:
    """Keep the links of surnames that `surnames.py` has made, so that they do not come and go with each edit.

    Those of people whose links of this kind editors have all rejected are left out.
    """
    alone = {
        each.entity_id
        for mentions in placed.values()
        for each in mentions
        if each.entity_id and each.mention.evidence in BY_SURNAME
    }
    rejected = rejected_by_surname(alone) if alone else set()
    earlier = _linked_by_archive(list(placed))
    for article_id, mentions in placed.items():
        kept = without_rejected(mentions, rejected)
        before = earlier.get(article_id, {})
        placed[article_id] = [_as_before(each, before) for each in kept] if before else kept


def _as_before(each: ResolvedMention, earlier: Mapping[str, int]) -> ResolvedMention:
    mention = each.mention
    if each.status != "unknown" or mention.evidence != "surname" or folded(mention) not in earlier:
        return each
    return each._replace(
        mention=replace(mention, evidence="archive"), entity_id=earlier[folded(mention)], status="linked"
    )


def _links(
    article: Article, found: Extraction, placed: Sequence[ResolvedMention], resolver: Resolver
) -> list[Link]:
    """Return the links of one article. A country's count includes places and institutions in it."""
    counts: Counter[int] = Counter()
    about: set[int] = set()
    for each in placed:
        if each.entity_id and each.kind != "country":
            counts[each.entity_id] += 1
            about.add(each.entity_id)
        if each.code and (country_id := resolver.country_id(each.code)):
            counts[country_id] += 1
    about.update(filter(None, map(resolver.country_id, found.countries)))
    reported = set(filter(None, map(resolver.country_id, found.reported_from)))
    return [
        Link(article.pk, entity_id, counts[entity_id], entity_id in about, entity_id in reported)
        for entity_id in sorted(counts.keys() | about | reported)
    ]


def _delete_mentions(article_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_mention WHERE article_id = ANY(%s)", [list(article_ids)])


def _write_mentions(placed: Mapping[int, Sequence[ResolvedMention]]) -> None:
    """Store the mentions of articles that have none, using COPY since a large import writes millions."""
    rows = (
        (
            article_id,
            entity_id,
            mention.field,
            mention.start,
            mention.end,
            mention.text[:SURFACE_CHARACTERS],
            "" if entity_id else folded(mention),
            kind,
            code,
            mention.evidence,
            status,
            origin,
            mention.score,
        )
        for article_id, mentions in placed.items()
        for mention, entity_id, kind, code, status, origin in mentions
    )
    copy_rows(Mention, _MENTION_FIELDS, rows)


_UPSERT_LINKS = """
    WITH written AS (
        INSERT INTO articles_articleentity AS link
               (article_id, entity_id, mention_count, is_about, reported_from, status)
        SELECT *, 'automatic'
          FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::boolean[], %s::boolean[])
        ON CONFLICT (article_id, entity_id) DO UPDATE
           SET mention_count = excluded.mention_count,
               is_about = CASE link.status WHEN 'automatic' THEN excluded.is_about
                                           ELSE link.is_about END,
               reported_from = CASE link.status WHEN 'automatic' THEN excluded.reported_from
                                                ELSE link.reported_from END
        RETURNING article_id, xmax = 0 AS is_new
    )
    SELECT DISTINCT article_id FROM written WHERE is_new
"""


def _write_links(article_ids: list[int], links: list[Link]) -> set[int]:
    """Update the articles' automatic rows to ``links``, and the mention counts of all rows.

    Confirmed and rejected rows are otherwise kept unchanged. Returns the articles that name other entities
    than before.
    """
    columns = [_array(getattr(link, name) for link in links) for name in Link.__slots__]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM articles_articleentity
            WHERE article_id = ANY(%s) AND status = 'automatic' AND (article_id, entity_id) NOT IN
                  (SELECT * FROM unnest(%s::bigint[], %s::int[]))
            RETURNING article_id
            """,
            [article_ids, *columns[:2]],
        )
        relinked = {article_id for (article_id,) in cursor.fetchall()}
        cursor.execute(
            """
            UPDATE articles_articleentity SET mention_count = 0
            WHERE article_id = ANY(%s) AND status <> 'automatic' AND mention_count <> 0
              AND (article_id, entity_id) NOT IN (SELECT * FROM unnest(%s::bigint[], %s::int[]))
            """,
            [article_ids, *columns[:2]],
        )
        cursor.execute(_UPSERT_LINKS, columns)
        return relinked | {article_id for (article_id,) in cursor.fetchall()}


def _array(values: Iterable[int]) -> str:
    """Return numbers or booleans as PostgreSQL writes an array. The driver converts them more slowly."""
    return "{" + ",".join(map(str, map(int, values))) + "}"


_KINDS = {
    "country_ids": "country",
    "person_ids": "person",
    "organisation_ids": "organisation",
    "place_ids": "place",
}
_ORDER = "ORDER BY mention_count DESC, entity.id"
_LISTS = ", ".join(
    f"coalesce(array_agg(entity.id {_ORDER}) FILTER (WHERE kind = '{kind}'), '{{}}') AS {column}"
    for column, kind in _KINDS.items()
)
# For the row ``article`` of the statement around it.
_FOUND = f"""
    SELECT {_LISTS}, coalesce(string_agg(entity.name, E'\\n' {_ORDER}), '') AS entity_names
      FROM articles_articleentity AS link
      JOIN articles_entity AS entity ON entity.id = link.entity_id
     WHERE link.article_id = article.id AND link.status <> 'rejected' AND link.is_about
"""  # noqa: S608  (made of constants)
_DERIVE = f"""
    SELECT article.id, found.*, %s
      FROM unnest(%s::bigint[]) AS article (id)
     CROSS JOIN LATERAL ({_FOUND}) AS found
"""  # noqa: S608
# Set entity_names only where it changes: otherwise PostgreSQL recomputes the generated search column from the
# whole text, which would take most of the time of a re-extraction.
_REFRESH = f"""
    WITH wanted AS MATERIALIZED (
        SELECT article.id, article.entity_names AS former, found.*,
               coalesce(%s, article.extractor) AS extractor
          FROM articles_article AS article
         CROSS JOIN LATERAL ({_FOUND}) AS found
         WHERE article.id = ANY(%s)
    ), named AS (
        UPDATE articles_article AS article
           SET country_ids = wanted.country_ids, person_ids = wanted.person_ids,
               organisation_ids = wanted.organisation_ids, place_ids = wanted.place_ids,
               extractor = wanted.extractor, entity_names = wanted.entity_names
          FROM wanted
         WHERE article.id = wanted.id AND wanted.former <> wanted.entity_names
    ), others AS (
        UPDATE articles_article AS article
           SET country_ids = wanted.country_ids, person_ids = wanted.person_ids,
               organisation_ids = wanted.organisation_ids, place_ids = wanted.place_ids,
               extractor = wanted.extractor
          FROM wanted
         WHERE article.id = wanted.id AND wanted.former = wanted.entity_names
           AND (article.country_ids, article.person_ids, article.organisation_ids, article.place_ids,
                article.extractor)
               <> (wanted.country_ids, wanted.person_ids, wanted.organisation_ids, wanted.place_ids,
                   wanted.extractor)
    )
    SELECT id, country_ids, person_ids, organisation_ids, place_ids, entity_names, extractor FROM wanted
"""  # noqa: S608


# No derived column has the countries that an article names in passing, so triggers do not see them change.
_LOG = """
    INSERT INTO articles_articlechange (article_id)
    SELECT id FROM articles_article WHERE id = ANY(%s) AND status = 'published'
"""


def refresh_arrays(
    article_ids: Sequence[int], *, extractor: str | None = None, relinked: Collection[int] | None = None
) -> dict[int, dict[str, Any]]:
    """Recompute the id arrays and entity names of the articles from their ArticleEntity rows.

    The arrays are sorted by mention count, most frequent first. ``relinked``: the articles that name other
    entities than before, by default all. Returns the new values by article id and column.
    """
    lock_articles(article_ids)
    with connection.cursor() as cursor:
        cursor.execute(_LOG, [list(article_ids if relinked is None else relinked)])
        cursor.execute(_REFRESH, [extractor, list(article_ids)])
        return _columns(cursor.fetchall())


def _columns(rows: Iterable[Sequence[Any]]) -> dict[int, dict[str, Any]]:
    return {pk: dict(zip(DERIVED_COLUMNS, values, strict=True)) for pk, *values in rows}
