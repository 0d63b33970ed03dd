"""Writes what was found in articles: mentions, entities, and the columns that search counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from articles.extraction import extractor
from articles.extraction.entities import Resolver
from articles.extraction.records import Extraction
from articles.models import Article

# Longer words than this are kept by their offsets; the surface column shows how they begin.
SURFACE_CHARACTERS = 300
MENTION_COLUMNS = (
    "article_id",
    "entity_id",
    "field",
    "start",
    '"end"',
    "surface",
    "kind",
    "code",
    "evidence",
    "status",
    "origin",
    "score",
)


#: The columns of an article that follow its ArticleEntity rows.
FOLLOWING = ("country_ids", "person_ids", "organisation_ids", "place_ids", "entity_names", "extractor")


@dataclass(frozen=True, slots=True)
class Link:
    """That an article names an entity: how often, and whether it is about it."""

    article_id: int
    entity_id: int
    mentions: int
    is_about: bool


def annotate(pairs: Sequence[tuple[Article, Extraction]]) -> None:
    """Store each extraction as its article's mentions and automatic entities, in one transaction.

    Rows that an editor confirmed or rejected stay as they are. The id arrays, the entity names and the
    extractor of the articles are brought up to date, in the database and on the objects given.
    """
    if not pairs:
        return
    article_ids = [article.pk for article, _ in pairs]
    with transaction.atomic():
        lock_articles(article_ids)
        resolver = Resolver.for_extractions(extraction for _, extraction in pairs)
        links = [link for article, found in pairs for link in _links(article, found, resolver)]
        _write_mentions(article_ids, pairs, resolver)
        _write_links(article_ids, links)
        columns = refresh_arrays(article_ids, extractor=extractor())
    for article, _ in pairs:
        for name, value in columns.get(article.pk, {}).items():
            setattr(article, name, value)


def lock_articles(article_ids: Sequence[int]) -> None:
    """Keep what is known of the articles' entities to this transaction until it ends.

    Whoever changes ArticleEntity rows locks their articles first: two at once would each recompute the
    arrays without the other's rows, or wait for each other for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM articles_article WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [list(article_ids)],
        )


def _links(article: Article, found: Extraction, resolver: Resolver) -> list[Link]:
    """The entities of one article. A country counts the places and institutions that point to it, too."""
    counts: Counter[int] = Counter()
    about: set[int] = set()
    for mention in found.mentions:
        entity_id = resolver.entity_id(mention)
        if entity_id and mention.kind != "country":
            counts[entity_id] += 1
            about.add(entity_id)
        if mention.code and (country_id := resolver.country_id(mention.code)):
            counts[country_id] += 1
    about.update(filter(None, map(resolver.country_id, found.countries)))
    return [
        Link(article.pk, entity_id, counts[entity_id], entity_id in about)
        for entity_id in sorted(counts.keys() | about)
    ]


def _write_mentions(
    article_ids: list[int], pairs: Sequence[tuple[Article, Extraction]], resolver: Resolver
) -> None:
    """Replace the articles' mentions; COPY, since a large import writes millions."""
    origin = extractor()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_mention WHERE article_id = ANY(%s)", [article_ids])
        with cursor.copy(f"COPY articles_mention ({', '.join(MENTION_COLUMNS)}) FROM STDIN") as copy:
            for article, found in pairs:
                for mention in found.mentions:
                    entity_id = resolver.entity_id(mention)
                    unresolved = mention.status if mention.status != "linked" else "ambiguous"
                    copy.write_row(
                        (
                            article.pk,
                            entity_id,
                            mention.field,
                            mention.start,
                            mention.end,
                            mention.text[:SURFACE_CHARACTERS],
                            mention.kind,
                            mention.code or "",
                            mention.evidence,
                            "linked" if entity_id else unresolved,
                            origin,
                            mention.score,
                        )
                    )


def _write_links(article_ids: list[int], links: list[Link]) -> None:
    """Bring the automatic rows of the articles to ``links``; confirmed and rejected rows are not touched."""
    columns = (
        [link.article_id for link in links],
        [link.entity_id for link in links],
        [link.mentions for link in links],
        [link.is_about for link in links],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM articles_articleentity
            WHERE article_id = ANY(%s) AND status = 'automatic' AND (article_id, entity_id) NOT IN
                  (SELECT * FROM unnest(%s::bigint[], %s::int[]))
            """,
            [article_ids, *columns[:2]],
        )
        cursor.execute(
            """
            INSERT INTO articles_articleentity (article_id, entity_id, mention_count, is_about, status)
            SELECT *, 'automatic' FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::boolean[])
            ON CONFLICT (article_id, entity_id) DO UPDATE
               SET mention_count = excluded.mention_count, is_about = excluded.is_about
             WHERE articles_articleentity.status = 'automatic'
            """,
            columns,
        )


def refresh_arrays(article_ids: Sequence[int], *, extractor: str | None = None) -> dict[int, dict[str, Any]]:
    """Recompute the id arrays and entity names of the articles from their ArticleEntity rows.

    The arrays begin with what is named most often, so that whoever shows only a few shows the right ones.
    Returns the new values by article id and column.
    """
    lock_articles(article_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE articles_article AS article
               SET country_ids = coalesce(found.countries, '{}'),
                   person_ids = coalesce(found.people, '{}'),
                   organisation_ids = coalesce(found.organisations, '{}'),
                   place_ids = coalesce(found.places, '{}'),
                   entity_names = coalesce(found.names, ''),
                   extractor = coalesce(%s, extractor)
              FROM unnest(%s::bigint[]) AS wanted (id)
              LEFT JOIN LATERAL (
                    SELECT array_agg(entity.id ORDER BY mention_count DESC, entity.id)
                               FILTER (WHERE kind = 'country') AS countries,
                           array_agg(entity.id ORDER BY mention_count DESC, entity.id)
                               FILTER (WHERE kind = 'person') AS people,
                           array_agg(entity.id ORDER BY mention_count DESC, entity.id)
                               FILTER (WHERE kind = 'organisation') AS organisations,
                           array_agg(entity.id ORDER BY mention_count DESC, entity.id)
                               FILTER (WHERE kind = 'place') AS places,
                           string_agg(entity.name, E'\\n' ORDER BY mention_count DESC, entity.id) AS names
                      FROM articles_articleentity AS link
                      JOIN articles_entity AS entity ON entity.id = link.entity_id
                     WHERE link.article_id = wanted.id AND link.status <> 'rejected' AND link.is_about
                   ) AS found ON true
             WHERE article.id = wanted.id
            RETURNING article.id, country_ids, person_ids, organisation_ids, place_ids, entity_names,
                   extractor
            """,
            [extractor, list(article_ids)],
        )
        return {row[0]: dict(zip(FOLLOWING, row[1:], strict=True)) for row in cursor.fetchall()}
