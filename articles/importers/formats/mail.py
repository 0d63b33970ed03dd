"""E-mail: messages in files of their own (EML), and mailboxes of many messages (mbox)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from io import BufferedReader
from urllib.parse import quote

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.normalise import shorten
from articles.importers.formats import messages
from articles.importers.inputs import Origin
from articles.importers.record import (
    MAX_RECORD_BYTES,
    ArticleRecord,
    Dated,
    RawRecord,
    ReadOptions,
    RecordError,
    Unreadable,
)

PARSER = "mail 1"
SEPARATOR = re.compile(rb"From \S.{0,200}\d\d?:\d\d.{0,40}$")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LIST_FOOTER = re.compile(r"\n[_-]{30,}\n[^\n]{0,200} mailing list\n.{0,600}\Z", re.DOTALL | re.IGNORECASE)
_FIRST_WORDS = 120  # characters of a headline for a message without a subject
_LINE = 1 << 16


def split_mailbox(
    stream: BufferedReader, origin: Origin, _options: ReadOptions
) -> Iterator[RawRecord | Unreadable]:
    """Yield the messages of a mailbox, without the lines that separate them."""
    lines: list[bytes] = []
    number = size = 0
    is_blank = True
    while line := stream.readline(_LINE):
        if is_blank and SEPARATOR.match(line.rstrip(b"\r\n")):
            if lines:
                number += 1
                yield _message(lines, size, origin, number)
            lines, size = [], 0
        else:
            size += len(line)
            lines += [line] if size <= MAX_RECORD_BYTES else []
        is_blank = not line.strip()
    if lines:
        yield _message(lines, size, origin, number + 1)


def _message(lines: list[bytes], size: int, origin: Origin, number: int) -> RawRecord | Unreadable:
    where = f"{origin.name}, message {number}"
    if size > MAX_RECORD_BYTES:
        return Unreadable(where, f"the message is larger than {MAX_RECORD_BYTES // 1_000_000} MB")
    return RawRecord("mbox", b"".join(lines).rstrip(b"\r\n"), where, f"{origin.uri}#{number}", origin.stem)


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a message: its subject is the headline. Raises RecordError."""
    raw = _QUOTED.sub(rb"\1", record.raw) if record.format == "mbox" else record.raw
    message = messages.read_message(raw)
    text, attachments = messages.body(message)
    headline = messages.header(message, "Subject")
    if not headline and not text.strip():
        raise RecordError("the message has neither a subject nor a text")
    fields = {
        "headline": headline or shorten(text.strip(), _FIRST_WORDS),
        "body": _LIST_FOOTER.sub("", text),
        "byline": messages.sender(message),
    }
    draft = Draft(fields)
    if attachments:
        draft.note("attachments")
    if name := messages.header(message, "Message-ID").strip("<> "):
        record = replace(record, reference=f"mid:{quote(name, errors='replace')}")
    article = build(draft, record, options, PARSER, messages.MEDIA_TYPE, _dated(message))
    return replace(article, attachments=attachments)


def _dated(message: EmailMessage) -> Dated:
    words = messages.header(message, "Date")
    moment = messages.moment(message)
    if moment is None:
        return Dated(words=words, reason="it is not a date of an e-mail" if words else "")
    return Dated(moment.date(), moment)
