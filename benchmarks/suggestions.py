"""Times what search boxes offer, "did you mean" and the search in facet values; prints medians in Markdown.

    DATA_DIR=/tmp/million .venv/bin/python benchmarks/suggestions.py

Use an archive made by benchmarks/make_archive.py, or any other; its vocabulary is built first if needed.
Words and names of the archive are typed in part or misspelt by one letter, and each query runs once.
Milliseconds of this process: what a search box offers while a query is typed; the suggestion alone, after the
search that found little; a whole page for another misspelling (articles.search.engine.run, everything but
HTML); one page of facet values.
"""

import argparse
import random
import statistics
import string
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.search import begin, memory  # noqa: E402

PAGE = 200  # values of a facet on one page
#: Ranges of the share of headlines that contain a word.
SOME, BROAD = (0.0005, 0.005), (0.02, 0.10)
#: What readers type, with the names, date and words of an article.
FORMS = (
    *("{first:.2}", "{first:.3}", "{last}", "{first} {last}", "{last} {other}", "{country} {date:%Y}"),
    *("{last} {other} {date:%B %Y}", "what happened in {country} in {date:%B %Y}?"),
    *("{last} {word}", "{word} {noun}"),
)


def misspelt(word: str, rng: random.Random) -> str:
    """Misspell a word by one letter, not the first."""
    at = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    other = rng.choice(string.ascii_lowercase.replace(letter, ""))
    swapped = before + after[0] + letter + after[1:]
    return rng.choice([before + after, before + letter + letter + after, before + other + after, swapped])


class Mistakes:
    """Makes misspelt queries from the archive's words and names."""

    def __init__(self, seed: int) -> None:
        from articles.models import Article, Entity, SearchWord  # noqa: PLC0415

        self.rng = random.Random(seed)
        published = Article.objects.published()
        counted = SearchWord.objects.values_list("word", "articles")
        self._known = {word for word, _ in counted}
        articles = published.count()
        plain = counted.filter(word__regex=r"^[a-z]{5,12}$")
        self._shares: dict[str, float] = {word: number / articles for word, number in plain}
        last = published.order_by("pk").values_list("pk", flat=True).last() or 0
        some = published.filter(pk__in=[self.rng.randint(1, last) for _ in range(400)])
        self._headlines = list(some.values_list("headline", flat=True))
        people = {pk for ids in some.values_list("person_ids", flat=True) for pk in ids}
        named = Entity.objects.filter(pk__in=people, folded__regex=r"^[a-z]{3,} [a-z]{5,12}$")
        self._names: list[str] = list(named.values_list("folded", flat=True))

    def wrong(self, word: str) -> str:
        """Return a misspelling that is in no headline."""
        while (other := misspelt(word, self.rng)) in self._known or other == word:
            pass
        return other

    def words(self, share: tuple[float, float]) -> Iterator[str]:
        """Yield misspelt words that this share of headlines contains."""
        found = sorted(word for word, each in self._shares.items() if share[0] <= each <= share[1])
        self.rng.shuffle(found)
        return map(self.wrong, found)

    def pairs(self, *, both: bool) -> Iterator[str]:
        """Yield pairs of words from one headline, with the second or both misspelt."""
        for headline in self._headlines:
            words = [word for word in headline.lower().split() if word in self._shares]
            if len(set(words)) > 1:
                first, second = self.rng.sample(sorted(set(words)), 2)
                yield f"{self.wrong(first) if both else first} {self.wrong(second)}"

    def names(self, form: str) -> Iterator[str]:
        """Yield people's names in a ``form`` with {first} and {last}, with the last name misspelt."""
        self.rng.shuffle(self._names)
        for name in self._names:
            first, last = name.split()
            yield form.format(first=first.title(), last=self.wrong(last).title())


