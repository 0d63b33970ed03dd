"""Times the reconciliation service; prints medians in Markdown.

    DATA_DIR=/tmp/people .venv/bin/python benchmarks/reconciliation.py

Use an archive made by benchmarks/make_archive.py with 150,000 articles or more: it then has 150,000 people.
Each run asks for other people, chosen at random among those in published articles. Milliseconds from the text
of a request to its answer, in this process and without HTTP.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.search import begin  # noqa: E402
from benchmarks.suggestions import figures, misspelt, timed  # noqa: E402

YEAR = [{"pid": "first_year", "v": 1999}]


class People:
    """Batches of names of people in published articles."""

    def __init__(self, seed: int) -> None:
        from articles.models import Entity  # noqa: PLC0415

        self.rng = random.Random(seed)
        people = Entity.objects.public().filter(kind="person", folded__regex=r"^\S{4,} \S{4,}$")
        self._known = list(people.order_by("pk").values_list("name", "slug"))

    def batch(self, number: int, change: Callable[[str], str] = str, **others: Any) -> str:
        """Return a batch of queries for as many names."""
        chosen = self.rng.sample(self._known, number)
        return json.dumps({f"q{n}": {"query": change(name)} | others for n, (name, _) in enumerate(chosen)})

    def request(self, number: int, *properties: str) -> str:
        """Return a request for the values of properties of as many people."""
        ids = [f"person:{slug}" for _, slug in self.rng.sample(self._known, number)]
        return json.dumps({"ids": ids, "properties": [{"id": each} for each in properties]})


def batches(people: People, runs: int) -> None:
    """Print the table of batches, with how many names had candidates and a match."""
    from articles.reconciliation.answers import answer_batch  # noqa: PLC0415
    from articles.reconciliation.queries import read_batch  # noqa: PLC0415

    def wrong(name: str) -> str:
        return misspelt(name, people.rng)

    print("| batch | median | slowest | with candidates | matched |\n|---|---|---|---|---|")
    for label, number, options in (
        ("10 names", 10, {}),
        ("10 names, people only", 10, {"type": "person"}),
        ("10 misspelt names", 10, {"change": wrong}),
        ("10 family names", 10, {"change": lambda name: name.split()[-1]}),
        ("10 names with a year", 10, {"properties": YEAR}),
        ("50 names", 50, {}),
        ("50 family names with a year, 20 candidates", 50, {"properties": YEAR, "limit": 20}),
    ):
        texts = [people.batch(number, **options) for _ in range(runs)]
        took = [timed(lambda: answer_batch(read_batch(text))) for text in texts]  # noqa: B023
        found = [each["result"] for _, answer in took for each in answer.values()]
        matched = sum(any(each["match"] for each in result) for result in found)
        shares = [f"{sum(map(bool, found)):,} of {len(found):,}", f"{matched:,}"]
        print(f"| {' | '.join([label, *figures([ms for ms, _ in took]), *shares])} |", flush=True)


def others(people: People, runs: int) -> None:
    """Print the table of the other services."""
    from articles.reconciliation.extension import answer_extension  # noqa: PLC0415
    from articles.reconciliation.queries import read_extension  # noqa: PLC0415
    from articles.reconciliation.suggesting import suggest_entities  # noqa: PLC0415

    print("\n| request | median | slowest |\n|---|---|---|")
    for properties in (("wikidata", "other_names", "articles"), ("first_year", "last_year")):
        texts = [people.request(100, *properties) for _ in range(runs)]
        took = [timed(lambda: answer_extension(read_extension(text), ""))[0] for text in texts]  # noqa: B023
        print(f"| {', '.join(properties)} of 100 people | {' | '.join(figures(took))} |", flush=True)
    for prefix in ("a", "jo", "smith"):
        took = [timed(lambda: suggest_entities(prefix, "", 0))[0] for _ in range(runs)]  # noqa: B023
        print(f"| suggestions for “{prefix}” | {' | '.join(figures(took))} |", flush=True)


def main() -> None:
    """Measure the archive of this environment and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="requests of each kind (15)")
    parser.add_argument("--seed", type=int, default=1, help="chooses names and mistakes")
    options = parser.parse_args()
    begin()
    from django.conf import settings  # noqa: PLC0415

    from articles.search.columns.name_index import name_store  # noqa: PLC0415
    from articles.search.columns.sync.store import column_store  # noqa: PLC0415
    from articles.search.engine import run  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415
    from articles.search.spelling.vocabulary import collect_words, vocabulary  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        collect_words(grown=0.05)
        vocabulary.refresh()
        run(SearchRequest())
        column_store.wait()
        run(SearchRequest())
        name_store.latest()
        name_store.wait()
        people = People(options.seed)
        batches(people, options.runs)
        others(people, options.runs)


if __name__ == "__main__":
    main()
