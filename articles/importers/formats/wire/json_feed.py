"""JSON Feed, versions 1 and 1.1."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BufferedReader
from typing import Any

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.encodings import decode
from articles.importers.cleaning.html_fragment import fragment_text
from articles.importers.formats.wire.editorial import distinct, edition_of, publication, take_headline
from articles.importers.formats.wire.elements import MAX_ITEM_BYTES, TOO_LARGE
from articles.importers.formats.wire.json_items import Document
from articles.importers.inputs import Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions, RecordError, Unreadable

PARSER = "json feed 1"
MEDIA_TYPE = "application/feed+json"


def is_json(start: bytes) -> bool:
    """Whether a file with these first bytes is JSON, not XML."""
    return decode(start[:1000])[0].lstrip("\ufeff \t\r\n").startswith("{")


def split(stream: BufferedReader, origin: Origin) -> Iterator[RawRecord | Unreadable]:
    """Yield one record per item; ``fields`` has what the feed says about itself."""
    read = Document(stream)
    items: list[bytes] = []
    feed: dict[str, object] = {}
    problem = ""
    try:
        for name, found in read.members("items"):
            if name == "items":
                items.append(found.raw)
            else:
                feed[name] = found.value
    except RecordError as error:
        problem = str(error)
    for number, raw in enumerate(items, 1):
        reference = f"{origin.uri}#{number}"
        where = f"{origin.name}, item {number}"
        if len(raw) > MAX_ITEM_BYTES:
            yield Unreadable(where, TOO_LARGE)
        else:
            yield RawRecord("feed", raw, where, reference, origin.stem, {"feed": feed})
    if problem:
        yield Unreadable(origin.name, f"{problem}; items read: {len(items)}")
    elif not items:
        yield Unreadable(origin.name, "it contains no articles")


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse an item. Raises RecordError if it has no text."""
    item = json.loads(decode(record.raw)[0], strict=False)
    if not isinstance(item, dict):
        raise RecordError("it is not an object with a text")
    given = (record.fields or {}).get("feed")
    feed: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    captions: list[str] = []
    html, text, summary = (_text(item, name) for name in ("content_html", "content_text", "summary"))
    body = fragment_text(html, captions=captions) or text or summary
    number = item.get("id")
    draft = Draft(
        {
            "id": str(number) if isinstance(number, str | int) else "",
            "headline": _text(item, "title"),
            "standfirst": "" if body.startswith(summary.strip(" …")) else summary,
            "byline": ", ".join(_names(item) or _names(feed)),
            "caption": captions[0] if captions else "",
            "url": _text(item, "url") or _text(item, "external_url"),
            "source": "" if options.source else _text(feed, "title"),
            "language": _text(item, "language") or _text(feed, "language"),
            "section": next((tag for tag in _list(item, "tags") if isinstance(tag, str)), ""),
            "body": body,
        }
    )
    take_headline(draft)
    dated = publication([_text(item, "date_published"), _text(item, "date_modified")])
    edition = edition_of("", moment=_text(item, "date_modified"))
    return replace(build(draft, record, options, PARSER, MEDIA_TYPE, dated), edition=edition)


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _list(values: Mapping[str, Any], name: str) -> list[Any]:
    value = values.get(name)
    return value if isinstance(value, list) else []


def _names(values: Mapping[str, Any]) -> list[str]:
    authors = [*_list(values, "authors"), values.get("author")]
    return distinct(_text(author, "name") for author in authors if isinstance(author, dict))
