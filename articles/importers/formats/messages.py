"""Messages in the format of e-mail, which saved pages (MHTML) use, too: their headers, texts and parts."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, cast

from articles.importers.cleaning.encodings import decode
from articles.importers.cleaning.html_fragment import fragment_text
from articles.importers.record import RecordError

MEDIA_TYPE, PAGE_MEDIA_TYPE = "message/rfc822", "multipart/related"
_MORE = 3  # times as much text in the HTML as in the plain part: that is then only a notice
_MOST_PARTS = 1000
_FIRST_YEAR = 1970  # in which the first messages were sent
_HEADERS = re.compile(
    rb"(?:From|To|Cc|Subject|Date|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Content-Type|Reply-To"
    rb"|Sender|X-[\w-]+|List-[\w-]+|DKIM-Signature|ARC-[\w-]+|Authentication-Results"
    rb"|Snapshot-Content-Location):[ \t\r\n]",
    re.IGNORECASE,
)
_ENOUGH = 3  # of these headers
_NEEDED = (b"from:", b"date:", b"subject:", b"message-id:", b"mime-version:")
_SAVED_PAGE = re.compile(
    rb"^(?:Snapshot-Content-Location:|Content-Type:\s*multipart/related)", re.IGNORECASE | re.MULTILINE
)


def read_message(raw: bytes) -> EmailMessage:
    """Parse a message. Raises RecordError."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
    except Exception as error:  # any: damaged messages fail in many ways
        raise RecordError(f"the message cannot be read: {error}") from error
    return message


def kind_of_message(start: bytes) -> str:
    """Return "eml" or "mhtml" for a file that begins with the headers of a message, else ""."""
    head = re.split(rb"\r?\n\r?\n", start.lstrip(), maxsplit=1)[0]
    lines = [line.lower() for line in head.splitlines()]
    found = sum(any(line.startswith(name) for line in lines) for name in _NEEDED)
    if found < _ENOUGH or not _HEADERS.match(head):
        return ""
    return "mhtml" if _SAVED_PAGE.search(head) and b"text/html" in start else "eml"


def header(message: EmailMessage, name: str) -> str:
    """Return the text of a header, or "". The library fails at many that are damaged."""
    try:
        return " ".join(str(message[name] or "").split())
    except Exception:  # noqa: BLE001  (any: its parser of headers is complicated)
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    try:
        return " ".join(str(make_header(decode_header(str(raw)))).split())
    except (ValueError, LookupError, TypeError, MessageError):
        return " ".join(str(raw).split())


def sender(message: EmailMessage) -> str:
    """Return the name of the sender, or else the address."""
    stated = header(message, "From")
    try:
        name, address = parseaddr(stated)
    except (ValueError, RecursionError, IndexError):  # comments can be nested
        return stated
    return name or address


def moment(message: EmailMessage) -> datetime | None:
    """Return the date with its time zone, or None if there is none that can be read."""
    try:
        found = parsedate_to_datetime(header(message, "Date"))
    except (ValueError, TypeError, OverflowError, IndexError, RecursionError):
        return None
    found = found.replace(tzinfo=found.tzinfo or UTC)
    return found if found.year >= _FIRST_YEAR and found < datetime.now(UTC) + timedelta(days=2) else None


def parts(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts that have no parts of their own."""
    leaves: list[EmailMessage] = []
    waiting = [message]
    while waiting and len(leaves) < _MOST_PARTS:
        part = waiting.pop()
        if part.is_multipart() and _kind(part) != MEDIA_TYPE:
            waiting += [
                cast("EmailMessage", each) for each in reversed(cast("list[Any]", part.get_payload()))
            ]
        else:
            leaves.append(part)
    return leaves


def body(message: EmailMessage) -> tuple[str, int]:
    """Return the text of a message, from its plain or HTML part, and the number of attachments."""
    leaves = parts(message)
    texts = [part for part in leaves if _kind(part).startswith("text/") and not _is_attached(part)]
    plain = "\n\n".join(text(part) for part in texts if _kind(part) == "text/plain")
    html = next((text(part) for part in texts if _kind(part) == "text/html"), "")
    from_html = fragment_text(html) if html.strip() else ""
    others = sum(1 for part in leaves if _is_attached(part) or not _kind(part).startswith("text/"))
    return (from_html if len(from_html) > _MORE * len(plain) else plain), others


def root_page(message: EmailMessage) -> EmailMessage | None:
    """Return the page among the parts of a saved page."""
    pages = [part for part in parts(message) if _kind(part) in {"text/html", "application/xhtml+xml"}]
    start = _parameter(message, "start")
    return next((page for page in pages if start and header(page, "Content-ID") == start), None) or next(
        iter(pages), None
    )


def data(part: EmailMessage) -> bytes:
    """Return the bytes of a part, decoded as it says."""
    try:
        found = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001  (any: damaged encodings fail in many ways)
        found = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return found if isinstance(found, bytes) else b""


def charset(part: EmailMessage) -> str:
    """Return the encoding of the characters of a part, or ""."""
    return _parameter(part, "charset")


def text(part: EmailMessage) -> str:
    """Return the text of a part."""
    return decode(data(part), charset(part))[0]


def page_text(raw: bytes) -> str:
    """Return the HTML of a saved page. Raises RecordError."""
    page = root_page(read_message(raw))
    return text(page) if page is not None else ""


def fields(raw: bytes) -> dict[str, object]:
    """Return a message as people read it: the main headers, and the text. Raises RecordError."""
    message = read_message(raw)
    shown = {"Subject": header(message, "Subject"), "From": sender(message), "Date": header(message, "Date")}
    return {**{name: value for name, value in shown.items() if value}, "text": body(message)[0]}


def _parameter(part: EmailMessage, name: str) -> str:
    try:
        found = part.get_param(name, "")
    except Exception:  # noqa: BLE001  (any: its parser of headers is complicated)
        return ""
    return found if isinstance(found, str) else ""


def _kind(part: EmailMessage) -> str:
    try:
        return part.get_content_type()
    except Exception:  # noqa: BLE001  (any: its parser of headers is complicated)
        return "application/octet-stream"


def _is_attached(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except Exception:  # noqa: BLE001  (any: its parser of headers is complicated)
        return True
