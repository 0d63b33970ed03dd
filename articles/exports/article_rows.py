"""Articles with everything that exports need of them, read in chunks."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

from django.db import InterfaceError, OperationalError, connection
from psycopg_pool import PoolTimeout

from articles.exports.characters import line
from articles.exports.citations.citation import Citation, permanent_link
from articles.exports.jsonl import exportable, fields
from articles.models import Article, Author, Entity, Kind
from articles.models.entities.entities import PATHS

CHUNK = 200  # articles in memory at a time
PAUSES = (1, 4, 15)  # seconds before each retry
_Chunk = TypeVar("_Chunk")
_NOT_CITED = ("body", "caption", "dateline")


class ExportedEntity(NamedTuple):
    """The exported fields of an entity."""

    name: str
    slug: str
    code: str


@dataclass(frozen=True, slots=True)
class ExportedArticle:
    """An article, its authors and the entities it is about, by kind. ``site``: the archive's base URL."""

    article: Article
    site: str
    authors: list[Author]
    entities: dict[str, list[ExportedEntity]]

    @property
    def citation(self) -> Citation:
        """The article's citation."""
        names = [each.name for kind in Kind.values for each in self.entities[kind]]
        return Citation.of(self.article, self.site, self.authors, names)

    @property
    def record(self) -> dict[str, Any]:
        """The fields that an import reads, the permanent link, the authors and the entities."""
        named: dict[str, Any] = {"authors": [{"slug": each.slug, "name": each.name} for each in self.authors]}
        named |= {
            PATHS[kind]: [
                {"code": each.code, "name": each.name}
                if kind == Kind.COUNTRY
                else {"slug": each.slug, "name": each.name}
                for each in self.entities[kind]
            ]
            for kind in Kind.values
        }
        return {**fields(self.article), "archive_url": permanent_link(self.article, self.site), **named}


def exported_articles(ids: Sequence[int], site: str, *, whole: bool = True) -> Iterator[ExportedArticle]:
    """Yield the articles with these ids, in order; without their texts unless ``whole``.

    Articles withdrawn in the meantime are skipped. No database connection is held between chunks, so a slow
    client does not keep others waiting.
    """
    for begin in range(0, len(ids), CHUNK):
        chunk = ids[begin : begin + CHUNK]
        yield from patiently(partial(read, chunk, site, whole=whole))


def patiently(read_chunk: Callable[[], _Chunk]) -> _Chunk:
    """Read a chunk and release the connection, retrying while the database restarts."""
    if connection.in_atomic_block:
        return read_chunk()
    for pause in (*PAUSES, None):
        try:
            return read_chunk()
        except (OperationalError, InterfaceError, PoolTimeout):
            if pause is None:
                raise
            time.sleep(pause)
        finally:
            connection.close()
    raise AssertionError("unreachable")


def read(ids: Sequence[int], site: str, *, whole: bool = True) -> list[ExportedArticle]:
    """Return those of these articles that are published, in order, using four queries."""
    chosen = exportable() if whole else exportable().defer(*_NOT_CITED)
    found = chosen.in_bulk(list(ids))
    return with_entities([found[pk] for pk in ids if pk in found], site)


def corrections_of(article: Article) -> list[str]:
    """Return a line for each correction, the latest first: "2014-03-18: The name was misspelled."."""
    return [f"{each.day.isoformat()}: {line(each.text)}" for each in article.corrections.all()]


def with_entities(articles: Sequence[Article], site: str) -> list[ExportedArticle]:
    """Return the articles with the authors and entities in their id arrays, using two queries."""
    authors = Author.objects.defer("description").in_bulk({pk for each in articles for pk in each.author_ids})
    wanted = {pk for article in articles for kind in Kind.values for pk in _ids(article, kind)}
    rows = Entity.objects.filter(pk__in=wanted).values_list("pk", "name", "slug", "code")
    entities = {pk: ExportedEntity(name, slug, code) for pk, name, slug, code in rows}
    return [
        ExportedArticle(
            article,
            site,
            [authors[pk] for pk in article.author_ids if pk in authors],
            _by_kind(article, entities),
        )
        for article in articles
    ]


def _by_kind(article: Article, entities: dict[int, ExportedEntity]) -> dict[str, list[ExportedEntity]]:
    return {kind: [entities[pk] for pk in _ids(article, kind) if pk in entities] for kind in Kind.values}


def _ids(article: Article, kind: str) -> list[int]:
    ids: list[int] = getattr(article, f"{kind}_ids")
    return ids
