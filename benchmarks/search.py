"""Compares searches of an archive with plain SQL facets and other engines, and prints a table of medians.

    DATA_DIR=/tmp/million .venv/bin/python benchmarks/search.py --peers-python PEERS/bin/python

Use an archive made by benchmarks/make_archive.py, or any other. PEERS is an environment with
benchmarks/requirements.txt installed; missing peers are reported and left out. Their indexes are built once
and kept in DATA_DIR/peers. Milliseconds are measured in the server: articles.search.engine.run with all
facets, total, timeline and 20 hits with snippets; "counted" is the part until ids and counts are known;
"HTML" is the whole page over HTTP, from a served archive. Peers return the first 20 ids, the total and the
facets country, person, source and month. Ratios are the peer's time divided by ours for the whole page and,
in brackets, for the part that peers do too.
"""

import argparse
import json
import os
import statistics
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PEERS = ("tantivy", "sqlite")
Row = dict[str, Any]


class Timed(NamedTuple):
    """Milliseconds of one search, for the whole page and for ids and counts only (as peers), and total."""

    whole: float
    counted: float
    matches: int


def timed(request: Any, using: Any = None) -> Timed:
    """Time one search in this process. ``using``: the counting backend, by default the archive's."""
    from articles.search import engine  # noqa: PLC0415

    known = 0.0
    fetch = engine._articles

    def noted(ids: list[int]) -> Any:
        nonlocal known
        known = time.perf_counter()
        return fetch(ids)

    with patch.object(engine, "_articles", noted):
        begun = time.perf_counter()
        found = engine.run(request, using)
        ended = time.perf_counter()
    return Timed(1000 * (ended - begun), 1000 * (known - begun), found.count)


def measure(options: argparse.Namespace) -> Row:
    """Run all measurements and return them as plain values."""
    from articles.models import Article  # noqa: PLC0415
    from articles.search.columns.sync.store import column_store  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415
    from benchmarks.support import searches  # noqa: PLC0415

    before = memory()
    report: Row = {"articles": Article.objects.count(), "runs": options.runs}
    report["first search of a process, ms"] = timed(SearchRequest()).whole
    report["memory of a process before and after its first search, MB"] = [before, memory()]
    for _ in range(3):  # until the columns and their postings of frequent words are built
        column_store.wait()
        timed(SearchRequest())
    groups = searches.groups(options.runs, options.seed)
    every = [search for group in groups for search in group.searches]
    ids = searches.ids_of(every)
    searches.warm(every)
    peers = start_peers(options, report)
    report["rows"] = []
    for group in groups:
        row = measure_group(group, peers, ids, options)
        report["rows"].append(row)
        print(f"{row['name']:44} {row['ours']:8.1f} ms", file=sys.stderr, flush=True)
    for name, peer in peers.items():
        report[f"memory of {name}, MB"] = peer.memory()
        peer.close()
    report["memory of a process after all searches, MB"] = memory()
    return report


def memory() -> float:
    """Return the resident MB of this process."""
    return psutil.Process().memory_info().rss / 1e6


def start_peers(options: argparse.Namespace, report: Row) -> dict[str, Any]:
    """Start the installed peers."""
    from django.conf import settings  # noqa: PLC0415

    from benchmarks.support.peering import PeerMissing, PeerProcess, build  # noqa: PLC0415

    peers: dict[str, Any] = {}
    for name in options.peers:
        if name not in PEERS:
            continue
        folder = settings.DATA_DIR / "peers" / name
        try:
            report[f"{name} built in, s"] = build(name, options.peers_python, folder)
            peers[name] = PeerProcess(name, options.peers_python, folder)
            peers[name].ask({"kind": "none", "words": [], "sort": "newest", "limit": 20})
        except PeerMissing as missing:
            report[name] = str(missing)
    return peers


def measure_group(group: Any, peers: Any, ids: Any, options: argparse.Namespace) -> Row:
    """Return the medians of one kind of search for every engine, ours first."""
    from articles.search.counting.sql import SQLCounting  # noqa: PLC0415

    ours = [timed(search.request) for search in group.searches]
    row: Row = {"name": group.name, "target": group.target, "ours": median(each.whole for each in ours)}
    row["counted"] = median(each.counted for each in ours)
    row["slowest"] = max(each.whole for each in ours)
    row["matches"] = median(each.matches for each in ours)
    if "sql" in options.peers:
        some = group.searches[: options.sql_runs]
        row["sql"] = median(timed(search.request, SQLCounting()).whole for search in some)
    for name, peer in peers.items():
        wanted = [search.peer(ids) for search in group.searches]
        if all(wanted):
            row[name] = median(peer.ask(request)["ms"] for request in wanted)
    return row


