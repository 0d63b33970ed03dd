"""Sort matches by relevance."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection

# Ranking reads the search column of every article: 8 microseconds each if it is in PostgreSQL's memory, else
# 40.
RANKED_WHOLE = 400
CANDIDATES = 200
NOTE = _(
    "There are many matches. The {number} best candidates (words in the headline first, then "
    "newest) are ranked; the rest follow by date."
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ids of one page by relevance, and notes for the reader about the ranking."""

    ids: list[int]
    notes: tuple[str, ...] = ()


def ranked_ids(selection: Selection, counting: Counting, count: int, offset: int, limit: int) -> Ranked:
    """Return the page from ``offset`` of the ``count`` matches: best first, equal scores newest first.

    If there are more than RANKED_WHOLE matches, only CANDIDATES are ranked. The others follow, newest first.
    """
    every = selection.each_article
    articles = counting.total(every) if selection.collapse else count
    if articles <= RANKED_WHOLE:
        best = _best(every, counting, counting.ids(every, "newest", 0, articles))
        return Ranked(_once(selection, counting, best)[offset : offset + limit])
    best = _best(every, counting, counting.candidates(every, CANDIDATES))
    candidates = _once(selection, counting, best)
    notes = (NOTE.format(number=CANDIDATES),)
    ids = candidates[offset : offset + limit]
    if len(ids) < limit:
        begin = max(0, offset - len(candidates))
        ids += counting.ids(selection, "newest", begin, limit - len(ids), without=candidates)
    return Ranked(ids, notes)


def _best(selection: Selection, counting: Counting, newest: list[int]) -> list[int]:
    """Sort articles, given newest first, by score; equal scores keep their order."""
    scores = np.array(counting.scores(selection.query.ranked, newest), np.float32)
    ids: list[int] = np.array(newest, np.int64)[np.argsort(-scores, kind="stable")].tolist()
    return ids


def _once(selection: Selection, counting: Counting, ids: list[int]) -> list[int]:
    """Keep the first article of each story, if stories are collapsed."""
    if not selection.collapse:
        return ids
    first: dict[int, int] = {}
    for pk, story in zip(ids, counting.stories(ids), strict=True):
        first.setdefault(story or -pk, pk)
    return list(first.values())
