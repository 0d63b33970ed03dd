"""ninjs, the news in JSON of the IPTC, versions 1 to 3: an object, an array, or one object per line."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from io import BufferedReader
from typing import Any, NamedTuple

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.encodings import decode
from articles.importers.cleaning.html_fragment import fragment_text, has_markup, local_name
from articles.importers.formats.wire.editorial import (
    distinct,
    edition_of,
    not_a_text,
    publication,
    take_headline,
    take_place,
)
from articles.importers.formats.wire.elements import MAX_ITEM_BYTES, TOO_LARGE
from articles.importers.formats.wire.json_items import Document
from articles.importers.formats.wire.nitf import read_nitf
from articles.importers.formats.wire.renditions import best_text
from articles.importers.formats.wire.xml_tree import parse_text, plain_xml
from articles.importers.inputs import Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions, RecordError, Unreadable

PARSER = "ninjs 1"
MEDIA_TYPE = "application/json"
#: Names that tell ninjs from other JSON, in lower case.
MARKS = (
    *(
        "versioncreated",
        "firstcreated",
        "pubstatus",
        "representationtype",
        "bodies",
        "headlines",
        "descriptions",
    ),
    *(
        "body_text",
        "body_html",
        "body_xhtml",
        "copyrightholder",
        "copyrightnotice",
        "usageterms",
        "renditions",
    ),
)
_Values = Mapping[str, Any]


def split(stream: BufferedReader, origin: Origin, _options: ReadOptions) -> Iterator[RawRecord | Unreadable]:
    """Yield one record per object."""
    read = Document(stream)
    held: RawRecord | Unreadable | None = None  # the first object may be the only one
    number = 0
    problem = ""
    try:
        for number, found in enumerate(read.items(), 1):
            if held is not None:
                yield held
            where = f"{origin.name}, item {number}"
            held = RawRecord("ninjs", found.raw, where, f"{origin.uri}#{number}", origin.stem)
            if len(found.raw) > MAX_ITEM_BYTES:
                held = Unreadable(where, TOO_LARGE)
    except RecordError as error:
        problem = str(error)
    if number == 1 and not problem and len(read.raw) <= MAX_ITEM_BYTES:
        yield RawRecord("ninjs", read.raw, origin.name, origin.uri, origin.stem)
    elif held is not None:
        yield held
    if problem:
        yield Unreadable(origin.name, f"{problem}; items read: {number}")
    elif held is None:
        yield Unreadable(origin.name, "it contains no articles")


def is_ninjs(values: object) -> bool:
    """Whether a JSON value is a ninjs object."""
    if not isinstance(values, dict) or not values.keys() & {"uri", "guid", "standard", "$standard"}:
        return False
    names = {name.lower() for name in values}
    standard = values.get("standard") or values.get("$standard")
    if isinstance(standard, dict) and str(standard.get("name", "")).lower() == "ninjs":
        return True
    return bool(names & {"uri", "guid"}) and len(names.intersection(MARKS)) > 1


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse an object. Raises RecordError if it is none, SkippedError if it may not be published."""
    try:
        values = json.loads(decode(record.raw)[0].lstrip("\ufeff"), strict=False)
    except RecursionError as error:
        raise RecordError("its JSON is nested too deeply") from error
    except ValueError as error:
        raise RecordError(f"it is not JSON: {error}") from error
    if isinstance(values, list) and len(values) == 1:  # a whole file
        values = values[0]
    if not isinstance(values, dict):
        raise RecordError("it is JSON, but not an object of ninjs")
    return parse_values(values, record, options)


