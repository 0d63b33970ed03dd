"""How an archivist says that files are to be read, on the command line or in a file that can be kept."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext

from articles.importers.cleaning.encodings import codec
from articles.importers.cleaning.number_dates import ORDERS
from articles.importers.field_mapping.names import NAMES, field_called
from articles.importers.inputs import InputError


@dataclass(frozen=True, slots=True)
class Mapping:
    """columns: the column for a field; date_order: "dmy", "mdy" or "ymd"; encoding: such as "cp1250"."""

    columns: dict[str, str] = field(default_factory=dict)
    date_order: str = ""
    encoding: str = ""

    def with_options(self, maps: Sequence[str], date_order: str, encoding: str) -> "Mapping":
        """Return the mapping with what the command line says. Raises InputError if it cannot be right."""
        columns = dict(self.columns)
        for each in maps:
            name, equals, column = each.partition("=")
            if not equals:
                raise InputError(
                    gettext("Write “%(given)s” as FIELD=COLUMN, such as text=article.") % {"given": each}
                )
            columns[name] = column.strip()
        return _checked(replace(self, columns=columns, date_order=date_order or self.date_order), encoding)

    def keep(self, path: str) -> None:
        """Write the mapping to a file that ``load`` reads. Raises OSError."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        Path(path).write_text(f"{text}\n", encoding="utf-8")


def load(path: str) -> Mapping:
    """Read a mapping from a file. Raises InputError if it is none, OSError if there is no such file."""
    try:
        stated = json.loads(Path(path).read_text(encoding="utf-8-sig"))
        columns = {str(name): str(column or "") for name, column in stated.get("columns", {}).items()}
        found = Mapping(columns, str(stated.get("date_order") or ""))
        return _checked(found, str(stated.get("encoding") or ""))
    except (ValueError, AttributeError) as error:
        raise InputError(
            f'{path} is not a mapping such as {{"columns": {{"text": "article"}}, "date_order": "dmy"}}.'
        ) from error


def _checked(mapping: Mapping, encoding: str) -> Mapping:
    columns = {_field(name): column for name, column in mapping.columns.items()}
    if mapping.date_order not in {"", *ORDERS}:
        raise InputError(
            gettext("The date order “%(given)s” is none of %(orders)s.")
            % {"given": mapping.date_order, "orders": ", ".join(ORDERS)}
        )
    if encoding and not codec(encoding):
        raise InputError(gettext("There is no encoding called “%(name)s”.") % {"name": encoding})
    return replace(mapping, columns=columns, encoding=encoding or mapping.encoding)


def _field(name: str) -> str:
    found = field_called(name)
    if not found:
        fields = ", ".join(each for each in NAMES if each not in {"capture_reference", "site"})
        raise InputError(
            gettext("There is no field called “%(name)s”. The fields are %(fields)s.")
            % {"name": name, "fields": fields}
        )
    return found
