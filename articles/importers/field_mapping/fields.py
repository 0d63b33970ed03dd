"""The fields of a JSONL, JSON or CSV record: found by the names of its columns, read and made plain."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from articles.importers.cleaning import partial_words
from articles.importers.cleaning.assemble import EXPORTED
from articles.importers.cleaning.html_fragment import fragment_text, has_markup, unescaped
from articles.importers.field_mapping import dates
from articles.importers.field_mapping.cells import Cells, is_empty, unwrapped
from articles.importers.field_mapping.names import Plan, plan
from articles.importers.record import ColumnUse, Dated, RawRecord, ReadOptions, RecordError
from articles.text import web_address

#: Spreadsheets treat cells with these prefixes as formulas, in full-width form too. Exports put an apostrophe
#: before them.
STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
Places = tuple[tuple[str, tuple[str, ...]], ...]
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
    is_exported = str(record.get("capture_reference", "")).startswith(EXPORTED)
    cells = Cells(record, is_literal=is_exported)
    planned = plan(tuple(cells.values), options.columns)
    texts: dict[str, str] = {}
    for field, places in planned.items():
        if places and field != "date" and (text := _first_text(field, places, cells)):
            texts[field] = text if field in _VERBATIM or is_exported else _plain(field, text)
            if is_exported and raw.format == "csv":
                texts[field] = without_apostrophe(text)
    dated, used = dates.read(_values(planned["date"], cells), raw.facts.date_orders, options.date_order)
    cells.used |= used
    if is_exported:
        dated = replace(dated, partial=partial_words.read(dated.words), words=_date_text(cells))
    use = ColumnUse(frozenset(cells.used), cells.unused())
    return Fields(texts, dated, _empty(planned, cells, texts) if options.clear else frozenset(), use)


def _date_text(cells: Cells) -> str:
    cells.used |= {"date_text"} & cells.values.keys()
    return dates.words_of(cells.values.get("date_text"))


def _plain(field: str, text: str) -> str:
    markup = unescaped(text)
    if not has_markup(markup):
        return text
    return fragment_text(markup) or (text if field == "headline" else "")


def without_apostrophe(text: str) -> str:
    """Return a cell as it was before the export protected spreadsheets from it."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(STARTS_FORMULA) else text


def _first_text(field: str, places: Places, cells: Cells) -> str:
    """Return the first usable text of a field, or ""."""
    for name, found in places:
        texts = {}
        for column in found:
            value = cells.values[column]
            text = "" if cells.is_empty(value) else _text(field, column, value)
            if text and _suits(field, name, text):
                texts[column] = text
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


def _values(places: Places, cells: Cells) -> Iterator[tuple[str, object]]:
    for _name, found in places:
        filled = [value for column in found if not cells.is_empty(value := cells.values[column])]
        if len(found) == len(filled) == 1:
            yield found[0], filled[0]
        elif len(found) == len(filled):
            yield "+".join(found), "-".join(map(dates.words_of, filled))


def _empty(planned: Plan, cells: Cells, texts: Mapping[str, str]) -> frozenset[str]:
    """Return the fields that the record has columns for, but no value in any of them."""
    moments = tuple(place for place in planned["date"] if place[0] == "publishedat")
    wanted = {**planned, "published_on": planned["date"], "published_at": moments}
    return frozenset(
        field
        for field, places in wanted.items()
        if field not in texts
        and (given := [cells.values[column] for _name, found in places for column in found])
        and all(map(cells.is_empty, given))
    )


def _text(field: str, column: str, value: object) -> str:
    """Return the text of a value, or "" if it is none. Raises RecordError if one that counts is not text."""
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
