"""Candidates for unresolved words: entities of the same article with the words in their names, and entities
of the archive whose names end in them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.utils.translation import ngettext

from articles.editing.names.word_links import UnresolvedWords
from articles.models import ArticleEntity, Decision, Entity

MAX_CANDIDATES = 6
MOST = 1000  # larger counts are shown as "1,000+"

_ENDING_IN = """
    SELECT wanted.words, found.id
      FROM unnest(%(words)s::text[]) AS wanted (words)
     CROSS JOIN LATERAL (
           SELECT entity.id FROM articles_entity AS entity
            WHERE entity.kind = %(kind)s
              AND split_part(entity.folded, ' ', -1) = split_part(wanted.words, ' ', -1)
              AND right(' ' || entity.folded, length(wanted.words) + 1) = ' ' || wanted.words
            UNION
           SELECT entity.id FROM articles_entityname AS name
             JOIN articles_entity AS entity ON entity.id = name.entity_id
            WHERE entity.kind = %(kind)s
              AND split_part(name.folded, ' ', -1) = split_part(wanted.words, ' ', -1)
              AND right(' ' || name.folded, length(wanted.words) + 1) = ' ' || wanted.words
           ) AS found
"""
_NUMBERS = """
    SELECT wanted.id,
           (SELECT count(*) FROM (
                SELECT FROM articles_articleentity AS link
                 WHERE link.entity_id = wanted.id AND link.status <> 'rejected' LIMIT %s) AS links)
      FROM unnest(%s::int[]) AS wanted (id)
"""


@dataclass(frozen=True, slots=True)
class EntityCandidate:
    """An entity that the words may mean. ``articles``: its number of articles, counted up to MOST + 1."""

    entity: Entity
    is_here: bool
    articles: int

    @property
    def number(self) -> str:
        """The number of articles with its noun."""
        return number_in_words(self.articles)


def number_in_words(articles: int) -> str:
    """Format a count with its noun: "1 article", "12 articles", "1,000+ articles"."""
    return ngettext("%(number)s article", "%(number)s articles", articles) % {"number": capped(articles)}


def in_articles(number: int) -> str:
    """Return "in 1 article", "in 12 articles"."""
    return ngettext("in %(number)s article", "in %(number)s articles", number) % {"number": intcomma(number)}


def capped(number: int) -> str:
    """Format a count: "12", "1,000+"."""
    return f"{intcomma(MOST)}+" if number > MOST else str(intcomma(number))


def candidates_for(wanted: Sequence[UnresolvedWords]) -> dict[UnresolvedWords, list[EntityCandidate]]:
    """Return at most MAX_CANDIDATES for each of the words.

    Entities of the article come first, then those of the archive that have a name ending in the words, most
    articles first.
    """
    here = _named_here(wanted)
    known: dict[tuple[str, str], list[int]] = {}
    for kind in {words.kind for words in wanted}:
        known |= _ending_in(kind, {words.folded for words in wanted if words.kind == kind})
    numbers = article_numbers({each for ids in (*here.values(), *known.values()) for each in ids})
    chosen: dict[UnresolvedWords, list[int]] = {}
    for words in wanted:
        archive = sorted(known.get((words.kind, words.folded), []), key=lambda each: (-numbers[each], each))
        chosen[words] = list(dict.fromkeys([*here[words], *archive]))[:MAX_CANDIDATES]
    entities = Entity.objects.in_bulk({each for ids in chosen.values() for each in ids})
    return {
        words: [
            EntityCandidate(entities[each], each in here[words], numbers[each])
            for each in ids
            if each in entities
        ]
        for words, ids in chosen.items()
    }


def _named_here(wanted: Sequence[UnresolvedWords]) -> dict[UnresolvedWords, list[int]]:
    """Return the ids of entities in the same article whose names contain the words."""
    links = ArticleEntity.objects.filter(article__in={words.article_id for words in wanted})
    links = links.exclude(status=Decision.REJECTED).order_by("-mention_count", "pk")
    named: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    rows = links.values_list("article_id", "entity__kind", "entity_id", "entity__folded")
    for article_id, kind, entity_id, name in rows:
        named[article_id, kind].append((entity_id, f" {name} "))
    return {
        words: [
            entity_id
            for entity_id, name in named[words.article_id, words.kind]
            if words.folded and f" {words.folded} " in name
        ]
        for words in wanted
    }


def _ending_in(kind: str, words: Iterable[str]) -> dict[tuple[str, str], list[int]]:
    known: dict[tuple[str, str], list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ENDING_IN, {"words": sorted(filter(None, words)), "kind": kind})
        for folded, entity_id in cursor.fetchall():
            known[kind, folded].append(entity_id)
    return known


def article_numbers(entity_ids: Iterable[int]) -> dict[int, int]:
    """Return each entity's number of articles, counted up to MOST + 1."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [MOST + 1, list(entity_ids)])
        return dict(cursor.fetchall())
