"""Compares Datasette with the archive on the same articles, both as JSON over HTTP.

    DATA_DIR=/tmp/news .venv/bin/python benchmarks/compare_datasette.py --peers-python PEERS/bin/python

Meant for the 30,000 real articles. Datasette gets a SQLite file (kept in DATA_DIR/peers) with an FTS5 index
(porter stemmer), facets for month, source, countries and people, no time limits, and no suggested facets.
"""

import argparse
import http.client
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.search import begin, median  # noqa: E402

FACETS = [
    ("_facet", "month"),
    ("_facet", "source"),
    ("_facet_array", "countries"),
    ("_facet_array", "people"),
]
LIMITS = {"sql_time_limit_ms": "120000", "facet_time_limit_ms": "120000", "num_sql_threads": "2"}
_EXPORT = """
    SELECT article.id, headline, standfirst, caption, entity_names, body, published_on::text,
           left(published_on::text, 7), coalesce(source.name, ''),
           (SELECT json_agg(name)::text FROM articles_entity each WHERE each.id = ANY(country_ids)),
           (SELECT json_agg(name)::text FROM articles_entity each WHERE each.id = ANY(person_ids))
      FROM articles_article article LEFT JOIN articles_source source ON source.id = source_id
     WHERE status = 'published'
"""
_TABLE = """
    CREATE TABLE articles (id INTEGER PRIMARY KEY, headline, standfirst, caption, names, body, published,
                           month, source, countries, people)
"""
_WORDS = "headline, standfirst, caption, names, body"


def write(file: Path) -> None:
    """Write every published article to a SQLite file as its users would: a table, indexes, FTS5."""
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor, sqlite3.connect(file) as database:
        database.execute(_TABLE)
        cursor.execute(f"DECLARE exported CURSOR FOR {_EXPORT}")
        while rows := _fetch(cursor):
            database.executemany(f"INSERT INTO articles VALUES ({', '.join('?' * 11)})", rows)
        for column in ("month", "source", "published"):
            database.execute(f"CREATE INDEX articles_{column} ON articles ({column})")
        database.execute(
            f'CREATE VIRTUAL TABLE articles_fts USING fts5({_WORDS}, content="articles",'
            " content_rowid=id, tokenize='porter unicode61')"
        )
        database.execute(f"INSERT INTO articles_fts (rowid, {_WORDS}) SELECT id, {_WORDS} FROM articles")


def _fetch(cursor: Any) -> list[tuple[Any, ...]]:
    cursor.execute("FETCH 2000 FROM exported")
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@contextmanager
def datasette(python: str, file: Path) -> Iterator[http.client.HTTPConnection]:
    """Serve the file on a free port. Raises SystemExit if Datasette is not installed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    limits = [part for name, value in LIMITS.items() for part in ("--setting", name, value)]
    # Modules next to this script must not shadow packages of the same name.
    process = subprocess.Popen(
        [python, "-m", "datasette", "serve", "-i", str(file), "-p", str(port), *limits],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=file.parent, text=True,
    )  # fmt: skip
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"Datasette did not start: {process.communicate()[1]}") from None
                time.sleep(0.05)
        yield http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[float, dict[str, Any]]:
    """Return the milliseconds of a response and its JSON. Raises SystemExit if it is not 200."""
    begun = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return 1000 * (time.perf_counter() - begun), json.loads(body)


def pairs(count: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield kinds of searches, with our path and Datasette's for each search."""
    from articles.models import Entity  # noqa: PLC0415
    from articles.search.engine import run  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415
    from benchmarks.support.searches import BROAD, SOME, choose, frequencies  # noqa: PLC0415

    known = frequencies()
    code = run(SearchRequest()).facets["country"].values[0].value
    name = Entity.objects.get(kind="country", code=code).name

    def addresses(word: str, *, narrowed: bool = False) -> tuple[str, str]:
        ours = [("q", word)] * bool(word) + [("country", code)] * narrowed
        theirs = [("_search", word)] * bool(word) + [("countries__arraycontains", name)] * narrowed
        options = [("_size", "20"), ("_nosuggest", "1"), ("_shape", "objects"), *FACETS]
        return f"/api/articles?{urlencode(ours)}", f"/articles/articles.json?{urlencode([*theirs, *options])}"

    broad = choose(known, BROAD, count, seed=1)
    yield "word in 0.5 to 2 %", [addresses(word) for word in choose(known, SOME, count, seed=1)]
    yield "word in 13 to 17 %, first time", [addresses(word) for word in broad]
    yield "the same again", [addresses(word) for word in broad]
    yield f"the same in {name}", [addresses(word, narrowed=True) for word in broad]
    yield "no keyword", [addresses("")] * count


def main() -> None:
    """Write the file if needed, serve both, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers-python", default=sys.executable, metavar="PYTHON")
    options = parser.parse_args()
    begin()
    from django.conf import settings  # noqa: PLC0415

    from benchmarks.support.serving import served  # noqa: PLC0415

    file = settings.DATA_DIR / "peers/datasette/articles.db"
    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        if not file.exists():
            shutil.rmtree(file.parent, ignore_errors=True)
            file.parent.mkdir(parents=True)
            write(file.with_suffix(".part"))
            file.with_suffix(".part").replace(file)
        with served() as archive, datasette(options.peers_python, file) as theirs:
            print("| search | matches (ours, Datasette) | ours | Datasette | ratio |\n|---|---|---|---|---|")
            for name, addresses in pairs(options.runs):
                ours = [ask(archive.connection, own) for own, _ in addresses]
                other = [ask(theirs, address) for _, address in addresses]
                found = median(answer["count"] for _, answer in ours)
                also = median(answer["filtered_table_rows_count"] for _, answer in other)
                mine, their = median(ms for ms, _ in ours), median(ms for ms, _ in other)
                print(
                    f"| {name} | {found:,.0f}, {also:,.0f} | {mine:.1f} ms | {their:.1f} ms "
                    f"| {their / mine:.1f}x |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
