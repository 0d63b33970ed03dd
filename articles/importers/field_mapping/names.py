"""The names of columns: those in names.toml, and those that the archivist maps."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from articles.text import without_accents

_TABLE = tomllib.loads(
    files("articles.importers.field_mapping").joinpath("names.toml").read_text(encoding="utf-8")
)
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


#: For each field, its columns in a record, best first: the name in the table, and the one or several columns
#: that it means.
Plan = dict[str, tuple[tuple[str, tuple[str, ...]], ...]]


def plan(present: tuple[str, ...], mapping: Mapping[str, str]) -> Plan:
    """Return which columns fill which field. A mapped column fills only the field it is mapped to."""
    return _plan(present, tuple(sorted(mapping.items())))


@lru_cache(maxsize=1000)
def _plan(present: tuple[str, ...], mapping: tuple[tuple[str, str], ...]) -> Plan:
    by_name: dict[str, list[str]] = {}
    for column in present:
        by_name.setdefault(plain_name(column), []).append(column)
    mapped = {field: (plain_name(column),) if column.strip() else () for field, column in mapping}
    taken = {name for names in mapped.values() for name in names}
    planned: Plan = {}
    for field, known in NAMES.items():
        names = mapped.get(field, tuple(name for name in known if name not in taken))
        planned[field] = tuple(found for name in names for found in _found(name, by_name))
    return planned


def _found(name: str, by_name: Mapping[str, list[str]]) -> list[tuple[str, tuple[str, ...]]]:
    if name in by_name:
        return [(name, (column,)) for column in by_name[name]]
    parts = tuple(by_name[part][0] for part in name.split("+") if part in by_name)
    return [(name, parts)] if parts else []
