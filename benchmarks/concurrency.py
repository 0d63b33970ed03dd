"""Load test of a running archive: requests per second and latency with many concurrent readers.

    .venv/bin/python benchmarks/concurrency.py http://127.0.0.1:8000 [--clients 50] [--seconds 60]

Each client uses one connection and requests pages without a pause, drawn from a mix of searches, facets,
pages, sorts, articles and the API. Words and facet values come from the archive itself. The clients are
threads of one process on the same machine, so they take some of its processor time.
"""

import argparse
import http.client
import json
import random
import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlsplit

# Out of a hundred requests.
MIX = {"word": 25, "two words": 15, "word and facet": 20, "facet": 15, "page": 5}
MIX |= {"list": 5, "article": 10, "api": 5}
_WORD = re.compile(r"[a-z]{4,12}")


@dataclass(slots=True)
class RequestMaterial:
    """Material for requests: words of headlines, facet values as (name, value), and paths of articles."""

    words: list[str] = field(default_factory=list)
    facets: list[tuple[str, str]] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class LoadResult:
    """Milliseconds of the requests answered with 200, and the number of other responses."""

    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


def look(base: str) -> RequestMaterial:
    """Collect material for requests from the archive."""
    seen = RequestMaterial()
    words: set[str] = set()
    connection = _connect(base)
    for page in range(1, 6):
        connection.request("GET", f"/api/articles?per_page=100&page={page}")
        answer = json.loads(connection.getresponse().read())
        for each in answer["results"]:
            words.update(_WORD.findall(each["headline"].lower()))
            seen.articles.append(urlsplit(each["url"]).path)
        if page == 1:
            for name, values in answer["facets"].items():
                if name in ("country", "person", "source"):
                    seen.facets += [(name, value["value"]) for value in values[:8]]
    seen.words = sorted(words)
    return seen


def path(kind: str, seen: RequestMaterial, draw: random.Random) -> str:
    """Make a path of one kind of the mix."""
    word, other = quote_plus(draw.choice(seen.words)), quote_plus(draw.choice(seen.words))
    name, value = draw.choice(seen.facets) if seen.facets else ("after", "2000")
    facet = f"{name}={quote_plus(value)}"
    return {
        "word": f"/articles/?q={word}",
        "two words": f"/articles/?q={word}+{other}",
        "word and facet": f"/articles/?q={word}&{facet}",
        "facet": f"/articles/?{facet}&sort={draw.choice(('newest', 'oldest'))}",
        "page": f"/articles/?q={word}&page=2",
        "list": "/articles/",
        "article": draw.choice(seen.articles),
        "api": f"/api/articles?q={word}",
    }[kind]


def percentile(times: Sequence[float], percent: int) -> float:
    """Return a percentile of the times, or 0 if there are none."""
    if len(times) < 2:
        return times[0] if times else 0.0
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def _connect(base: str) -> http.client.HTTPConnection:
    where = urlsplit(base)
    return http.client.HTTPConnection(where.hostname or "127.0.0.1", where.port, timeout=60)


def client(base: str, seen: RequestMaterial, seed: int, until: float, tally: LoadResult) -> None:
    """Send requests until the time ``until``."""
    draw = random.Random(seed)
    connection = _connect(base)
    kinds, weights = list(MIX), list(MIX.values())
    while time.perf_counter() < until:
        address = path(draw.choices(kinds, weights)[0], seen, draw)
        begun = time.perf_counter()
        try:
            connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            tally.errors[type(error).__name__] += 1
            connection.close()
            continue
        if answer.status == 200:
            tally.times.append(1000 * (time.perf_counter() - begun))
        else:
            tally.errors[str(answer.status)] += 1


def load(base: str, clients: int, seconds: float, seed: int) -> LoadResult:
    """Run ``clients`` for ``seconds`` and return their combined results."""
    seen = look(base)
    tallies = [LoadResult() for _ in range(clients)]
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=client, args=(base, seen, 1000 * seed + number, until, tally))
        for number, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = LoadResult()
    for tally in tallies:
        together.times += tally.times
        together.errors += tally.errors
    return together


def main() -> None:
    """Run the load test and print a table row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("base", help="where the archive runs, such as http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun = time.perf_counter()
    tally = load(options.base, options.clients, options.seconds, options.seed)
    seconds = time.perf_counter() - begun
    waits = [f"{percentile(tally.times, each):.0f} ms" for each in (50, 95, 99)]
    errors = f"{sum(tally.errors.values())} {dict(tally.errors) or ''}"
    rate = f"{len(tally.times) / seconds:.1f}"
    print(
        "| clients | seconds | requests a second | p50 | p95 | p99 | errors |\n|---|---|---|---|---|---|---|"
    )
    print(f"| {' | '.join([str(options.clients), f'{seconds:.0f}', rate, *waits, errors])} |")


if __name__ == "__main__":
    main()
