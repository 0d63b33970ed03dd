"""What an import did, and how to print it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Summary:
    """What an import did. failures: the first of them, as (where, reason); finished: False after Ctrl-C;
    changed: in how many updates each field changed;
    not_extracted: articles stored without entities since extraction failed, the first of them, too;
    skipped: links and other things in folders that are not regular files;
    stopped: why it ended early, if the database or the disk failed.
    """

    counts: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    finished: bool = True
    not_extracted: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    stopped: str = ""

    @property
    def total(self) -> int:
        """Records seen."""
        return self.counts.total()

    @property
    def failed(self) -> int:
        """Records that could not be imported."""
        return self.counts["failed"]

    @property
    def stored(self) -> int:
        """Records that did not fail."""
        return self.total - self.failed


def printable(text: str) -> str:
    """The text, with characters escaped that could control a terminal or cannot be written as UTF-8."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def report(summary: Summary, seconds: float) -> str:
    """What an import did, as a small table with its rate."""
    rows = [_row(name, summary.counts[name]) for name in ("created", "updated", "unchanged", "failed")]
    if summary.changed:
        rows[1] += f" ({_changed(summary)})"
    if deleted := summary.counts["deleted"]:
        rows.append(f"{_row('skipped', deleted)} deleted")
    if summary.skipped:
        rows.append(f"{_row('skipped', len(summary.skipped))} links or special files")
    rate = summary.total / max(seconds, 0.001)
    return "\n".join([*rows, f"{summary.total:,} records in {seconds:.1f} s, {rate:,.0f} a second"])


def _row(name: str, number: int) -> str:
    return f"{name:<10}{number:>10,}"


def _changed(summary: Summary) -> str:
    """The fields that changed, the most frequent first; with numbers after several updates."""
    several = summary.counts["updated"] > 1
    fields = summary.changed.most_common()
    return ", ".join(f"{name} {number:,}" if several else name for name, number in fields)
