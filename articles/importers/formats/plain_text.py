"""Plain text: a headline, perhaps with header lines, then the text; one article in a file or many."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader

from markdown_it import MarkdownIt

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.binary import binary_kind
from articles.importers.cleaning.clean import Draft, take_banner, take_repeated_headline
from articles.importers.cleaning.date_words import find_in_words
from articles.importers.cleaning.encodings import codec, unicode_by_mark
from articles.importers.cleaning.html_fragment import fragment_text
from articles.importers.cleaning.normalise import shorten
from articles.importers.field_mapping import fields
from articles.importers.formats.line_encoding import decode_as
from articles.importers.formats.text_files import nexis
from articles.importers.formats.text_files.documents import documents, without_marks
from articles.importers.formats.text_files.headers import Header, header_of
from articles.importers.formats.text_files.lines import fields_of, take_header_lines
from articles.importers.inputs import Origin
from articles.importers.record import (
    MAX_RECORD_BYTES,
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
    Unreadable,
)
from articles.text import one_line

PARSER = "text 2"
_MAX_FILE = 100_000_000  # bytes of a file with many documents
_HEADLINE_LENGTH = 300  # a longer first paragraph is body text, not a headline
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_LINE_ENDS = re.compile(r"\r\n?")
_MARKDOWN = re.compile(r"^#{1,6} \S|\]\(https?://|^[ ]{0,3}[*+-] \S.*\n[ ]{0,3}[*+-] \S|\*\*\S", re.MULTILINE)


def split(stream: BufferedReader, origin: Origin, options: ReadOptions) -> Iterator[RawRecord | Unreadable]:
    """Yield the file or, if it has many documents, each of them."""
    raw = stream.read(_MAX_FILE + 1)
    if kind := binary_kind(raw):
        yield Unreadable(origin.name, f"it seems to be {kind}, not text")
        return
    parts = [raw] if unicode_by_mark(raw).startswith(("utf-16", "utf-32")) else documents(raw)
    for number, part in enumerate(parts, 1):
        is_file = len(parts) == 1
        where = origin.name if is_file else f"{origin.name}, document {number}"
        if len(part) > MAX_RECORD_BYTES:
            what = "file" if is_file else "document"
            yield Unreadable(where, f"the {what} is larger than {MAX_RECORD_BYTES // 1_000_000} MB")
        else:
            reference = origin.uri if is_file else f"{origin.uri}#{number}"
            encoding = codec(options.encoding) if options.encoding else ""
            yield RawRecord("text", part, where, reference, origin.stem, encoding=encoding)


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a text, from "This Article is From …" or its header to the last paragraph."""
    text = decode_as(record.raw, record.encoding)
    header = Header({}, {}, text) if "header lines" in options.kept else _header(text)
    read = fields.read({**header.others, **header.fields}, record, options)
    texts = dict(read.texts)
    draft = Draft({**texts, "body": texts.pop("body", "") or header.text}, options.kept)
    take_banner(draft)
    if not draft.body and not draft.get("headline"):
        raise RecordError("the file contains no text")
    if header.fields:
        draft.note("header lines")
    if not draft.get("headline"):
        _take_headline(draft)
    take_repeated_headline(draft)
    _take_lines_under_headline(draft)
    article = build(draft, record, options, PARSER, "text/plain", read.dated)
    return replace(article, columns=read.columns)


def _header(text: str) -> Header:
    """Return what the text states above its body, however it is written, and the body."""
    text = _LINE_ENDS.sub("\n", text)
    if nexis.is_nexis(text) and (header := nexis.read(without_marks(text))):
        return header
    header = header_of(without_marks(text))
    body = header.text
    stated = dict(header.fields)
    if not any(name in stated for name in ("headline", "title")):
        lines, body = take_header_lines(body)
        stated = {**lines, **stated}
    if _MARKDOWN.search(body):
        body = fragment_text(MarkdownIt().render(body))
    return Header(stated, header.others, body)


def _take_headline(draft: Draft) -> None:
    first = one_line(draft.body[0])
    if len(first) <= _HEADLINE_LENGTH:
        draft.fields["headline"] = first
        del draft.body[0]
    else:
        draft.fields["headline"] = shorten(_SENTENCE.split(first, maxsplit=1)[0], 120)
        draft.note("headline made of the first words")


def _take_lines_under_headline(draft: Draft) -> None:
    """Take a byline and a line with only a date, in either order, directly below the headline."""
    for _ in range(2):
        take_banner(draft)
        stated = fields_of(one_line(draft.body[0])) if draft.body else {}
        if "header lines" in draft.kept or stated.keys() & draft.kept:
            return
        if stated.keys() == {"byline"} and not draft.get("byline"):
            draft.fields |= stated
        elif (
            stated.keys() == {"date"}
            and draft.published_on is None
            and (day := find_in_words(stated["date"]))
        ):
            draft.published_on = day
        else:
            return
        draft.note(next(iter(stated)))
        del draft.body[0]
