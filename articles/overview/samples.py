"""The sample articles that come with the software. No figure about the archive counts them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from articles.models import Article
from articles.partial_dates import end_of_month

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Samples:
    """The published samples: how many there are, by month, by slug of the source, by (kind, id) of a name.

    longer: those whose date is longer than a month, by its first and last day.

    alone: the archive has nothing else. Then its figures are those of the samples.
    """

    total: int
    months: Mapping[date, int]
    sources: Mapping[str, int]
    names: Mapping[tuple[str, int], int]
    alone: bool
    longer: Mapping[tuple[date, date], int] = field(default_factory=dict)

    @classmethod
    def among(cls, articles: int) -> "Samples":
        """Read the samples among so many published articles: one look-up in a partial index."""
        found = Article.objects.published().filter(is_sample=True)
        rows = found.values_list("published_on", "published_until", "source__slug", *_ARRAYS.values())
        months: Counter[date] = Counter()
        longer: Counter[tuple[date, date]] = Counter()
        sources: Counter[str] = Counter()
        names: Counter[tuple[str, int]] = Counter()
        for day, until, source, *lists in rows:
            if until and until > end_of_month(day):
                longer[day, until] += 1
            elif day:
                months[day.replace(day=1)] += 1
            sources.update([source] if source else [])
            names.update((kind, pk) for kind, ids in zip(_ARRAYS, lists, strict=True) for pk in ids)
        alone = bool(rows) and len(rows) == articles
        return cls(len(rows), months, sources, names, alone, longer)

    def left(self, counts: Iterable[tuple[K, int]], samples: Mapping[K, int]) -> list[tuple[K, int]]:
        """Return the counts without those of the samples, and without what only samples have."""
        if self.alone:
            return list(counts)
        return [(key, n - samples.get(key, 0)) for key, n in counts if n > samples.get(key, 0)]


_ARRAYS = {
    "person": "person_ids",
    "country": "country_ids",
    "organisation": "organisation_ids",
}
