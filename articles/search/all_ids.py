"""The ids of all articles that match a search, in page order."""

from array import array

from django.conf import settings
from django.db import transaction

from articles.search.backend import counting
from articles.search.counting.ranking import ranked_ids
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import limited

_ALL = 2**31 - 1


class MatchingIds:
    """The ids of all matching articles at one moment, as 8-byte integers; ``problems`` as on the result page.

    Raises SearchTooCostly if the database takes longer than ``patience`` times SEARCH_TIMEOUT_MS: without the
    columns, reading the ids of a million articles takes 6 to 10 seconds.
    """

    def __init__(self, request: SearchRequest, *, patience: int = 1) -> None:
        with transaction.atomic(), limited(patience * settings.SEARCH_TIMEOUT_MS):
            using = counting()
            selection = Selection(request)
            order = request.effective_sort
            ids = using.ids(selection, "oldest" if order == "oldest" else "newest", 0, _ALL)
            if order == "relevance" and selection.query.ranked and ids:
                ids = ranked_ids(selection, using, len(ids), 0, len(ids)).ids
        self.ids = array("q", ids)
        self.problems = (*selection.problems, *selection.query.understanding.notes)