def parse_values(given: _Values, record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Make an article of an object of ninjs. Raises RecordError or SkippedError."""
    values = {name.lower(): value for name, value in given.items()}
    edition = edition_of(
        _text(values, "pubstatus"),
        values.get("version", ""),
        _text(values, "versioncreated"),
        _text(values, "embargoed") or None,
    )
    bodies = [_read(version) for version in _versions(values, "body", "bodies")]
    nitf: dict[str, str] = next((body.nitf for body in bodies if body.nitf), {})
    text = best_text((body.rank, body.text) for body in bodies)
    kind = _text(values, "type").lower()
    if not text and kind not in {"", "text"}:
        raise not_a_text(kind)
    headline, subheads = _headlines(values, nitf.get("headline", ""))
    descriptions = _versions(values, "description", "descriptions")
    summary = best_text((0, _plain(each)) for each in descriptions if "caption" not in each.role)
    uri = _text(values, "uri") or _text(values, "guid")
    draft = Draft(
        {
            **nitf,
            "id": uri,
            "url": uri if uri.startswith("http") else "",
            "headline": headline,
            "standfirst": "\n\n".join(distinct([*subheads, summary], headline)) or nitf.get("standfirst", ""),
            "byline": _text(values, "by") or _byline(values) or nitf.get("byline", ""),
            "caption": next(_captions(values, descriptions, bodies), nitf.get("caption", "")),
            "source": _source(values) or nitf.get("source", ""),
            "language": _text(values, "language") or nitf.get("language", ""),
            "section": next(iter(_names(values, "subject", "subjects", "service")), nitf.get("section", "")),
            "body": text,
        }
    )
    take_headline(draft, edition)
    take_place(draft, _text(values, "located") or _only_place(values))
    dates = [_text(values, name) for name in ("contentcreated", "firstcreated", "versioncreated")]
    dated = publication(dates)
    return replace(build(draft, record, options, PARSER, MEDIA_TYPE, dated), edition=edition)


class _Version(NamedTuple):
    """One of several versions of a text. kind: its media type, or the ending of its name in version 1."""

    role: str
    kind: str
    value: str


class _Body(NamedTuple):
    """A body as read. rank: higher if its paragraphs are marked; nitf: the other fields, if it is NITF."""

    rank: int
    text: str
    caption: str = ""
    nitf: dict[str, str] = {}


def _versions(values: _Values, one: str, many: str) -> list[_Version]:
    """Return the versions of a text: ``body_html`` and so on, or those in the array ``bodies``."""
    found = []
    for name, value in values.items():
        if name == one or name.startswith(f"{one}_"):
            kind = name.removeprefix(one).removeprefix("_")
            found.append(_Version(kind, kind, _string(value)))
    for each in _objects(values.get(many)):
        kind = _text(each, "contenttype") or _text(each, "role")
        found.append(_Version(_text(each, "role").lower(), kind.lower(), _text(each, "value")))
    return [each for each in found if each.value.strip()]


def _read(version: _Version) -> _Body:
    text = version.value
    if "nitf" in version.kind or text.lstrip().startswith("<nitf"):
        with suppress(RecordError):
            root = parse_text(plain_xml(text))
            fields = read_nitf(root) if local_name(root) == "nitf" else {}
            return _Body(1, fields.pop("body", ""), fields.get("caption", ""), fields)
        return _Body(0, "")
    if "html" in version.kind or has_markup(text):
        captions: list[str] = []
        return _Body(1, fragment_text(text, captions=captions), "".join(captions))
    return _Body(0, text)


def _headlines(values: _Values, of_nitf: str) -> tuple[str, list[str]]:
    """Return the main headline and the others below it."""
    stated = _versions(values, "headline", "headlines")
    main = [each for each in stated if "sub" not in each.role]
    main.sort(key=lambda each: each.role != "main")
    titles = [*map(_plain, main), _text(values, "title"), of_nitf, _text(values, "slugline")]
    return next(filter(None, titles), ""), [_plain(each) for each in stated if "sub" in each.role]


def _plain(version: _Version) -> str:
    is_plain = version.kind == "text/plain" or not ("html" in version.kind or has_markup(version.value))
    return version.value if is_plain else fragment_text(version.value)


def _captions(values: _Values, descriptions: list[_Version], bodies: list[_Body]) -> Iterator[str]:
    """Yield the captions of associated pictures and of those in the text, best first."""
    yield from (_plain(each) for each in descriptions if "caption" in each.role)
    associations = values.get("associations")
    for each in _objects(list(associations.values()) if isinstance(associations, dict) else associations):
        if _text(each, "type").lower() in {"text", "composite"}:
            continue
        texts = _versions(each, "description", "descriptions") or _versions(each, "headline", "headlines")
        yield from map(_plain, sorted(texts, key=lambda text: "caption" not in text.role))
    yield from (body.caption for body in bodies if body.caption)


def _byline(values: _Values) -> str:
    return _text(values, "byline") or ", ".join(_names(values, "authors"))


def _source(values: _Values) -> str:
    stated = [
        _text(values, "source"),
        *_names(values, "infosource", "infosources"),
        _text(values, "copyrightholder"),
    ]
    return next(filter(None, stated), "")


def _only_place(values: _Values) -> str:
    """Return the place that an object names, unless there are several."""
    places = _names(values, "place", "places")
    return places[0] if len(places) == 1 else ""


def _names(values: _Values, *members: str) -> list[str]:
    each = (item for member in members for item in _objects(values.get(member)))
    return distinct(_text(item, "name") or _text(item, "literal") for item in each)


def _objects(value: object) -> list[_Values]:
    """Return the objects in an array, with their names in lower case."""
    items = value if isinstance(value, list) else [value]
    return [{name.lower(): inner for name, inner in item.items()} for item in items if isinstance(item, dict)]


def _text(values: _Values, name: str) -> str:
    return _string(values.get(name))


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
