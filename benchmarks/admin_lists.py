"""Times every list of the admin: pages, orders, filters and searches; prints a table in Markdown.

    DATA_DIR=/tmp/million .venv/bin/python benchmarks/admin_lists.py [--runs 5] [--over 300] [--list NAME …]

Use an archive made by benchmarks/make_archive.py and filled by benchmarks/fill_desk.py. Milliseconds of one
request in this process, from the address to the rendered page, medians after one that is not counted; "CPU"
is the processor time of this process and of PostgreSQL, which does not depend on what else the machine does.
What to ask for is read from the lists themselves: the first and the last page, each order up and down, up to
three values of each filter, and a rare, a common and an unknown word.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.search import begin  # noqa: E402

VALUES = 3  # of each filter
#: A rare, a common and an unknown word for each search that is not of names.
WORDS = {
    "article": ("crimea", "said", "xqzwv"),
    "capture": ("https://news.example/77777", "https://news", "ftp://unknown"),
    "deletedoriginal": ("https://gone.example/77", "https://gone", "ftp://unknown"),
    "archivechange": ("77777", "editor", "nobody"),
    "mentiondecision": ("777", "jones", "xqzwv"),
    "frozensearch": ("0000000000000777", "0", "xqzwv"),
    "sourcefeed": ("/77", "feeds.example", "xqzwv"),
    "savedsearch": ("Search 777", "search", "xqzwv"),
}
NAMES = ("kowalski", "an", "xqzwv")


@dataclass
class Timed:
    """Milliseconds of requests for one address: on the clock, of processors, and in queries; their number."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    queries: int = 0
    status: int = 200


class Asker:
    """Asks as one user, and measures."""

    def __init__(self, user: Any) -> None:
        from django.db import connection  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        self._client = Client()
        self._client.force_login(user)
        self._here = psutil.Process()
        self._connection = connection

    def _cpu(self) -> float:
        """Return the processor seconds of this process and of its connection's."""
        self._connection.ensure_connection()
        other = psutil.Process(self._connection.connection.info.backend_pid)
        return sum(sum(each.cpu_times()[:2]) for each in (self._here, other))

    def context(self, address: str) -> Any:
        """Return the context of a page. Keeping it costs time, which is not measured."""
        from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: PLC0415

        setup_test_environment()
        try:
            return self.get(address).context
        finally:
            teardown_test_environment()

    def get(self, address: str) -> Any:
        """Return the answer."""
        return self._client.get(address, headers={"host": "localhost"})

    def time(self, address: str, runs: int) -> Timed:
        """Time an address."""
        timed = Timed()
        self.get(address)
        for _ in range(runs):
            spent: list[float] = []

            def noted(execute: Any, *args: Any, spent: list[float] = spent) -> Any:
                begun = time.perf_counter()
                try:
                    return execute(*args)
                finally:
                    spent.append(1000 * (time.perf_counter() - begun))

            with self._connection.execute_wrapper(noted):
                cpu, begun = self._cpu(), time.perf_counter()
                timed.status = self.get(address).status_code
                timed.clock.append(1000 * (time.perf_counter() - begun))
                timed.cpu.append(1000 * (self._cpu() - cpu))
            timed.database.append(sum(spent))
            timed.queries = len(spent)
        return timed


def questions(asker: Asker, model: type[Any]) -> Iterator[tuple[str, str]]:
    """Yield what is asked of a list, and the query of its address."""
    context = asker.context(address_of(model))
    changes = context["cl"] if context and "cl" in context else None
    yield from pages(changes, "", "?")
    if changes is None:
        return
    for number, column in enumerate(changes.list_display):
        sortable = changes.sortable_by is None or column in changes.sortable_by
        if column != "action_checkbox" and sortable and changes.get_ordering_field(column):
            yield from pages(changes, f"order {column}", f"?o={number}&")
            yield from pages(changes, f"order -{column}", f"?o=-{number}&")
    for spec in changes.filter_specs:
        links = [each["query_string"] for each in spec.choices(changes) if each.get("query_string")]
        for query in [each for each in links if each != "?"][:VALUES]:
            yield f"filter {spec.title}", query
    if changes.search_fields:
        words = WORDS.get(model._meta.model_name or "", NAMES)
        for kind, word in zip(("rare", "common", "unknown"), words, strict=True):
            yield f"search {kind}: {word}", f"?q={word}"


def pages(changes: Any, what: str, query: str) -> Iterator[tuple[str, str]]:
    """Yield the first page of a list and, if there are several, the last."""
    yield f"{what} first page".strip(), query
    if changes and changes.multi_page:
        last = changes.paginator.num_pages
        yield f"{what} last page ({last:,})".strip(), f"{query}p={last}"


def address_of(model: type[Any]) -> str:
    """Return the address of the list of a model."""
    from django.urls import reverse  # noqa: PLC0415

    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def extra(model_name: str) -> list[tuple[str, str]]:
    """Return further questions: values typed, and filters, words and orders together."""
    if model_name != "article":
        return []
    return [
        ("filter person typed", "?person=kowalski"),
        ("filter country typed", "?country=france"),
        ("filter source typed", "?source=times"),
        ("filter year and month", "?published_on__year=2020&published_on__month=5"),
        ("country, status and common word", "?country=france&status__exact=published&q=said"),
        ("two words", "?q=prime+minister"),
        ("a phrase", "?q=%22prime+minister%22"),
        ("draft and word", "?status__exact=draft&q=said"),
    ]


def measure(options: argparse.Namespace) -> None:
    """Time the lists of each user and print the table."""
    from django.contrib import admin  # noqa: PLC0415

    from articles.models import User  # noqa: PLC0415

    print("| list | asked | ms | CPU | of it queries | number |\n|---|---|---|---|---|---|")
    for user_name in ("administrator", "editor", "contributor"):
        asker = Asker(User.objects.get(username=user_name))
        report(options, asker, user_name, "desk", "the desk", "/admin/")
        for model in sorted(admin.site._registry, key=lambda each: each._meta.model_name or ""):
            name = model._meta.model_name or ""
            if (options.list and name not in options.list) or asker.get(address_of(model)).status_code != 200:
                continue
            if user_name != "administrator" and name not in {"article", "source", "entity"}:
                continue
            for what, query in [*questions(asker, model), *extra(name)]:
                report(options, asker, user_name, name, what, address_of(model) + query)


def report(options: argparse.Namespace, asker: Asker, user: str, name: str, what: str, address: str) -> None:
    """Time one address, and print a row."""
    timed = asker.time(address, options.runs)
    clock, cpu, database = map(statistics.median, (timed.clock, timed.cpu, timed.database))
    if min(clock, cpu) < options.over and timed.status == 200:
        return
    who = "" if user == "administrator" else f", {user}"
    mark = "" if timed.status == 200 else f" **{timed.status}**"
    print(
        f"| {name}{who} | {what}{mark} | {clock:.0f} | {cpu:.0f} | {database:.0f} | {timed.queries} |",
        flush=True,
    )


def main() -> None:
    """Measure the archive that DATA_DIR or DATABASE_URL names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--over", type=float, default=0, help="print only rows of at least so many milliseconds"
    )
    parser.add_argument(
        "--list", nargs="*", default=[], help="models of lists, such as article; all by default"
    )
    options = parser.parse_args()
    begin()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from articles.search.backend import counting  # noqa: PLC0415
    from articles.search.columns.name_index import name_store  # noqa: PLC0415
    from articles.search.columns.sync.store import column_store  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
        counting()
        name_store.current()
        column_store.wait()
        name_store.wait()
        measure(options)


if __name__ == "__main__":
    main()
