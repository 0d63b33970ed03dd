"""Times a change of section, source or date in many articles, and its undo; prints seconds in Markdown.

    DATA_DIR=/tmp/million .venv/bin/python benchmarks/bulk_changes.py [--articles 10000]

Use an archive made by benchmarks/make_archive.py. Everything is undone at the end. "CPU" is processor time
of this process and of PostgreSQL.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.search import begin  # noqa: E402


@contextmanager
def timing(what: str) -> Iterator[None]:
    """Print a row with the seconds that the block takes."""
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    both = [psutil.Process(), psutil.Process(connection.connection.info.backend_pid)]

    def cpu() -> float:
        return sum(sum(each.cpu_times()[:2]) for each in both)

    spent, begun = cpu(), time.perf_counter()
    yield
    print(f"| {what} | {time.perf_counter() - begun:.1f} | {cpu() - spent:.1f} |", flush=True)


def measure(number: int) -> None:
    """Change so many articles, one after the other kind of value."""
    from django.db import transaction  # noqa: PLC0415

    from articles.admin.articles.bulk_action import _current  # noqa: PLC0415
    from articles.editing import bulk  # noqa: PLC0415
    from articles.models import Article, Source, User  # noqa: PLC0415

    editor = User.objects.get(username="editor")
    ids = list(
        Article.objects.published().order_by("-published_on", "-pk").values_list("pk", flat=True)[:number]
    )
    chosen = Article.objects.filter(pk__in=ids)
    source = Source.objects.order_by("-pk").values_list("pk", flat=True)[0]
    changes: dict[str, dict[str, Any]] = {"section": {"section": "Bench"}, "source": {"source_id": source}}
    print("| | seconds | CPU |\n|---|---|---|")
    for name, values in changes.items():
        with timing(f"{name}: preview"):
            changing = bulk.differing(chosen, values)
            changing.count()
            _current(changing)
            list(changing.order_by("pk").only("pk", "headline")[:10])
        with timing(f"{name}: stored"), transaction.atomic():
            change = bulk.begin_bulk(changing, values, "Benchmark.", editor)
        with timing(f"{name}: {change.total:,} changed"):
            bulk.carry_on(change)
        with timing(f"{name}: undone"):
            bulk.begin_bulk_undo(change, editor)
            bulk.carry_on(change)
        change.delete()


def main() -> None:
    """Measure the archive that DATA_DIR or DATABASE_URL names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    options = parser.parse_args()
    begin()
    from django.conf import settings  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        measure(options.articles)


if __name__ == "__main__":
    main()
