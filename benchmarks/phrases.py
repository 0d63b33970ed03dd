"""Compares finding phrases by positions in memory with finding them in PostgreSQL, in one process.

    DATA_DIR=/tmp/million .venv/bin/python benchmarks/phrases.py ['"last year"' …]

Both make whole pages, in turn and without cached results. The processor time of this process and of its
PostgreSQL is printed beside the time on the clock, as it depends less on what else the machine does. Run it
where PostgreSQL runs, on Linux.
"""

import argparse
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
QUERIES = (
    *('"last year"', '"chief financial"', '"chief financial officer"', '"united states"'),
    *('"interest rates"', 'headline:"last year"', "minister NEAR/5 government", "last NEAR year"),
)


class Cost(NamedTuple):
    """Milliseconds of one search: on the clock, and of the processor in this process and in PostgreSQL."""

    clock: float
    here: float
    database: float
    matches: int


def processor_time(pid: int) -> float:
    """Return the milliseconds of processor time that a process has used."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def cost(q: str, snapshot: Any, pid: int) -> Cost:
    """Run one search without cached results."""
    from articles.search.columns.cache.history import History  # noqa: PLC0415
    from articles.search.columns.column_counting import ColumnCounting, SearchCaches  # noqa: PLC0415
    from articles.search.engine import run  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415

    counting = ColumnCounting(snapshot, SearchCaches(History()))
    before = time.perf_counter(), time.thread_time(), processor_time(pid)
    found = run(SearchRequest(q=q), counting)
    here, clock = time.thread_time() - before[1], time.perf_counter() - before[0]
    time.sleep(0.01)  # until PostgreSQL waits for the next query
    return Cost(1000 * clock, 1000 * here, processor_time(pid) - before[2], found.count)


def measure(queries: list[str], runs: int) -> None:
    """Print a table of the cheapest run of each."""
    from django.db import connection, transaction  # noqa: PLC0415

    from articles.fulltext.tsquery import Leaf  # noqa: PLC0415
    from articles.search.columns.phrases import can_match  # noqa: PLC0415
    from articles.search.columns.sync.store import column_store  # noqa: PLC0415

    def only_words(node: Any, words: Any) -> bool:
        return isinstance(node, Leaf) and can_match(node, words)

    snapshot = None
    while snapshot is None or snapshot.base.words is None:
        with transaction.atomic():
            snapshot = column_store.current()
        column_store.wait()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    print("| search | matches | in PostgreSQL | by positions | ratio |\n|---|---|---|---|---|")
    for q in queries:
        found: dict[Any, list[Cost]] = {only_words: [], can_match: []}
        for _ in range(runs):
            for way, costs in found.items():
                with patch("articles.search.columns.matching.can_match", way):
                    costs.append(cost(q, snapshot, pid))
        each = [min(costs, key=lambda one: one.here + one.database) for costs in found.values()]
        cells = [f"{one.here:.0f} + {one.database:.0f} ms ({one.clock:.0f})" for one in each]
        before, now = (one.here + one.database for one in each)
        print(f"| `{q}` | {each[0].matches:,} | {' | '.join(cells)} | {before / now:.1f}x |", flush=True)


def main() -> None:
    """Measure the archive of this environment."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("queries", nargs="*", default=QUERIES)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    os.environ.setdefault("SEARCH_TIMEOUT_MS", "120000")
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        measure(list(options.queries), options.runs)


if __name__ == "__main__":
    main()
