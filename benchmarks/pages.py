"""Times pages of a running archive over HTTP: median, minimum and 95th percentile.

    .venv/bin/python benchmarks/pages.py http://127.0.0.1:8000 [--runs 50] [PATH …]

Pages are requested in turn over one keep-alive connection, after two warm-up rounds.
"""

import argparse
import http.client
import statistics
import time
from urllib.parse import urlsplit

PATHS = [
    "/",
    "/articles/",
    "/articles/?q=referendum",
    "/articles/?q=government",
    "/articles/?q=oil+prices&country=US",
    "/articles/?country=US&sort=oldest",
    "/people/",
    "/api/articles?q=referendum",
]
WARM_UP = 2


def fetch(connection: http.client.HTTPConnection, path: str) -> tuple[float, int]:
    """Return the milliseconds to read the whole response, and its size in bytes. Raises if it is not 200."""
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return (time.perf_counter() - began) * 1000, size


def main() -> None:
    """Time the pages and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("base", help="where the archive runs, such as http://127.0.0.1:8000")
    parser.add_argument("paths", nargs="*", default=PATHS)
    parser.add_argument("--runs", type=int, default=50)
    options = parser.parse_args()
    where = urlsplit(options.base)
    connection = http.client.HTTPConnection(where.hostname or "127.0.0.1", where.port, timeout=60)
    times: dict[str, list[float]] = {path: [] for path in options.paths}
    sizes: dict[str, int] = {}
    for run in range(options.runs + WARM_UP):
        for path in options.paths:
            taken, sizes[path] = fetch(connection, path)
            if run >= WARM_UP:
                times[path].append(taken)
    print(f"{'page':44} {'median':>9} {'fastest':>9} {'95 %':>9} {'size':>9}")
    for path, taken_all in times.items():
        slowest = statistics.quantiles(taken_all, n=20)[-1] if len(taken_all) > 1 else taken_all[0]
        print(
            f"{path:44} {statistics.median(taken_all):6.1f} ms {min(taken_all):6.1f} ms {slowest:6.1f} ms "
            f"{sizes[path] / 1000:6.1f} kB"
        )


if __name__ == "__main__":
    main()
