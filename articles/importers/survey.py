"""A first look at a file with columns: what holds for all of its records, and whether it can be imported."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from articles.importers.field_mapping import fields
from articles.importers.field_mapping.cells import Cells
from articles.importers.field_mapping.dates import OrderFinder
from articles.importers.field_mapping.names import plain_name, plan
from articles.importers.formats import FORMATS
from articles.importers.inputs import Origin
from articles.importers.opened import Opened
from articles.importers.record import FileFacts, RawRecord, ReadOptions, RecordError

_HEAD = 1000  # records that tell whether the rest must be looked at, too
_WORDS = 3  # at least, in a text
_LONG = 200  # characters, of a text that does not end like a sentence
_ENDS = (".", "!", "?", ".”", '."', ".’", ".)", ">")
_SHOWN = 40  # columns


@dataclass(slots=True)
class _Survey:
    """What the records have shown so far. sentences, others: characters of texts and of other values."""

    options: ReadOptions
    records: int = 0
    has_headline: bool = False
    has_text: bool = False
    failed: bool = False
    known: dict[str, None] = field(default_factory=dict)
    sentences: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    order: OrderFinder = field(default_factory=OrderFinder)

    @property
    def must_go_on(self) -> bool:
        """Whether the head of the file does not answer all questions."""
        return self.records < _HEAD or self.order.has_numbers or not (self.has_headline and self.has_text)

    def add(self, record: RawRecord, values: Mapping[str, object]) -> None:
        """Take account of one record."""
        self.records += 1
        cells = Cells(values)
        for _name, found in plan(tuple(cells.values), self.options.columns)["date"]:
            for column in found:
                self.order.add(column, cells.values[column])
        if self.records <= _HEAD:
            self.known |= dict.fromkeys(cells.values)
        if self.has_headline and self.has_text:
            return
        try:
            read = fields.read(values, record, self.options)
        except RecordError:
            self.failed = True
        else:
            self.has_headline |= "headline" in read.texts
            self.has_text |= "body" in read.texts or "standfirst" in read.texts
            for column in read.columns.unused:
                if isinstance(value := cells.values[column], str):
                    kind = self.sentences if _is_text(value.strip()) else self.others
                    kind[column] += len(value)

    def refusal(self) -> str:
        """Return why the file cannot be imported as it is, or ""."""
        if not self.known:
            return ""
        columns_are = f"its columns are {', '.join(f'“{name}”' for name in list(self.known)[:_SHOWN])}"
        known = {plain_name(name) for name in self.known}
        for column in self.options.columns.values():
            if column and not {plain_name(column), *plain_name(column).split("+")} & known:
                return f"it has no column “{column}”; {columns_are}"
        if not self.has_headline and not self.failed:
            return (
                f"none of its records would have a headline; {columns_are}; "
                "name the one with the headlines: --map headline=COLUMN"
            )
        texts = [(size, name) for name, size in self.sentences.items() if size > self.others[name]]
        if self.has_text or not texts or "body" in self.options.columns:
            return ""
        _, longest = max(texts)
        return (
            f"none of its records would have a text; {columns_are}; name the one with the texts, "
            f"perhaps --map text={_quoted(longest)}, or say --map text= if there are none"
        )


def _is_text(value: str) -> bool:
    """Whether a value looks like running text, not like a list of keywords or an address."""
    words = len(value.split())
    if words < _WORDS:
        return False
    return value.endswith(_ENDS) or (len(value) > _LONG and value.count(",") + value.count(";") < words / 3)


def _quoted(column: str) -> str:
    return f'"{column}"' if " " in column else column


def survey(opened: Opened, origin: Origin, format_name: str, options: ReadOptions) -> FileFacts:
    """Return what holds for the whole file. Raises RecordError if it must not be imported as it is."""
    values = FORMATS[format_name].values
    if values is None:
        return FileFacts()
    found = _Survey(options)
    try:
        for record in FORMATS[format_name].split(opened.stream, origin, options):
            if not isinstance(record, RawRecord):
                continue
            with suppress(RecordError):
                found.add(record, values(record))
            if not found.must_go_on:
                break
    except Exception:  # noqa: BLE001  (the import itself reports it with the records)
        return FileFacts(found.order.orders())
    finally:
        opened.rewind()
    if refusal := found.refusal():
        raise RecordError(refusal)
    return FileFacts(found.order.orders())
