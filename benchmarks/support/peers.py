"""Other search engines on the same articles, in a separate process that does not import the archive.

    python benchmarks/support/peers.py tantivy|sqlite build FOLDER < articles.jsonl
    python benchmarks/support/peers.py tantivy|sqlite answer FOLDER < requests.jsonl

An article: id, text, headline, day (20140317, 0 for none), source (0 for none), countries, people (ids).
A request: kind (words, phrase, prefix, or, not, none), words, sort, limit, and country, person, source or
[first, last] as ``days`` as filters. A response: ms, total, ids, and the facets country, person, source and
month, each ignoring its own filter as the archive's facets do. Times are measured in this process.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

Record = dict[str, Any]
FACETS = ("country", "person", "source", "month")
TOP = 10


class Peer(Protocol):
    """A search engine that is indexed once and then queried."""

    def build(self, articles: Iterable[Record]) -> None:
        """Index the articles."""

    def answer(self, request: Record) -> Record:
        """Return the total, the first ids and the facets for a request."""


def _month(day: int) -> int:
    return day // 100


class Tantivy:
    """tantivy: one English-stemmed text field (and the headline), and multi-valued fast fields for facets."""

    def __init__(self, folder: Path) -> None:
        tantivy: Any = import_module("tantivy")  # may be absent
        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
        builder.add_text_field("text", tokenizer_name="en_stem")
        builder.add_text_field("headline", tokenizer_name="en_stem")
        for name in (*FACETS, "day"):
            builder.add_unsigned_field(name, indexed=True, fast=True)
        self._schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.reload()

    def build(self, articles: Iterable[Record]) -> None:
        """See Peer."""
        writer = self._index.writer(heap_size=500_000_000, num_threads=2)
        for article in articles:
            document = self._tantivy.Document()
            document.add_unsigned("id", article["id"])
            document.add_unsigned("day", article["day"])
            document.add_text("text", article["text"])
            document.add_text("headline", article["headline"])
            if article["day"]:
                document.add_unsigned("month", _month(article["day"]))
            if article["source"]:
                document.add_unsigned("source", article["source"])
            for name, values in (("country", article["countries"]), ("person", article["people"])):
                for value in values:
                    document.add_unsigned(name, value)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def answer(self, request: Record) -> Record:
        """See Peer."""
        searcher = self._index.searcher()
        query = self._query(request)
        found = searcher.search(query, limit=request["limit"], count=True, **self._order(request))
        ids = [searcher.doc(address)["id"][0] for _, address in found.hits]
        facets: dict[str, list[list[int]]] = {}
        if request.get("facets", True):
            chosen = [name for name in FACETS if request.get("days" if name == "month" else name)]
            facets = self._count(searcher, query, [name for name in FACETS if name not in chosen])
            for name in chosen:
                facets |= self._count(searcher, self._query(request, without=name), [name])
        return {"total": found.count, "ids": ids, "facets": facets}

    def _order(self, request: Record) -> Record:
        if request["sort"] == "relevance":
            return {}
        order = self._tantivy.Order
        return {"order_by_field": "day", "order": order.Asc if request["sort"] == "oldest" else order.Desc}

    def _query(self, request: Record, without: str = "") -> Any:
        must = self._tantivy.Occur.Must
        query = self._tantivy.Query
        chosen = [name for name in ("country", "person", "source") if name != without and request.get(name)]
        parts = [(must, self._words(request))]
        parts += [(must, query.term_query(self._schema, name, request[name])) for name in chosen]
        if request.get("days") and without != "month":
            kind = self._tantivy.FieldType.Unsigned
            first, last = request["days"]
            parts.append((must, query.range_query(self._schema, "day", kind, first, last)))
        return parts[0][1] if len(parts) == 1 else query.boolean_query(parts)

    def _words(self, request: Record) -> Any:
        words = request["words"]
        query = self._tantivy.Query
        if request["kind"] == "none":
            return query.all_query()
        if request["kind"] == "prefix":
            return query.regex_query(self._schema, "text", f"{words[0]}.*")
        joined = {"phrase": f'"{" ".join(words)}"', "or": " OR ".join(words), "not": " -".join(words)}
        text = joined.get(request["kind"], " ".join(words))
        fields, boosts = ["text"], {}
        if request.get("headline"):
            fields, boosts = ["headline", "text"], {"headline": float(request["headline"])}
        return self._index.parse_query(text, fields, field_boosts=boosts, conjunction_by_default=True)

    def _count(self, searcher: Any, query: Any, names: list[str]) -> dict[str, list[list[int]]]:
        sizes = {name: 1_000 if name == "month" else TOP for name in names}
        wanted = {name: {"terms": {"field": name, "size": sizes[name]}} for name in names}
        found = searcher.aggregate(query, wanted)
        return {
            name: [[int(each["key"]), each["doc_count"]] for each in found[name]["buckets"]] for name in names
        }


class SQLite:
    """SQLite: a contentless FTS5 table with the porter stemmer, and plain SQL for everything else."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / "articles.sqlite", isolation_level=None)
        for name, value in (("journal_mode", "off"), ("cache_size", "-1000000"), ("temp_store", "memory")):
            self._connection.execute(f"PRAGMA {name} = {value}")

    def build(self, articles: Iterable[Record]) -> None:
        """See Peer."""
        run = self._connection.execute
        run("CREATE TABLE article (id INTEGER PRIMARY KEY, day INTEGER, month INTEGER, source INTEGER)")
        run("CREATE TABLE country (article INTEGER, value INTEGER)")
        run("CREATE TABLE person (article INTEGER, value INTEGER)")
        run("CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61')")
        run("BEGIN")
        for each in articles:
            pk, day = each["id"], each["day"] or None
            month = _month(day) if day else None
            run("INSERT INTO article VALUES (?, ?, ?, ?)", (pk, day, month, each["source"] or None))
            run("INSERT INTO words (rowid, text) VALUES (?, ?)", (pk, each["text"]))
            for table, values in (("country", each["countries"]), ("person", each["people"])):
                pairs = [(pk, value) for value in values]
                self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", pairs)
        run("INSERT INTO words (words) VALUES ('optimize')")
        run("COMMIT")
        for table in ("country", "person"):
            run(f"CREATE INDEX {table}_article ON {table} (article, value)")
            run(f"CREATE INDEX {table}_value ON {table} (value, article)")
        for column in ("day", "month", "source"):
            run(f"CREATE INDEX article_{column} ON article ({column})")
        run("ANALYZE")

    def answer(self, request: Record) -> Record:
        """See Peer."""
        run = self._connection.execute
        where, values = self._where(request)
        total = run(f"SELECT count(*) FROM {where}", values).fetchone()[0]
        orders = {"newest": "day DESC, id DESC", "oldest": "day, id", "relevance": "words.rank"}
        order = f"ORDER BY {orders[request['sort']]} LIMIT {request['limit']}"
        ids = run(f"SELECT article.id FROM {where} {order}", values).fetchall()
        facets = {name: self._facet(request, name) for name in FACETS} if request.get("facets", True) else {}
        return {"total": total, "ids": [pk for (pk,) in ids], "facets": facets}

    def _where(self, request: Record, without: str = "") -> tuple[str, list[object]]:
        tables, conditions, values = "article", ["true"], list[object]()
        if request["kind"] != "none":
            tables = "words CROSS JOIN article ON article.id = words.rowid"
            conditions.append("words MATCH ?")
            values.append(self._match(request))
        for name in ("country", "person", "source"):
            if name != without and request.get(name):
                listed = f"article.id IN (SELECT article FROM {name} WHERE value = ?)"
                conditions.append("source = ?" if name == "source" else listed)
                values.append(request[name])
        if request.get("days") and without != "month":
            conditions.append("day BETWEEN ? AND ?")
            values += request["days"]
        return f"{tables} WHERE {' AND '.join(conditions)}", values

    @staticmethod
    def _match(request: Record) -> str:
        words = request["words"]
        if request["kind"] == "prefix":
            return f"{words[0]}*"
        if request["kind"] == "phrase":
            return f'"{" ".join(words)}"'
        joiner = {"or": " OR ", "not": " NOT "}.get(request["kind"], " AND ")
        return joiner.join(f'"{word}"' for word in words)

    def _facet(self, request: Record, name: str) -> list[tuple[int, int]]:
        where, values = self._where(request, without=name)
        limit = 1_000 if name == "month" else TOP
        if name in ("source", "month"):
            sql = f"SELECT {name}, count(*) FROM {where} AND article.{name} IS NOT NULL"
        else:
            sql = f"SELECT value, count(*) FROM {name} WHERE article IN (SELECT article.id FROM {where})"
        ordered = f"{sql} GROUP BY 1 ORDER BY 2 DESC LIMIT {limit}"
        return self._connection.execute(ordered, values).fetchall()


PEERS: dict[str, type[Tantivy] | type[SQLite]] = {"tantivy": Tantivy, "sqlite": SQLite}


def _records() -> Iterator[Record]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    """Build an index, or answer requests one by one."""
    name, what, folder = sys.argv[1:]
    try:
        peer: Peer = PEERS[name](Path(folder))
    except ImportError:
        raise SystemExit(f"{name} is not installed") from None
    if what == "build":
        peer.build(_records())
        return
    print(json.dumps({"ready": True}), flush=True)
    for request in _records():
        begun = time.perf_counter()
        answer = peer.answer(request)
        answer["ms"] = 1000 * (time.perf_counter() - begun)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
