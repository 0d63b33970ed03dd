"""Writes a bundle, as the archive is at one moment."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from articles.bundle.bag import BagWriter, writing
from articles.bundle.originals import write_originals
from articles.bundle.tables import TABLES, Table, user_names
from articles.models import Capture
from articles.research.versions import software

FORMAT = "News Archive bundle"
VERSION = 1  # of the layout and the meaning of the tables
DESCRIPTION = "bundle.json"


def write_bundle(
    path: Path,
    site: str,
    *,
    search: str = "",
    ids: Sequence[int] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write everything, or the published ones of the articles with ``ids``; return the number of articles.

    search: the query that found them. progress: called with the number of rows so far. Raises BundleError.
    """
    with writing(path) as bag, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if ids is not None:
            ids = _published(ids)
        done = 0
        tables: list[dict[str, Any]] = []
        originals: list[str] = []
        for table in TABLES:
            if table.model is Capture:
                originals = write_originals(bag, site, ids)
            tables.append(_write_table(bag, table, ids))
            done += tables[-1]["rows"]
            progress(done)
        told = {"site": site, "search": search or None, "editors": user_names(ids)}
        _describe(bag, {**told, "originals": originals, "tables": tables})
    return _articles(tables)


def _describe(bag: BagWriter, told: dict[str, Any]) -> None:
    """Write what is in the bundle, for import_bundle, and in the bag, for everybody."""
    now = timezone.now()
    told = {
        "format": FORMAT,
        "version": VERSION,
        "software": software(),
        "created": now.isoformat(),
        **told,
    }
    with bag.open(DESCRIPTION) as file:
        file.write(json.dumps(told, ensure_ascii=False, indent=2).encode())
    matching = f" that match {told['search']}" if told["search"] else ""
    bag.finish(
        {
            "Bagging-Date": now.date().isoformat(),
            "Bag-Software-Agent": software(),
            "External-Identifier": told["site"],
            "External-Description": f"{_articles(told['tables'])} articles of a news archive{matching}",
        }
    )


def _articles(tables: Sequence[dict[str, Any]]) -> int:
    return next(int(each["rows"]) for each in tables if each["name"] == "article")


def _published(ids: Sequence[int]) -> list[int]:
    chosen = "SELECT id FROM articles_article WHERE id = ANY(%s) AND status = 'published' ORDER BY id"
    with connection.cursor() as cursor:
        cursor.execute(chosen, [list(ids)])
        return [pk for (pk,) in cursor.fetchall()]


def _write_table(bag: BagWriter, table: Table, ids: Sequence[int] | None) -> dict[str, Any]:
    """Write the rows of a table; return what the description says of it."""
    name = f"tables/{table.name}.jsonl"
    rows = 0
    with bag.open(name) as file:
        for row in table.rows(ids):
            file.write(f"{row}\n".encode())
            rows += 1
    return {
        "name": table.name,
        "file": name,
        "rows": rows,
        "last_id": table.last_id(),
        "columns": [*table.fields],
    }
