"""Chooses articles to read: all of them, or some that are spread evenly over time."""

from dataclasses import dataclass

from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection

_BLOCK = 10  # neighbouring articles, of which duplicates are likely: few enough to stay spread


@dataclass(frozen=True, slots=True)
class Spread:
    """Ids of articles, the oldest first, and the number of those they were chosen from."""

    ids: list[int]
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether no article was left out."""
        return len(self.ids) == self.total

    @classmethod
    def of(cls, using: Counting, selection: Selection, most: int, block: int = _BLOCK) -> "Spread":
        """Return the articles of a selection, at most ``most`` of them, in groups of ``block`` neighbours."""
        total = using.total(selection)
        if total <= most:
            return cls(using.ids(selection, "oldest", 0, most), total)
        blocks = max(2, most // block)
        begins = [place * (total - block) // (blocks - 1) for place in range(blocks)]
        chosen = [using.ids(selection, "oldest", begin, block) for begin in begins]
        return cls(list(dict.fromkeys(pk for block in chosen for pk in block)), total)
