"""Synthetic articles from a seed: recombined real sentences, with names distributed as in news.

Each text combines runs of neighbouring sentences from a few real ones, so that word frequencies and
co-occurrences are like those of real news. Names follow Zipf's law (Zipf 1949): the n-th most frequent is
drawn in proportion to 1 / (n + 10), or 1 / (n + 1) for countries and sources.
"""

import json
import lzma
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from articles.extraction.lexicon.countries import COUNTRIES
from articles.extraction.lexicon.data import read_lines, read_rows

ROOT = Path(__file__).resolve().parents[2]
NEWS = Path(os.environ.get("NEWSARCHIVE_CORPORA", ROOT.parent / "shared/corpora")) / "news-30k.jsonl.xz"
SAMPLES = ROOT / "articles/samples/articles.jsonl"

FIRST, LAST = date(2001, 1, 1), date(2025, 12, 31)
CHUNK = 5_000  # articles drawn from one random state, in whatever process
# Most often mentioned in English-language news first; the others follow in any order.
FIRST_COUNTRIES = "US GB CN RU IL FR DE IN IR UA SY JP IT EG CA AU KR KP PK TR SA ES GR BR AF IQ MX"
SECTIONS = ("World", "Business", "Politics", "Sport", "Technology", "Culture", "")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_VERBS = ("said", "told reporters", "added", "wrote", "warned")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shape:
    """Parameters of a synthetic archive; ``words`` is the median length of a body."""

    articles: int
    seed: int = 1
    words: int = 250
    countries: int = 200
    sources: int = 200
    places: int = 4_000
    organisations: int = 20_000

    @property
    def people(self) -> int:
        """Number of people: 150,000, or the number of articles if that is lower."""
        return min(150_000, max(300, self.articles))

    @property
    def chunks(self) -> int:
        """Number of chunks of articles."""
        return -(-self.articles // CHUNK)


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity: its kind as in the archive, its name, and the ISO code of a country or a place's country."""

    kind: str
    name: str
    code: str = ""


def escape(text: str) -> str:
    """Escape text for PostgreSQL's COPY (text format), without NUL and tabs."""
    kept = text.replace("\0", "").replace("\r", "").replace("\t", " ")
    return kept.replace("\\", "\\\\").replace("\n", "\\n")


class Corpus:
    """Sentences of real texts, escaped for COPY. Loading 30,000 articles takes about 10 s."""

    def __init__(self, path: Path | None = None, most: int | None = None) -> None:
        path = path or (NEWS if NEWS.is_file() else SAMPLES)
        self.name = path.name
        self.headlines: list[list[str]] = []
        self.texts: list[list[str]] = []
        with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as lines:
            for line in islice(lines, most):
                article = json.loads(line)
                sentences = [each for each in _SENTENCE.split(escape_body(article["body"])) if each]
                words = escape(article["headline"]).split()
                if sentences and words:
                    self.texts.append(sentences)
                    self.headlines.append(words)
        if not self.texts:
            raise SystemExit(f"{path} has no articles to take sentences from.")


def escape_body(text: str) -> str:
    """Escape text like escape(), but keep paragraph breaks."""
    return text.replace("\0", "").replace("\r", "").replace("\t", " ").replace("\\", "\\\\")


class SyntheticNames:
    """The entities and sources of a synthetic archive, deterministic for a shape."""

    def __init__(self, shape: Shape) -> None:
        rng = np.random.default_rng([shape.seed, 1 << 32])
        known = {each.code: each for each in COUNTRIES if not each.former}
        first = FIRST_COUNTRIES.split()
        others = [code for code in known if code not in first]
        codes = [*first, *_shuffled(rng, others)][: shape.countries]
        surnames, given = ([each.split()[0] for each in read_lines(f"{name}.txt") if each[0] != "["]
                           for name in ("surnames", "given_names"))  # fmt: skip
        places = {name: code for name, _, code, _ in read_rows("places.tsv")}
        self.countries = [Thing("country", known[code].name, code) for code in codes]
        self.people = [Thing("person", name) for name in _pairs(rng, given, surnames, shape.people)]
        kinds = ["Group", "Holdings", "Institute", "Union", "Foundation", "Bank", "Council", "Energy"]
        made = _pairs(rng, surnames, kinds, shape.organisations)
        self.organisations = [Thing("organisation", name) for name in made]
        chosen = _shuffled(rng, sorted(places))[: shape.places]
        self.places = [Thing("place", name, places[name]) for name in chosen]
        titles = ["Daily Record", "Times", "Herald", "Post", "Observer", "Gazette", "Wire", "Tribune"]
        cities = [each.name for each in self.places]
        self.sources = _pairs(rng, cities, titles, shape.sources)

    @cached_property
    def things(self) -> list[Thing]:
        """Return all entities: countries, then people, organisations and places."""
        return [*self.countries, *self.people, *self.organisations, *self.places]


def _shuffled(rng: np.random.Generator, values: Sequence[str]) -> list[str]:
    return [values[int(number)] for number in rng.permutation(len(values))]


def _pairs(rng: np.random.Generator, first: Sequence[str], second: Sequence[str], count: int) -> list[str]:
    """Return ``count`` different "first second" pairs. Raises ValueError if there are not enough."""
    if len(first) * len(second) < 2 * count:
        raise ValueError(f"{len(first)} by {len(second)} words make too few of {count} names.")
    found: dict[str, None] = {}
    while len(found) < count:
        ones, others = rng.integers(len(first), size=count), rng.integers(len(second), size=count)
        drawn = zip(ones, others, strict=True)
        found |= dict.fromkeys(f"{first[one]} {second[other]}" for one, other in drawn)
    return list(found)[:count]


class Zipf:
    """Draws numbers below ``size`` by Zipf's law; the smaller ``flat``, the more often small ones."""

    def __init__(self, size: int, flat: float) -> None:
        weights = 1 / (np.arange(size) + flat)
        self._sums = np.cumsum(weights / weights.sum())

    def draw(self, rng: np.random.Generator, count: int) -> Ints:
        """Draw ``count`` numbers below ``size``."""
        return np.minimum(np.searchsorted(self._sums, rng.random(count)), len(self._sums) - 1)


class Maker:
    """Makes rows of the article table for COPY, with ids from 1.

    ids: the entity ids of ``SyntheticNames.things``; source_ids: those of ``SyntheticNames.sources``.

    published: 98 % (1 % drafts, 1 % withdrawn); undated: 1 %; without any country 4 %, any person 11 %.
    """

    COLUMNS = (
        *("id", "headline", "standfirst", "body", "byline", "dateline", "caption", "date_text"),
        *("published_on", "published_at", "url", "source_id", "language", "section", "status", "is_sample"),
        *("edited_fields", "created_at", "modified_at", "country_ids", "person_ids", "organisation_ids"),
        *("place_ids", "author_ids", "entity_names", "extractor"),
    )

    def __init__(self, shape: Shape, corpus: Corpus, ids: Sequence[int], source_ids: Sequence[int]) -> None:
        self.shape, self.corpus, self.names = shape, corpus, SyntheticNames(shape)
        self._ids, self._source_ids = ids, source_ids
        groups = (self.names.countries, self.names.people, self.names.organisations, self.names.places)
        self._zipfs = [Zipf(len(group), flat) for group, flat in zip(groups, (1, 10, 10, 10), strict=True)]
        starts = np.cumsum([0, *(len(group) for group in groups)])
        # Frequencies are assigned to entities at random, except for countries.
        rng = np.random.default_rng([shape.seed, 2 << 32])
        self._numbers = [
            start + (rng.permutation(len(group)) if number else np.arange(len(group)))
            for number, (start, group) in enumerate(zip(starts, groups, strict=False))
        ]
        self._sources = Zipf(shape.sources, 1)

    def rows(self, chunk: int) -> Iterator[str]:
        """Yield the lines of one chunk, with line ends."""
        first = chunk * CHUNK
        count = min(CHUNK, self.shape.articles - first)
        rng = np.random.default_rng([self.shape.seed, chunk])
        columns = self._draw(rng, count)
        for number in range(count):
            yield self._row(first + number + 1, rng, {name: each[number] for name, each in columns.items()})

    def _draw(self, rng: np.random.Generator, count: int) -> dict[str, Any]:
        """Draw the properties of ``count`` articles that can be vectorised."""
        means = (1.6, 2.6, 1.2, 1.2)
        some = [rng.poisson(mean, count) for mean in means]
        some[0] = np.where(rng.random(count) < 0.04, 0, 1 + np.minimum(some[0], 8))
        some[1] = np.where(rng.random(count) < 0.04, 0, some[1])
        named = [self._named(rng, each, kind) for kind, each in enumerate(some)]
        days = (LAST - FIRST).days + 1
        return {
            "length": np.clip(rng.lognormal(np.log(self.shape.words), 0.5, count), 30, 2_000).astype(int),
            # Twice as many articles in the last year as in the first.
            "day": (days * (np.sqrt(1 + 3 * rng.random(count)) - 1)).astype(int),
            "second": rng.integers(86_400, size=count),
            "source": self._sources.draw(rng, count),
            "chance": rng.random((count, 6)),
            "named": list(zip(*named, strict=True)),
        }

    def _named(self, rng: np.random.Generator, counts: Ints, kind: int) -> list[list[int]]:
        """Draw distinct entities of one kind for each article, as indexes."""
        drawn = self._numbers[kind][self._zipfs[kind].draw(rng, int(counts.sum()))]
        return [list(dict.fromkeys(each.tolist())) for each in np.split(drawn, np.cumsum(counts)[:-1])]

    def _row(self, pk: int, rng: np.random.Generator, of: dict[str, Any]) -> str:
        things, chance = self.names.things, of["chance"]
        countries, people, organisations, places = of["named"]
        named = [things[each].name for each in (*people, *countries, *organisations, *places)]
        body, headline, standfirst = self._text(rng, of["length"])
        place = things[places[0]].name if places else ""
        body += self._said(people, organisations, places, chance[5])
        day = FIRST + timedelta(days=int(of["day"]))
        dated, timed = chance[0] >= 0.01, chance[0] >= 0.3
        clock = f"{day} {timedelta(seconds=int(of['second']))}+00"
        values = (
            *(str(pk), headline, standfirst if chance[1] < 0.3 else "", body),
            *(things[people[-1]].name if people else "", place, standfirst if chance[1] > 0.8 else "", ""),
            *(str(day) if dated else r"\N", clock if timed else r"\N", f"https://news.example/{pk}"),
            *(str(self._source_ids[of["source"]]) if chance[2] >= 0.02 else r"\N", "en"),
            SECTIONS[int(chance[3] * len(SECTIONS))],
            "published" if chance[4] >= 0.02 else "draft" if chance[4] < 0.01 else "withdrawn",
            *("f", "{}", "2026-01-01 00:00+00", "2026-01-01 00:00+00"),
            *(self._array(each) for each in (countries, people, organisations, places)),
            self._array(people[-1:]),  # whose name is the byline
            *("\\n".join(named), "synthetic"),
        )
        return "\t".join(values) + "\n"

    def _array(self, numbers: list[int]) -> str:
        return f"{{{','.join(str(self._ids[each]) for each in numbers)}}}"

    def _text(self, rng: np.random.Generator, length: int) -> tuple[str, str, str]:
        """Return a body of about ``length`` words, a headline and a standfirst, from a few real articles."""
        texts, headlines = self.corpus.texts, self.corpus.headlines
        paragraphs: list[str] = []
        words, first, second = 0, -1, -1
        while words < length:
            first, second = int(rng.integers(len(texts))), first
            sentences = texts[first]
            start = int(rng.integers(len(sentences)))
            for sentence in sentences[start : start + 8]:
                paragraphs.append(sentence)
                words += sentence.count(" ") + 1
                if words >= length:
                    break
        one, other = headlines[first], headlines[second]
        headline = " ".join([*one[: len(one) // 2 + 1], *other[-(len(other) // 2) :]])[:400].rstrip("\\")
        return "\\n\\n".join(paragraphs), headline, paragraphs[-1]

    def _said(self, people: list[int], organisations: list[int], places: list[int], chance: float) -> str:
        """Return sentences that mention the people, organisations and places of an article."""
        things = self.names.things
        verb = _VERBS[int(chance * len(_VERBS))]
        of = "".join(f" of {things[each].name}" for each in organisations[:1])
        where = "".join(f" in {things[each].name}" for each in places)
        return "".join(f"\\n\\n{things[each].name}{of} {verb} so{where}." for each in people)
