"""The cells of one record: its values by column, and which of them are empty."""

import math
from collections.abc import Mapping

from articles.importers.field_mapping.names import EMPTY_DATE, EMPTY_VALUES

_DEPTH = 4  # of objects in objects
_LONGEST_EMPTY = 40  # characters


class Cells:
    """The values of a record by column. Objects are taken apart: "byline.original".

    used: the columns from which a value was taken; is_literal: nothing but an empty text stands for no value.
    """

    def __init__(self, record: Mapping[str, object], *, is_literal: bool = False) -> None:
        self.values: dict[str, object] = {}
        self.used: set[str] = set()
        self.is_empty = is_blank if is_literal else is_empty
        self._add(record, "", _DEPTH)

    def _add(self, record: Mapping[str, object], before: str, depth: int) -> None:
        for key, found in record.items():
            value = unwrapped(found)
            if isinstance(value, dict) and value and depth:
                self._add(value, f"{before}{key}.", depth - 1)
            else:
                self.values[f"{before}{key}"] = value

    def unused(self) -> dict[str, bool]:
        """Return the columns that were not used, and whether they have a value."""
        used, empty = self.used, self.is_empty
        return {column: not empty(value) for column, value in self.values.items() if column not in used}


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
        return text.lower() in EMPTY_VALUES or (text[0] == "0" and bool(EMPTY_DATE.match(text)))
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or value == [] or value == {}


def is_blank(value: object) -> bool:
    """Whether a value is null or an empty text or list."""
    return value in (None, "", []) or (isinstance(value, str) and value.isspace())
