"""Which matches come first when the best are asked for."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection

# Ranking reads the search column of every article ranked: 8 microseconds each where PostgreSQL has it in
# memory, 40 where it does not.
RANKED_WHOLE = 400
CANDIDATES = 200
NOTE = _(
    "There are many matches: the best of {number} (those with the words in the headline first, "
    "then the newest) come first, all others after them by date."
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ids of one page in order of relevance, and what to tell the reader about how they were found."""

    ids: list[int]
    notes: tuple[str, ...] = ()


def ranked_ids(selection: Selection, counting: Counting, count: int, offset: int, limit: int) -> Ranked:
    """The page from ``offset`` of the ``count`` matches: best first, the newer first among equals.

    Of more than RANKED_WHOLE matches only CANDIDATES are ranked. The others follow, newest first.
    """
    if count <= RANKED_WHOLE:
        return Ranked(
            _best(selection, counting, counting.ids(selection, "newest", 0, count))[offset : offset + limit]
        )
    candidates = counting.candidates(selection, CANDIDATES)
    notes = (NOTE.format(number=CANDIDATES),)
    ids = _best(selection, counting, candidates)[offset : offset + limit]
    if len(ids) < limit:
        begin = max(0, offset - len(candidates))
        ids += counting.ids(selection, "newest", begin, limit - len(ids), without=candidates)
    return Ranked(ids, notes)


def _best(selection: Selection, counting: Counting, newest: list[int]) -> list[int]:
    """Articles, the newest of which come first, by score; the newer of two equals stays before the older."""
    scores = np.array(counting.scores(selection.query.ranked, newest), np.float32)
    ids: list[int] = np.array(newest, np.int64)[np.argsort(-scores, kind="stable")].tolist()
    return ids
