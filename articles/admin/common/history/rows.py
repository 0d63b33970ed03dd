"""Lists below a form, such as other names: what the history records, and how a change of them is undone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from articles.admin.common.conflicts.filling import add_row
from articles.admin.common.conflicts.page_values import Page, PageRows

#: A row as it is recorded: "said" for editors, and the values of its fields.
RecordedRow = Mapping[str, Any]


@dataclass(frozen=True)
class RowList:
    """A list below the form.

    heading: its name in the history; prefix: that of its formset; fields: those that make up a row; read:
    returns the stored rows of an object.
    """

    heading: str
    prefix: str
    fields: tuple[str, ...]
    read: Callable[[Any], Iterable[Any]]

    def recorded(self, obj: Any) -> list[RecordedRow]:
        """Return the rows of an object as the history keeps them, as JSON-compatible values."""
        return [self.record(row) for row in self.read(obj)]

    def record(self, row: Any) -> RecordedRow:
        """Return one row as the history keeps it."""
        return {"said": str(row), **{name: str(getattr(row, name)) for name in self.fields}}

    def take_back(
        self, data: QueryDict, page: Page, before: Sequence[RecordedRow], after: Sequence[RecordedRow]
    ) -> list[str]:
        """Fill in what takes a change back: tick rows that it added for deletion, add those that it removed.

        Returns the rows for which the page has no place.
        """
        rows = next((each for each in page.rows if each.prefix == self.prefix), None)
        back = [each for each in before if each not in after]
        if rows is None or not rows.may_add:
            return [each["said"] for each in back]
        current = {self._key(page, rows, number): number for number in range(len(rows.ids))}
        for each in after:
            number = current.get(self._values(each))
            if each not in before and number is not None:
                data[f"{self.prefix}-{number}-DELETE"] = "on"
        missing = [each for each in back if self._values(each) not in current]
        for number, each in enumerate(missing):
            add_row(data, rows, number, dict(zip(self.fields, self._values(each), strict=True)))
        return []

    def _values(self, row: RecordedRow) -> tuple[str, ...]:
        return tuple(str(row.get(name, "")) for name in self.fields)

    def _key(self, page: Page, rows: PageRows, number: int) -> tuple[str, ...]:
        fields = (page.fields.get(f"{rows.prefix}-{number}-{name}") for name in self.fields)
        return tuple("".join(next(iter(each.inputs.values()))) if each else "" for each in fields)
