"""The names of columns: those in names.toml, and those that the archivist maps."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from articles.text import without_accents

_TABLE = tomllib.loads(files("articles.importers.columns").joinpath("names.toml").read_text(encoding="utf-8"))
_DOTS = re.compile(r"\.(?!\w)|(?<!\w)\.")
_MARKS = re.compile(r"[^\w.+$]|_")

EMPTY_VALUES = frozenset(_TABLE["empty"]["values"])
EMPTY_DATE = re.compile(_TABLE["empty"]["date"])


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """Return a name without case, accents, spaces and marks: "Pub-Title" becomes "pubtitle"."""
    return _MARKS.sub("", _DOTS.sub("", without_accents(name.strip()).casefold()))


#: Archive field -> the plain names of its columns, best first.
NAMES: dict[str, tuple[str, ...]] = {
    field: tuple(dict.fromkeys(map(plain_name, names))) for field, names in _TABLE["fields"].items()
}
#: What an archivist may call a field in ``--map``: "text" for the body, "title" for the headline.
_FIELDS = {name: field for field, names in reversed(NAMES.items()) for name in reversed(names)} | {
    field: field for field in NAMES
}


def field_called(name: str) -> str:
    """Return the archive field with this name or a synonym, or ""."""
    return _FIELDS.get(plain_name(name), "")


@lru_cache(maxsize=100)
def _with_mapping(mapping: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    mapped = {field: (plain_name(column),) if column.strip() else () for field, column in mapping}
    taken = {name for names in mapped.values() for name in names}
    others = {
        field: tuple(name for name in names if name not in taken)
        for field, names in NAMES.items()
        if field not in mapped
    }
    return {field: mapped.get(field, others.get(field, ())) for field in NAMES}


def columns(mapping: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the names for each field. A mapped column fills only the field it is mapped to."""
    return _with_mapping(tuple(sorted(mapping.items()))) if mapping else NAMES
