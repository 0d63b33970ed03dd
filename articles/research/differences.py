"""What a frozen search would find now, and what has changed since."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from articles.models import FrozenSearch
from articles.research.freezing import request_of
from articles.research.ids import Ids, checksum, common, difference, matching_ids, unpack
from articles.search.request import SearchRequest


@dataclass(frozen=True)
class Changes:
    """The ids found when a search was frozen (``before``), now, and those of all public articles now.

    Ids are ascending. Every list below is too.
    """

    before: Ids
    now: Ids
    public: Ids

    @classmethod
    def since(cls, frozen: FrozenSearch) -> "Changes":
        """Search again. Raises SearchTooCostly."""
        before = unpack(frozen.ids)
        now = matching_ids(request_of(frozen.query))
        # Where nothing is missing, nobody needs to know what is public.
        everything = now if not len(difference(before, now)) else matching_ids(SearchRequest())
        return cls(before, now, everything)

    @cached_property
    def added(self) -> Ids:
        """Found now and not then."""
        return difference(self.now, self.before)

    @cached_property
    def _missing(self) -> Ids:
        return difference(self.before, self.now)

    @cached_property
    def changed(self) -> Ids:
        """Found then, still public, and no longer matching: their text, date or names were corrected."""
        return common(self._missing, self.public)

    @cached_property
    def gone(self) -> Ids:
        """Found then, and no longer public: withdrawn or deleted."""
        return difference(self._missing, self.public)

    @cached_property
    def checksum(self) -> str:
        """That of what is found now."""
        return checksum(self.now)

    @property
    def none(self) -> bool:
        """Whether the same articles are found as then."""
        return not len(self.added) and not len(self._missing)
