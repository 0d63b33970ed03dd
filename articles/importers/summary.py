"""The summary of an import, and how it is printed."""

from collections import Counter
from dataclasses import dataclass, field

from articles.batch.progress import SHOWN


@dataclass(slots=True)
class Summary:
    """The result of an import.

    counts: records by outcome; changed: the number of updates that changed each field; failures: the first
    ones, as (where, reason); finished: False after Ctrl-C or an error; not_extracted: the first articles
    stored without entities because extraction failed; skipped: the number of files and records left out on
    purpose, by kind; skips: the first of them, as (where, reason); stopped: the error, if the database or the
    disk failed.
    """

    counts: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    finished: bool = True
    not_extracted: list[tuple[str, str]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    skips: list[tuple[str, str]] = field(default_factory=list)
    stopped: str = ""

    @property
    def total(self) -> int:
        """Number of records."""
        return self.counts.total()

    @property
    def failed(self) -> int:
        """Number of records that could not be imported."""
        return self.counts["failed"]

    @property
    def stored(self) -> int:
        """Number of records that did not fail."""
        return self.total - self.failed

    def skip(self, kind: str, where: str, reason: str) -> None:
        """Count a file or record that is left out on purpose."""
        self.skipped[kind] += 1
        if len(self.skips) < SHOWN:
            self.skips.append((printable(where), printable(reason)))


def printable(text: str) -> str:
    """Escape the characters that could control a terminal or cannot be encoded as UTF-8."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def report(summary: Summary, seconds: float) -> str:
    """Return the summary as a small table with the import rate."""
    rows = [_row(name, summary.counts[name]) for name in ("created", "updated", "unchanged", "failed")]
    if summary.changed:
        rows[1] += f" ({_changed(summary)})"
    if deleted := summary.counts["deleted"]:
        rows.append(f"{_row('skipped', deleted)} deleted")
    rows += [f"{_row('skipped', number)} {kind}" for kind, number in summary.skipped.most_common()]
    rate = summary.total / max(seconds, 0.001)
    return "\n".join([*rows, f"{summary.total:,} records in {seconds:.1f} s, {rate:,.0f} per second"])


def _row(name: str, number: int) -> str:
    return f"{name:<10}{number:>10,}"


def _changed(summary: Summary) -> str:
    """Return the changed fields, most frequent first; with counts if there were several updates."""
    several = summary.counts["updated"] > 1
    fields = summary.changed.most_common()
    return ", ".join(f"{name} {number:,}" if several else name for name, number in fields)
