"""The fields of a JSONL, JSON or CSV record: found by the names of its columns, read and made plain."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from articles.importers.cleaning.assemble import EXPORTED
from articles.importers.cleaning.markup import has_markup, without_markup
from articles.importers.columns import dates
from articles.importers.columns.cells import Cells, is_empty, unwrapped
from articles.importers.columns.names import columns
from articles.importers.record import ColumnUse, Dated, RawRecord, ReadOptions, RecordError
from articles.text import web_address

#: Spreadsheets treat cells with these prefixes as formulas, in full-width form too. Exports put an apostrophe
#: before them.
STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_JOINED_BY = {"body": "\n\n", "standfirst": "\n\n", "date": "-"}
_NAMES_OF_PEOPLE = ("name", "original", "full_name", "fullname", "author", "title")
_TEXTS_OF_PARTS = ("text", "content", "body", "value")
_VERBATIM = {"id", "capture_reference", "url", "language"}
_MAY_BE_LISTS = {"byline", "section"}
_LONGEST_LIST = 5000  # characters
_MUST_BE_TEXT = {"headline", "body", "id"}


@dataclass(frozen=True, slots=True)
class Fields:
    """What a record states. texts: by field; empty: fields that it has columns for, but no value."""

    texts: dict[str, str]
    dated: Dated
    empty: frozenset[str]
    columns: ColumnUse


def read(record: Mapping[str, object], raw: RawRecord, options: ReadOptions) -> Fields:
    """Read a record. Raises RecordError for a headline, text or id that is not text."""
    names = columns(options.columns)
    cells = Cells(record)
    is_exported = str(record.get("capture_reference", "")).startswith(EXPORTED)
    texts: dict[str, str] = {}
    for field in names:
        if field != "date" and (text := _first_text(field, names[field], cells)):
            texts[field] = text if field in _VERBATIM or is_exported else _plain(field, text)
            if is_exported and raw.format == "csv":
                texts[field] = _without_apostrophe(text)
    dated, used = dates.read(_values(names["date"], cells), raw.facts.date_orders, options.date_order)
    cells.used |= used
    use = ColumnUse(frozenset(cells.used), cells.unused())
    return Fields(texts, dated, _empty(names, cells, texts), use)


def _plain(field: str, text: str) -> str:
    if not has_markup(text):
        return text
    return without_markup(text) or (text if field == "headline" else "")


def _without_apostrophe(text: str) -> str:
    """Return a cell as it was before the export protected spreadsheets from it."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(STARTS_FORMULA) else text


def _first_text(field: str, names: tuple[str, ...], cells: Cells) -> str:
    """Return the first usable text of a field, or ""."""
    for name in names:
        found = {column: cells.values[column] for column in cells.parts(name)}
        parts = {column: _text(field, column, value) for column, value in found.items()}
        texts = {column: text for column, text in parts.items() if text and _suits(field, name, text)}
        if texts:
            cells.used |= texts.keys()
            return _JOINED_BY.get(field, " ").join(texts.values())
    return ""


def _suits(field: str, name: str, text: str) -> bool:
    """Whether a text can be the value of the field: some data sets have the address in "source" or "guid"."""
    if field == "source":
        return not web_address(text)
    if field == "url" and name in {"source", "guid", "guid.rendered", "uri"}:
        return bool(web_address(text))
    return True


def _values(names: tuple[str, ...], cells: Cells) -> Iterator[tuple[str, object]]:
    for name in names:
        parts = {column: cells.values[column] for column in cells.parts(name)}
        filled = {column: value for column, value in parts.items() if not is_empty(value)}
        if len(parts) > 1 and len(filled) == len(parts):
            yield "+".join(parts), "-".join(map(dates.words_of, filled.values()))
        elif len(parts) == 1 and filled:
            yield next(iter(filled.items()))


def _empty(names: Mapping[str, tuple[str, ...]], cells: Cells, texts: Mapping[str, str]) -> frozenset[str]:
    """Return the fields that the record has columns for, but no value in any of them."""
    wanted = {**names, "published_on": names["date"], "published_at": ("publishedat",)}
    return frozenset(
        field
        for field, each in wanted.items()
        if field not in texts
        and (given := [column for name in each if (column := cells.column(name)) is not None])
        and all(is_empty(cells.values[column]) for column in given)
    )


def _text(field: str, column: str, value: object) -> str:
    """Return the text of a value, or "" if it has none. Raises RecordError if one that counts is no text."""
    if is_empty(value):
        return ""
    if isinstance(value, str) and field in _MAY_BE_LISTS and value.lstrip().startswith("["):
        value = _written_list(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return _text_of_list(field, value)
    if field == "id" and isinstance(value, int | float) and not isinstance(value, bool):
        return dates.words_of(value)
    if field in _MUST_BE_TEXT:
        raise RecordError(f"its {column} is {_kind(value)}, not text")
    return ""


def _written_list(text: str) -> object:
    """Return the list that a cell has as a program wrote it: "['Ann Berg', 'Mark Roe']"; else the text."""
    try:
        with warnings.catch_warnings(action="ignore"):
            found = ast.literal_eval(text.strip()) if len(text) <= _LONGEST_LIST else text
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return found if isinstance(found, list) else text


def _text_of_list(field: str, values: list[object]) -> str:
    keys = _TEXTS_OF_PARTS if field in {"body", "standfirst"} else _NAMES_OF_PEOPLE
    texts = [text for value in values if (text := _text_of_part(unwrapped(value), keys))]
    if field in _JOINED_BY:
        return _JOINED_BY[field].join(texts)
    if field == "byline":
        return ("; " if any("," in text for text in texts) else ", ").join(texts)
    return texts[0] if texts else ""


def _text_of_part(value: object, keys: tuple[str, ...]) -> str:
    if isinstance(value, dict):
        parts = [value.get(key) for key in ("firstname", "lastname")]
        if all(isinstance(part, str) for part in parts):
            return " ".join(map(str, parts)).strip()
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), "")
    return value.strip() if isinstance(value, str) and not is_empty(value) else ""


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", dict: "an object"}
    return kinds.get(type(value), "something else")
