"""The summary of an import, and how it is printed."""

from collections import Counter
from dataclasses import dataclass, field

from articles.batch.progress import SHOWN
from articles.importers.record import ColumnUse

_MOST_COLUMNS = 10_000  # counted: some records have their data in the keys
_SHOWN_COLUMNS = 40


@dataclass(slots=True)
class ColumnCounts:
    """The columns of all records: in how many each is present without being used, and in how many filled."""

    present: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    used: set[str] = field(default_factory=set)

    def add(self, record: ColumnUse) -> None:
        """Take account of a record."""
        self.used |= record.used
        if len(self.present) < _MOST_COLUMNS:
            self.present.update(record.unused.keys())
            self.filled.update(name for name, is_filled in record.unused.items() if is_filled)

    def unused(self) -> list[tuple[str, float]]:
        """Return the columns that no record used, with the share of filled cells, the fullest first."""
        names = (name for name in self.present if name not in self.used)
        shares = ((name, self.filled[name] / self.present[name]) for name in names)
        return sorted(shares, key=lambda each: -each[1])


@dataclass(slots=True)
class Summary:
    """The result of an import.

    counts: records by outcome; changed: the number of updates that changed each field; failures: the first
    ones, as (where, reason); finished: False after Ctrl-C or an error; not_extracted: the first articles
    stored without entities because extraction failed; skipped: the number of files and records left out on
    purpose, by kind; skips: the first of those with a reason, as (where, reason), and how many more; stopped:
    the error, if the database or the disk failed; without_date: articles whose dates could not be read, and
    undated the first ones, as (where, words, reason); columns: what became of the columns; run: the id of
    the import run; of_withdrawn: the unchanged records whose articles have been withdrawn, and left_withdrawn
    the first of them.
    """

    counts: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    finished: bool = True
    not_extracted: list[tuple[str, str]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    skips: list[tuple[str, str]] = field(default_factory=list)
    more_skips: int = 0
    stopped: str = ""
    without_date: int = 0
    undated: list[tuple[str, str, str]] = field(default_factory=list)
    columns: ColumnCounts = field(default_factory=ColumnCounts)
    run: int | None = None
    of_withdrawn: int = 0
    left_withdrawn: list[str] = field(default_factory=list)

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

    def leave_withdrawn(self, where: str) -> None:
        """Count a record whose article has been withdrawn: it changes nothing."""
        self.counts["unchanged"] += 1
        self.of_withdrawn += 1
        if len(self.left_withdrawn) < SHOWN:
            self.left_withdrawn.append(printable(where))

    def skip(self, kind: str, where: str, reason: str) -> None:
        """Count a file or record that is left out on purpose. Those without a reason are only counted."""
        self.skipped[kind] += 1
        if reason and len(self.skips) == SHOWN:
            self.more_skips += 1
        elif reason:
            self.skips.append((printable(where), printable(reason)))


def printable(text: str) -> str:
    """Escape the characters that could control a terminal or cannot be encoded as UTF-8."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def report(summary: Summary, seconds: float) -> str:
    """Return the summary as a small table with the import rate."""
    rows = [_row(name, summary.counts[name]) for name in ("created", "updated", "unchanged", "failed")]
    if summary.changed:
        rows[1] += f" ({_changed(summary)})"
    if summary.of_withdrawn:
        rows[2] += f" ({summary.of_withdrawn:,} of withdrawn articles)"
    if deleted := summary.counts["deleted"]:
        rows.append(f"{_row('skipped', deleted)} deleted")
    if canceled := summary.counts["canceled"]:
        rows.append(f"{_row('withdrawn', canceled)} canceled by their publishers")
    if earlier := summary.counts["earlier"]:
        rows.append(f"{_row('kept', earlier)} earlier versions of articles")
    rows += [f"{_row('skipped', number)} {kind}" for kind, number in summary.skipped.most_common()]
    if summary.without_date:
        rows.append(f"{_row('no date', summary.without_date)} stored without a date that could not be read")
    if unused := summary.columns.unused():
        rows.append(f"not used  {_unused(unused)}")
    rate = summary.total / max(seconds, 0.001)
    return "\n".join([*rows, f"{summary.total:,} records in {seconds:.1f} s, {rate:,.0f} per second"])


def _row(name: str, number: int) -> str:
    return f"{name:<10}{number:>10,}"


def _changed(summary: Summary) -> str:
    """Return the changed fields, most frequent first; with counts if there were several updates."""
    several = summary.counts["updated"] > 1
    fields = summary.changed.most_common()
    return ", ".join(f"{name} {number:,}" if several else name for name, number in fields)


def _unused(columns: list[tuple[str, float]]) -> str:
    named = [f"{printable(name)} ({_percent(share)} filled)" for name, share in columns[:_SHOWN_COLUMNS]]
    more = len(columns) - _SHOWN_COLUMNS
    return ", ".join(named) + (f" and {more:,} more" if more > 0 else "")


def _percent(share: float) -> str:
    return "under 1%" if 0 < share < 0.01 else f"{int(share * 100)}%"
