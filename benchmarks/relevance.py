"""Known-item search: does a query of three headline words find the article? Compares ours with BM25.

    DATA_DIR=/tmp/news .venv/bin/python benchmarks/relevance.py --peers-python PEERS/bin/python

Use an archive of real articles (import_articles news-30k.jsonl.xz). Unique headlines are drawn from a seed,
and from each three words that are not stop words. MRR@10 is the mean of 1 / rank of the article among the
first ten, or 0 if it is not there (Voorhees, TREC-8 Question Answering, 1999). BM25 is tantivy's, with all
texts in one field, and with the headline as an additional field.
"""

import argparse
import random
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.search import begin  # noqa: E402

WORDS = 3
_WORD = re.compile(r"[^\W\d_]{3,}")
Item = tuple[int, tuple[str, ...]]
Search = Callable[[tuple[str, ...]], Sequence[int]]


def words_of(headline: str, stop_words: frozenset[str] | set[str], draw: random.Random) -> tuple[str, ...]:
    """Draw three different words of a headline, in order; () if there are fewer."""
    found = list(dict.fromkeys(each.lower() for each in _WORD.findall(headline)))
    kept = [each for each in found if each not in stop_words]
    if len(kept) < WORDS:
        return ()
    return tuple(kept[place] for place in sorted(draw.sample(range(len(kept)), WORDS)))


def reciprocal_rank(ids: Sequence[int], wanted: int) -> float:
    """Return 1 / rank of ``wanted`` among the first ten ids, or 0."""
    first = list(ids[:10])
    return 1 / (1 + first.index(wanted)) if wanted in first else 0.0


def mean_reciprocal_rank(items: Sequence[Item], search: Search) -> float:
    """Return MRR@10 of ``search`` over (id, words) pairs."""
    return sum(reciprocal_rank(search(words), pk) for pk, words in items) / len(items)


def draw_items(count: int, seed: int) -> list[Item]:
    """Draw articles, each with three words of its headline."""
    from articles.fulltext.stopwords import STOP_WORDS  # noqa: PLC0415
    from articles.models import Article  # noqa: PLC0415

    headlines: dict[str, list[int]] = {}
    for pk, headline in Article.objects.published().order_by("pk").values_list("pk", "headline"):
        headlines.setdefault(headline.casefold(), []).append(pk)
    once = [(ids[0], headline) for headline, ids in headlines.items() if len(ids) == 1]
    draw = random.Random(seed)
    draw.shuffle(once)
    items = ((pk, words_of(headline, STOP_WORDS, draw)) for pk, headline in once)
    return [item for item in items if item[1]][:count]


def ours(words: tuple[str, ...]) -> Sequence[int]:
    """Return the first ten ids of the archive's own search."""
    from articles.search.engine import run  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415

    return [hit.article.pk for hit in run(SearchRequest(q=" ".join(words), per_page=10)).hits]


def main() -> None:
    """Draw the queries, run them in every engine, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers-python", default=sys.executable, metavar="PYTHON")
    options = parser.parse_args()
    begin()
    from django.conf import settings  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        items = draw_items(options.queries, options.seed)
        print(f"{len(items)} queries, seed {options.seed}\n\n| engine | MRR@10 | ours against it |")
        print("|---|---|---|")
        own = mean_reciprocal_rank(items, ours)
        print(f"| ours | {own:.3f} | |", flush=True)
        for name, score in others(items, options.peers_python, settings.DATA_DIR / "peers" / "tantivy"):
            print(f"| {name} | {score:.3f} | {own / score:.3f} |", flush=True)


def others(items: Sequence[Item], python: str, folder: Path) -> list[tuple[str, float]]:
    """Return MRR@10 of tantivy's BM25 in both forms, or [] if it is not installed."""
    from benchmarks.support.peering import PeerMissing, PeerProcess, build  # noqa: PLC0415

    try:
        build("tantivy", python, folder)
        peer = PeerProcess("tantivy", python, folder)
    except PeerMissing as missing:
        print(f"({missing})")
        return []
    found = []
    for name, boost in (("tantivy, one field", 0), ("tantivy, headline twice as much", 2)):

        def search(words: tuple[str, ...], boost: int = boost) -> Sequence[int]:
            request = {"kind": "words", "words": words, "sort": "relevance", "limit": 10, "facets": False}
            ids: list[int] = peer.ask({**request, "headline": boost})["ids"]
            return ids

        found.append((name, mean_reciprocal_rank(items, search)))
    peer.close()
    return found


if __name__ == "__main__":
    main()
