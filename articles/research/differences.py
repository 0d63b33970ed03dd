"""Compare what a cited search found then with what it finds now."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from articles.models import FrozenSearch
from articles.research.freezing import request_of
from articles.research.ids import Ids, checksum, common, difference, matching_ids, unpack
from articles.search.request import SearchRequest


@dataclass(frozen=True)
class Changes:
    """The ids that a search matched when frozen (``before``) and matches ``now``; all ``public`` ids.

    All arrays are sorted in ascending order.
    """

    before: Ids
    now: Ids
    public: Ids

    @classmethod
    def since(cls, frozen: FrozenSearch) -> "Changes":
        """Run the search again. Raises SearchTooCostly."""
        before = unpack(frozen.ids)
        now = matching_ids(request_of(frozen.query))
        # The public ids matter only if something is missing.
        everything = now if not len(difference(before, now)) else matching_ids(SearchRequest())
        return cls(before, now, everything)

    @cached_property
    def added(self) -> Ids:
        """Ids that match now but did not then."""
        return difference(self.now, self.before)

    @cached_property
    def _missing(self) -> Ids:
        return difference(self.before, self.now)

    @cached_property
    def changed(self) -> Ids:
        """Ids that matched then, are still public but no longer match: text, date or names were corrected."""
        return common(self._missing, self.public)

    @cached_property
    def gone(self) -> Ids:
        """Ids that matched then and are no longer public: withdrawn or deleted."""
        return difference(self._missing, self.public)

    @cached_property
    def checksum(self) -> str:
        """The checksum of the ids that match now."""
        return checksum(self.now)

    @property
    def none(self) -> bool:
        """Whether the same articles match as then."""
        return not len(self.added) and not len(self._missing)
