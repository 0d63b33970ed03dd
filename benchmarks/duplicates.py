"""Measures how well near-duplicates are found: the copies that it makes, and no others.

    .venv/bin/python benchmarks/duplicates.py ../shared/corpora/news-30k.jsonl.xz

It cuts, re-heads and edits --pairs real articles with a fixed seed. A copy is found if its fingerprint leads
to the article and the two texts are near; a wrong pair is one of a copy and an unrelated article. --show
prints random pairs that are found among the real articles, to be judged by eye.
"""

import argparse
import json
import lzma
import random
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.stories.candidates import Fingerprints, sharing_pairs  # noqa: E402
from articles.stories.fingerprints import fingerprint  # noqa: E402
from articles.stories.similarity import Compared, similarity  # noqa: E402
from benchmarks.support.copies import Copy, make_copy  # noqa: E402

LEAST_WORDS = 150  # of the articles that are copied: a third of a shorter one is too short to compare


def read(path: Path) -> list[Copy]:
    """Return the articles of a file."""
    with lzma.open(path, "rt") as lines:
        records = map(json.loads, lines)
        return [
            Copy(
                each["headline"],
                each["body"],
                date.fromisoformat(each["date"][:10]) if each["date"] else None,
            )
            for each in records
        ]


def fingerprints(articles: list[Copy]) -> Fingerprints:
    """Return the fingerprints of the articles that have one, with their positions as ids."""
    hashes = [fingerprint(each.body) for each in articles]
    ids = [place for place, each in enumerate(hashes) if each]
    lengths = np.array([len(hashes[place]) for place in ids], ">i4")
    return Fingerprints.of(
        (np.array(ids, ">i8").tobytes(), lengths.tobytes(), b"".join(hashes[place] for place in ids))
    )


def near(articles: list[Copy]) -> dict[tuple[int, int], float]:
    """Return the pairs of near articles, the first before the second, with their similarity."""
    every = fingerprints(articles)
    pairs = [(one, other) for one, other in sharing_pairs(every, every) if one < other]
    involved = {place for pair in pairs for place in pair}
    texts = {place: Compared.of(articles[place].body, articles[place].day) for place in involved}
    found = {(one, other): similarity(texts[one], texts[other]) for one, other in pairs}
    return {pair: share for pair, share in found.items() if share}


def main() -> None:
    """Make the copies, look for them, and print recall and precision."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pairs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="N")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    articles = read(options.file)
    began = time.process_time()
    real = near(articles)
    seconds = time.process_time() - began
    each = 1e6 * seconds / len(articles)
    print(f"{len(articles):,} articles: {len(real):,} near pairs; {each:.0f} µs an article")
    long_enough = [n for n, each in enumerate(articles) if len(each.body.split()) >= LEAST_WORDS]
    chosen = chance.sample(long_enough, options.pairs)
    copies = [make_copy(articles[place], [articles[n] for n in chosen], chance) for place in chosen]
    _report(articles, chosen, copies, real)
    _show(articles, real, chance.sample(sorted(real), min(options.show, len(real))))


def _report(
    articles: list[Copy], chosen: list[int], copies: list[Copy], real: dict[tuple[int, int], float]
) -> None:
    found = near([*articles, *copies])
    made = {(place, len(articles) + number) for number, place in enumerate(chosen)}
    true = made & found.keys()
    alike = {frozenset(pair) for pair in real}
    # A copy is also near to what its original is near to.
    wrong = [
        (one, other)
        for one, other in found
        if other >= len(articles)
        and (one, other) not in made
        and frozenset(
            (one if one < len(articles) else chosen[one - len(articles)], chosen[other - len(articles)])
        )
        not in alike
    ]
    print(f"recall {len(true) / len(made):.3f}, precision {len(true) / (len(true) + len(wrong)):.3f}")
    missed = Counter(name for _, copy in made - true for name in copies[copy - len(articles)].changes)
    every = Counter(name for copy in copies for name in copy.changes)
    for name, number in every.most_common():
        print(f"  {name:14} {number:5} copies, {missed[name]:3} not found")


def _show(articles: list[Copy], real: dict[tuple[int, int], float], shown: list[tuple[int, int]]) -> None:
    for one, other in shown:
        print(f"{real[one, other]:.2f}")
        for each in (articles[one], articles[other]):
            print(f"    {each.day} {len(each.body.split()):5} words  {each.headline}")


if __name__ == "__main__":
    main()
