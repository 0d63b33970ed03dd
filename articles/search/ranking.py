"""Which matches come first when the best are asked for."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, IntegerField, Value, When

from articles.models import Article
from articles.search.configuration import RANK_WEIGHTS
from articles.search.counting_sql import ORDERS
from articles.search.filters import Selection
from articles.search.query import Matches, as_tsquery

# Ranking reads the search column of every article ranked, 5 to 12 microseconds each. Choosing candidates
# reads it too, to look for the words in the headline, so it pays only where there are several times as many.
RANKED_WHOLE = 15_000
CANDIDATES = 5_000
NOTE = (
    "There are many matches: the best of {candidates:,} (those with the words in the headline first, "
    "then the newest) come first, all others after them by date."
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ids of one page in order of relevance, and what to tell the reader about how they were found."""

    ids: list[int]
    notes: tuple[str, ...] = ()


def ranked_ids(selection: Selection, count: int, offset: int, limit: int) -> Ranked:
    """The page from ``offset`` of the ``count`` matches: best first, the newer first among equals.

    Of more than RANKED_WHOLE matches only CANDIDATES are ranked. The others follow, newest first.
    """
    if count <= RANKED_WHOLE:
        return Ranked(_best(selection, None, offset, limit))
    candidates = _candidates(selection)
    notes = (NOTE.format(candidates=CANDIDATES),)
    ids = _best(selection, candidates, offset, limit) if offset < len(candidates) else []
    if len(ids) < limit:
        rest = selection.articles().exclude(pk__in=candidates).order_by(*ORDERS["newest"])
        begin = max(0, offset - len(candidates))
        ids += rest.values_list("pk", flat=True)[begin : begin + limit - len(ids)]
    return Ranked(ids, notes)


def _best(selection: Selection, candidates: list[int] | None, offset: int, limit: int) -> list[int]:
    every = candidates is None
    found = selection.articles() if every else Article.objects.filter(pk__in=candidates)
    # ts_rank_cd without length normalisation found the right article most often (see docs/search.md).
    rank = SearchRank(
        F("search"), as_tsquery(selection.query.ranked), weights=RANK_WEIGHTS, cover_density=True
    )
    ordered = found.alias(rank=rank).order_by("-rank", *ORDERS["newest"])
    return list(ordered.values_list("pk", flat=True)[offset : offset + limit])


def _candidates(selection: Selection) -> list[int]:
    """Ids of the matches worth ranking: the words in the headline first, then the newest."""
    headline = Case(
        When(Matches(selection.query.ranked_headline), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = selection.articles().order_by(headline, *ORDERS["newest"])
    return list(found.values_list("pk", flat=True)[:CANDIDATES])