def take(queries: Iterator[str], count: int) -> list[Any]:
    """Return ``count`` queries that find little, as (request, number of articles)."""
    from django.db import transaction  # noqa: PLC0415

    from articles.search.backend import counting  # noqa: PLC0415
    from articles.search.query.selection import Selection  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415
    from articles.search.spelling.suggestions import FEW  # noqa: PLC0415

    found: list[Any] = []
    for q in queries:
        request = SearchRequest(q=q)
        with transaction.atomic():
            number = counting().total(Selection(request))
        if number <= FEW:
            found.append((request, number))
        if len(found) == count:
            return found
    raise SystemExit(f"Only {len(found)} of {count} queries find little.")


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return the milliseconds and the result of a call."""
    begun = time.perf_counter()
    found = call()
    return 1000 * (time.perf_counter() - begun), found


def suggestions(runs: int, seed: int) -> None:
    """Print the table of suggestions."""
    from articles.search.backend import counting  # noqa: PLC0415
    from articles.search.engine import run  # noqa: PLC0415
    from articles.search.spelling.suggestions import suggest  # noqa: PLC0415
    from articles.search.spelling.vocabulary import collect_words, vocabulary  # noqa: PLC0415

    collect_words(grown=0.05)
    before = memory()
    print(
        f"- reading the archive's words: {timed(vocabulary.refresh)[0]:.0f} ms, {memory() - before:.0f} MB\n"
    )
    print("| what is mistaken | suggestion | slowest | whole page | slowest | answered | for example |")
    print("|---|---|---|---|---|---|---|")
    mistakes = Mistakes(seed)
    for name, queries in (
        ("one word", mistakes.words(SOME)),
        ("one frequent word", mistakes.words(BROAD)),
        ("one of two words", mistakes.pairs(both=False)),
        ("two of two words", mistakes.pairs(both=True)),
        ("a last name", mistakes.names("{last}")),
        ("the last of two names", mistakes.names("{first} {last}")),
        ("a name in a field", mistakes.names("person:{last}")),
    ):
        chosen = take(queries, 2 * runs)
        chosen_alone, chosen_pages = chosen[:runs], chosen[runs:]
        alone = [timed(partial(suggest, request, number, counting())) for request, number in chosen_alone]
        pages = [timed(partial(run, request)) for request, _ in chosen_pages]
        answers = [found for _, found in alone] + [found.suggestion for _, found in pages]
        examples = [(each[0].q, found.q) for each, found in zip(chosen, answers, strict=True) if found]
        example = " → ".join(examples[0]) if examples else ""
        cells = [name, *figures([ms for ms, _ in alone]), *figures([ms for ms, _ in pages])]
        print(f"| {' | '.join(cells)} | {sum(map(bool, answers))} of {2 * runs} | {example} |", flush=True)


def typing(runs: int, seed: int) -> None:
    """Print the table of what a search box offers for names, dates and words of the archive."""
    from articles.models import Article, Entity  # noqa: PLC0415
    from articles.search.columns.name_index import name_store  # noqa: PLC0415
    from articles.search.reading.lines import read_typed  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415

    rng = random.Random(seed)
    read_typed(SearchRequest(q="nobody"))
    name_store.wait()
    last = Article.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    some = Article.objects.published().filter(pk__in=[rng.randint(1, last) for _ in range(20 * runs)])
    every = some.values_list("person_ids", "country_ids", "published_on", "headline")
    rows = [row for row in every if all(row)][:runs]
    names = Entity.objects.in_bulk({pk for people, countries, *_ in rows for pk in (*people, *countries)})
    print("| what is typed | lines | median | slowest | for example |\n|---|---|---|---|---|")
    for form in (
        *(
            "{first:.2}",
            "{first:.3}",
            "{last}",
            "{first} {last}",
            "{last} {other}",
            "{last} {other} {date:%B %Y}",
        ),
        *(
            "{country} {date:%Y}",
            "{last} {word}",
            "what happened in {country} in {date:%B %Y}?",
            "{word} {noun}",
        ),
    ):
        times, lines, q = [], [], ""
        for people, countries, day, headline in rows:
            words = [word for word in headline.lower().split() if word.isalpha()] or ["war"]
            q = form.format(
                first=names[people[0]].name.split()[0].lower(),
                last=names[people[0]].name.split()[-1].lower(),
                other=names[people[-1]].name.split()[-1].lower(),
                country=names[countries[0]].name.lower(),
                date=day,
                word=words[0],
                noun=words[-1],
            )
            milliseconds, found = timed(partial(read_typed, SearchRequest(q=q)))
            times.append(milliseconds)
            lines.append(len(found.lines))
        cells = [form, f"{statistics.mean(lines):.0f}", *figures(times), q]
        print(f"| {' | '.join(cells)} |", flush=True)


def figures(milliseconds: Sequence[float]) -> list[str]:
    """Format the median and the maximum."""
    return [f"{statistics.median(milliseconds):.0f} ms", f"{max(milliseconds):.0f} ms"]


def values(runs: int) -> None:
    """Print the table of facet values: a search, text in names, and medians of repeated requests."""
    from articles.search.columns.name_index import name_store  # noqa: PLC0415
    from articles.search.page.facets import all_values  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415

    print("\n| people among | values | all | page 100 | “a” | “sm” | “smith” | “zzz” |")
    print("|---|---|---|---|---|---|---|---|")
    for name, request in {
        "everything": SearchRequest(),
        "“government”": SearchRequest(q="government"),
        "country=US": SearchRequest(country=("US",)),
    }.items():
        total = all_values(request, "person", limit=PAGE).total
        name_store.wait()
        cells = [name, f"{total:,}"]
        for text, offset in (("", 0), ("", 99 * PAGE), ("a", 0), ("sm", 0), ("smith", 0), ("zzz", 0)):
            times = [
                timed(lambda: all_values(request, "person", text=text, offset=offset, limit=PAGE))[0]  # noqa: B023
                for _ in range(runs)
            ]
            cells.append(f"{statistics.median(times):.0f} ms")
        print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Measure the archive of this environment and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="queries of each kind, alone and as a page (15)")
    parser.add_argument("--seed", type=int, default=1, help="chooses words and mistakes")
    parser.add_argument("--only", choices=["typing", "suggestions", "values"])
    options = parser.parse_args()
    begin()
    from django.conf import settings  # noqa: PLC0415

    from articles.search.columns.sync.store import column_store  # noqa: PLC0415
    from articles.search.engine import run  # noqa: PLC0415
    from articles.search.request import SearchRequest  # noqa: PLC0415

    with settings.EMBEDDED_POSTGRES.lease() if settings.EMBEDDED_POSTGRES else nullcontext():
        run(SearchRequest())
        column_store.wait()
        run(SearchRequest())
        if options.only in (None, "typing"):
            typing(options.runs, options.seed)
        if options.only in (None, "suggestions"):
            suggestions(options.runs, options.seed)
        if options.only in (None, "values"):
            values(options.runs)


if __name__ == "__main__":
    main()
