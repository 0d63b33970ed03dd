"""The cells of one record: its values by column, and which of them are empty."""

import math
from collections.abc import Mapping

from articles.importers.columns.names import EMPTY_DATE, EMPTY_VALUES, plain_name

_DEPTH = 4  # of objects in objects
_LONGEST_EMPTY = 40  # characters


class Cells:
    """The values of a record by the name of their column. Objects are taken apart: "byline.original".

    used: the columns from which a value was taken.
    """

    def __init__(self, record: Mapping[str, object]) -> None:
        self.values: dict[str, object] = {}
        self._columns: dict[str, str] = {}
        self.used: set[str] = set()
        self._add(record, "", _DEPTH)

    def _add(self, record: Mapping[str, object], before: str, depth: int) -> None:
        for key, found in record.items():
            value = unwrapped(found)
            if isinstance(value, dict) and value and depth:
                self._add(value, f"{before}{key}.", depth - 1)
                continue
            column = f"{before}{key}"
            self.values[column] = value
            name = plain_name(column)
            if name not in self._columns or is_empty(self.values[self._columns[name]]):
                self._columns[name] = column

    def column(self, name: str) -> str | None:
        """Return the column with this plain name, if the record has it."""
        return self._columns.get(name)

    def parts(self, name: str) -> list[str]:
        """Return the columns that a name means: "lp+td" means two, if it is not a column itself."""
        names = [name] if name in self._columns or "+" not in name else name.split("+")
        return [self._columns[each] for each in names if each in self._columns]

    def unused(self) -> dict[str, bool]:
        """Return the columns that were not used, and whether they have a value."""
        return {
            column: not is_empty(value) for column, value in self.values.items() if column not in self.used
        }


def unwrapped(value: object) -> object:
    """Return the value in the wrappers of MongoDB: {"$date": {"$numberLong": "1336867200000"}}."""
    while isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$"):
        (value,) = value.values()
    return value


def is_empty(value: object) -> bool:
    """Whether a value stands for none: an empty text or list, null, NaN, "N/A", 0000-00-00."""
    if isinstance(value, str):
        text = value.strip() if len(value) <= _LONGEST_EMPTY else value
        if not text or len(text) > _LONGEST_EMPTY:
            return not text or text.isspace()
        return text.lower() in EMPTY_VALUES or bool(EMPTY_DATE.match(text))
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or value == [] or value == {}
