"""Fills an empty database with a large synthetic archive, reproducible from its parameters.

    DATA_DIR=/tmp/million .venv/bin/python benchmarks/make_archive.py --articles 1000000 --seed 1

Bodies have a median of 280 words (--words and the sentences with names), about half as many as real news.
Rows are written with COPY; PostgreSQL generates the search column. Entities, the articles' id arrays and the
ArticleEntity rows are written, but no mentions or captures. Indexes of the article table are built at the
end.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402

from benchmarks.support.synthetic import CHUNK, Corpus, Maker, Shape, SyntheticNames, escape  # noqa: E402

STAMP = "2026-01-01 00:00+00"
_maker: Maker | None = None
_parameters: dict[str, Any] = {}


def write_names(cursor: Any, names: SyntheticNames) -> tuple[list[int], list[int]]:
    """Write sources and entities; return the ids of ``names.things`` and ``names.sources``.

    Countries already exist in every migrated database. Every person is an author, too, with the same id.
    """
    from articles.authorship.name_forms import author_of  # noqa: PLC0415
    from articles.text import fold_name, make_slug  # noqa: PLC0415

    slugs = _Slugs()
    cursor.execute("SELECT code, id FROM articles_entity WHERE kind = 'country'")
    known = dict(cursor.fetchall())
    last = max(known.values())
    source_ids = range(1, 1 + len(names.sources))
    sources = (
        (pk, name, slugs.new("source", make_slug(name)), "", "")
        for pk, name in zip(source_ids, names.sources, strict=True)
    )
    _copy(cursor, "articles_source", ("id", "name", "slug", "homepage", "description"), sources)
    ids = [known[each.code] if each.kind == "country" else last + n for n, each in enumerate(names.things, 1)]
    entities = (
        (
            *(pk, each.kind, each.name, slugs.new(each.kind, make_slug(each.name)), each.code, ""),
            *(fold_name(each.name), STAMP, STAMP),
        )
        for pk, each in zip(ids, names.things, strict=True)
        if each.kind != "country"
    )
    columns = ("id", "kind", "name", "slug", "code", "description", "folded", "created_at", "modified_at")
    _copy(cursor, "articles_entity", columns, entities)
    authors = (
        (
            *(pk, each.kind, each.name, author_of(each.name).inverted),
            *(slugs.new("author", make_slug(each.name)), "", slugs.new("folded", fold_name(each.name))),
        )
        for pk, each in zip(ids, names.things, strict=True)
        if each.kind == "person"
    )
    author_columns = ("id", "kind", "name", "sort_name", "slug", "description", "folded")
    _copy(cursor, "articles_author", author_columns, authors)
    return ids, list(source_ids)


class _Slugs:
    """Makes unique slugs for the names of a kind."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, str], int] = {}

    def new(self, kind: str, slug: str) -> str:
        number = self._taken[kind, slug] = self._taken.get((kind, slug), 0) + 1
        return slug if number == 1 else f"{slug}-{number}"


def _copy(cursor: Any, table: str, columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write("\t".join(escape(str(value)) for value in row) + "\n")


def write_articles(cursor: Any, maker: Maker, chunk: int) -> None:
    """Write one chunk of articles."""
    with cursor.copy(f"COPY articles_article ({', '.join(Maker.COLUMNS)}) FROM STDIN") as copy:
        block: list[str] = []
        for row in maker.rows(chunk):
            block.append(row)
            if len(block) == 200:
                copy.write("".join(block))
                block.clear()
        copy.write("".join(block))


def link(cursor: Any, first: int, last: int) -> None:
    """Add the ArticleEntity rows for the id arrays of articles ``first`` to ``last``."""
    cursor.execute(
        "INSERT INTO articles_articleentity"
        " (article_id, entity_id, status, is_about, reported_from, mention_count)"
        " SELECT id, entity, 'automatic', true, false, 1 + mod(id, 4) FROM articles_article"
        " CROSS JOIN unnest(country_ids || person_ids || organisation_ids || place_ids) AS entity"
        " WHERE id BETWEEN %s AND %s",
        [first, last],
    )


@contextmanager
def without_indexes() -> Iterator[None]:
    """Drop the article table's indexes, and rebuild them after the block."""
    from django.db import connection  # noqa: PLC0415

    from articles.models import Article  # noqa: PLC0415

    with connection.schema_editor() as editor:
        for index in Article._meta.indexes:
            editor.remove_index(Article, index)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
        with connection.schema_editor() as editor:
            for index in Article._meta.indexes:
                editor.add_index(Article, index)


def finish_sequences(cursor: Any) -> None:
    """Advance the id sequences past the written rows."""
    from django.core.management.color import no_style  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from articles.models import Article, Author, Entity, Source  # noqa: PLC0415

    for statement in connection.ops.sequence_reset_sql(no_style(), [Article, Author, Entity, Source]):
        cursor.execute(statement)


def _begin(shape: Shape, ids: tuple[list[int], list[int]], parameters: dict[str, Any]) -> None:
    global _maker, _parameters  # state of a worker between chunks
    _maker, _parameters = Maker(shape, Corpus(), *ids), parameters


def _write_chunk(chunk: int) -> None:
    assert _maker is not None
    with psycopg.connect(**_parameters) as connection:
        connection.execute("SET synchronous_commit = off")
        cursor = connection.cursor()
        write_articles(cursor, _maker, chunk)
        link(cursor, chunk * CHUNK + 1, (chunk + 1) * CHUNK)


def fill(shape: Shape, processes: int) -> None:
    """Fill an empty, migrated archive."""
    from django.db import connection  # noqa: PLC0415

    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(name, None)
    with connection.cursor() as cursor:
        ids = write_names(cursor, SyntheticNames(shape))
    chunks = range(shape.chunks)
    begun = time.perf_counter()
    with without_indexes():
        pool = ProcessPoolExecutor(
            processes, get_context("spawn"), initializer=_begin, initargs=(shape, ids, parameters)
        )
        with pool:
            for done, _ in enumerate(pool.map(_write_chunk, chunks), 1):
                if done % 20 == 0 or done == len(chunks):
                    _say(begun, f"{min(done * CHUNK, shape.articles):,} articles")
    _say(begun, "indexes built")
    with connection.cursor() as cursor:
        finish_sequences(cursor)
        cursor.execute(
            "VACUUM ANALYZE articles_article, articles_articleentity, articles_author, articles_entity"
        )
        cursor.execute(
            "SELECT pg_size_pretty(pg_total_relation_size('articles_article')),"
            " pg_size_pretty(pg_relation_size('article_search'))"
        )
        _say(begun, "vacuumed; {} with its indexes, of which search {}".format(*cursor.fetchone()))


def _say(begun: float, what: str) -> None:
    print(f"{time.perf_counter() - begun:7.0f} s  {what}", flush=True)


def main() -> None:
    """Migrate the database that DATA_DIR or DATABASE_URL names, and fill it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, default=250, help="of a body, in the middle (250)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    from articles.models import Article, Source  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        call_command("migrate", verbosity=0)
        # Countries always exist.
        if any(model.objects.exists() for model in (Article, Source)):
            raise SystemExit("This archive holds something already; name an empty one with DATA_DIR.")
        fill(Shape(options.articles, options.seed, options.words), options.processes)


if __name__ == "__main__":
    main()
