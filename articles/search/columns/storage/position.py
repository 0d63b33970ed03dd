"""A moment in the database's history."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """A moment in the database's history, as pg_current_snapshot() gives it. 64-bit transaction ids."""

    oldest: int
    next: int
    running: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str, *, standby: bool = False) -> "Position":
        """From xmin:xmax:xip_list. On a standby PostgreSQL leaves the list out, whatever is running."""
        oldest, following, running = text.split(":")
        if standby:
            return cls(int(oldest), int(oldest))
        return cls(int(oldest), int(following), tuple(map(int, running.split(","))) if running else ())

    def has_seen(self, earlier: "Position") -> bool:
        """Whether every transaction that had ended there had ended here."""
        return earlier.next <= self.next and all(
            each >= earlier.next or each in earlier.running for each in self.running
        )

    def __str__(self) -> str:
        return f"{self.oldest}:{self.next}:{','.join(map(str, self.running))}"
