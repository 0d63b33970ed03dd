"""A point in the database's transaction history."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """A point in the transaction history, as in pg_current_snapshot(), with 64-bit transaction ids.

    Every transaction below ``next`` had ended, except those in ``running``; ``oldest`` is the lowest that had
    not.
    """

    oldest: int
    next: int
    running: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str, *, standby: bool = False) -> "Position":
        """Parse xmin:xmax:xip_list. On a standby, PostgreSQL leaves out the list, whatever is running."""
        oldest, following, running = text.split(":")
        if standby:
            return cls(int(oldest), int(oldest))
        return cls(int(oldest), int(following), tuple(map(int, running.split(","))) if running else ())

    def has_seen(self, earlier: "Position") -> bool:
        """Return whether every transaction that had ended at ``earlier`` had ended here."""
        return earlier.next <= self.next and all(
            each >= earlier.next or each in earlier.running for each in self.running
        )

    def __str__(self) -> str:
        return f"{self.oldest}:{self.next}:{','.join(map(str, self.running))}"