def median(values: Any) -> float:
    return float(statistics.median(values))


def measure_served(report: Row, options: argparse.Namespace) -> None:
    """Add measurements of a served archive: pages over HTTP, restart, memory, delay of changes."""
    from benchmarks.support import searches  # noqa: PLC0415
    from benchmarks.support.serving import served  # noqa: PLC0415

    with served() as archive:
        report["first answer after a start, s"] = archive.started
        report["first page of articles after it, ms"] = archive.first_page
        groups = searches.groups(options.runs, options.seed)
        for row, group in zip(report["rows"], groups, strict=True):
            paths = [f"/articles/{search.request.query_string()}" for search in group.searches]
            row["html"] = median(archive.get(path)[0] for path in paths)
        report["memory of the served processes, MB"] = archive.memory()
        report["saved until seen by every process, s"] = median(changes(archive) for _ in range(5))


def changes(archive: Any) -> float:
    """Return the seconds from withdrawing an article until no process counts it. Publishes it again."""
    from articles.models import Article, Status  # noqa: PLC0415

    connections = [archive.connect() for _ in range(6)]
    path = "/api/articles?after=2019&before=2019&per_page=1"
    article = Article.objects.published().filter(published_on__year=2019).order_by("?").defer("search")[0]
    wanted = archive.count(path, connections[0]) - 1
    article.status = Status.WITHDRAWN
    article.save(update_fields=["status", "modified_at"])
    begun = time.perf_counter()
    for connection in connections:
        while archive.count(path, connection) != wanted:
            if time.perf_counter() - begun > 30:
                raise SystemExit("A process still counts an article 30 s after it was withdrawn.")
    seconds = time.perf_counter() - begun
    article.status = Status.PUBLISHED
    article.save(update_fields=["status", "modified_at"])
    while any(archive.count(path, connection) != wanted + 1 for connection in connections):
        time.sleep(0.05)
    return seconds


def table(report: Row) -> str:
    """Format the report in Markdown."""
    engines = [name for name in ("sql", *PEERS) if any(name in row for row in report["rows"])]
    head = [
        "search",
        "matches",
        "target",
        "ours",
        "counted",
        *(["HTML"] if "html" in report["rows"][0] else []),
    ]
    head += [text for name in engines for text in (name, "ratio")]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for row in report["rows"]:
        cells = [row["name"], f"{row['matches']:,.0f}", f"{row['target']} ms" if row["target"] else ""]
        cells += [f"{row['ours']:.1f}", f"{row['counted']:.1f}"]
        cells += [f"{row['html']:.1f}"] if "html" in row else []
        for name in engines:
            ms = row.get(name)
            cells += ["", ""] if ms is None else [f"{ms:.1f}", ratios(name, ms, row)]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    for name, value in report.items():
        if name != "rows":
            values = value if isinstance(value, list) else [value]
            shown = " / ".join(f"{each:,.1f}" if isinstance(each, float) else str(each) for each in values)
            lines.append(f"- {name}: {shown}")
    return "\n".join(lines)


def ratios(name: str, ms: float, row: Row) -> str:
    """Format a peer's time as a multiple of ours. Plain SQL makes the whole page too."""
    whole = f"{ms / row['ours']:.1f}x"
    return whole if name == "sql" else f"{whole} ({ms / row['counted']:.1f}x)"


def main() -> None:
    """Measure the archive of this environment and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=9, help="searches of each kind (9)")
    parser.add_argument("--sql-runs", type=int, default=3, help="of them for plain SQL (3)")
    parser.add_argument("--seed", type=int, default=1, help="chooses the words")
    parser.add_argument("--peers", nargs="*", default=["sql", *PEERS], choices=["sql", *PEERS])
    parser.add_argument("--peers-python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--no-http", action="store_true", help="leave out what needs a served archive")
    parser.add_argument("--json", type=Path, help="also write everything to this file")
    options = parser.parse_args()
    begin()
    from django.conf import settings  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        report = measure(options)
        if not options.no_http:
            measure_served(report, options)
    print(table(report))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def begin() -> None:
    """Set up Django, with a long time limit for searches."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    os.environ.setdefault("SEARCH_TIMEOUT_MS", "120000")
    import django  # noqa: PLC0415

    django.setup()


if __name__ == "__main__":
    main()
