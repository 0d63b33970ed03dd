"""JSON documents: an array of objects, one object after the other, or the answer of an API with a list."""

import json
import re
from collections.abc import Iterator
from io import BufferedReader

from articles.importers.field_mapping.names import NAMES, plain_name
from articles.importers.formats.line_encoding import LineEncoding, as_bytes_of_lines, decode_as
from articles.importers.inputs import Origin
from articles.importers.record import MAX_RECORD_BYTES, RawRecord, ReadOptions, Unreadable

PARSER = "json 1"
_MAX_ANSWER = 100_000_000  # bytes of an object around a list of articles
_CHUNK = 1 << 18
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]"]', re.DOTALL)
#: Keys of the list of articles in an answer, and of objects around it.
_LISTS = frozenset([
    "articles", "results", "docs", "hits", "stories", "posts", "data", "items", "news", "value", "records",
    "documents", "entries", "matches",
])  # fmt: skip
_AROUND = frozenset(["response", "hits", "articles", "data", "result", "stories"])
_SINGLE = frozenset(["content", "article"])  # keys of a single article
_MAY_BE_ANSWER = re.compile(
    rb'"(?:' + b"|".join(name.encode() for name in sorted(_LISTS | _AROUND | _SINGLE)) + rb')"\s*:\s*[\[{]',
    re.IGNORECASE,
)
_HEADLINES = frozenset(NAMES["headline"])
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


def split(stream: BufferedReader, origin: Origin, options: ReadOptions) -> Iterator[RawRecord | Unreadable]:
    """Yield each object, and those in the list of an answer instead of the answer."""
    stream = as_bytes_of_lines(stream)
    encoding = LineEncoding(stream, options.encoding)
    number, uri, stem = 0, origin.uri, origin.stem
    for raw in _objects(stream):
        used = encoding.of(raw or b"")
        for each in articles_in(raw, used) if raw else (b"",):
            number += 1
            where = f"{origin.name}, record {number}"
            if not each or len(each) > MAX_RECORD_BYTES:
                yield Unreadable(where, f"the record is longer than {MAX_RECORD_BYTES // 1_000_000} MB")
            else:
                reference = f"{uri}#{number}"
                yield RawRecord("json", each, where, reference, stem, encoding=used)
    if not number:
        yield Unreadable(origin.name, "it contains no JSON object")


def _objects(stream: BufferedReader) -> Iterator[bytes | None]:
    """Yield the outermost objects, also those in arrays, without parsing them. None for one too long."""
    buffer = bytearray()
    at = depth = outside = 0
    start = -1  # of the object being read
    is_long = False
    while chunk := stream.read1(_CHUNK):
        buffer += chunk
        for found in _TOKEN.finditer(buffer, at):
            token, at = buffer[found.start()], found.end()
            if token == ord('"'):
                if at - found.start() == 1:  # the string goes on
                    at = found.start()
                    break
            elif token in b"{[":
                if start < 0 and token == ord("{"):
                    start, outside, is_long = found.start(), depth, False
                depth += 1
            else:
                depth = max(0, depth - 1)
                if start >= 0 and depth == outside:
                    yield None if is_long else bytes(buffer[start:at])
                    start = -1
        else:
            at = len(buffer)
        if start >= 0 and len(buffer) - start > (MAX_RECORD_BYTES if outside else _MAX_ANSWER):
            is_long, start = True, min(at, len(buffer) - 1)
        keep = at if start < 0 else start
        del buffer[:keep]
        at, start = at - keep, -1 if start < 0 else 0
    if start >= 0:
        yield None if is_long else bytes(buffer)  # cut off: not JSON, and reported as such


def articles_in(raw: bytes, encoding: str) -> list[bytes]:
    """Return the articles in an array or an answer, or the object itself if it is neither."""
    is_array = raw.lstrip().startswith(b"[")
    if not is_array and not _MAY_BE_ANSWER.search(raw):
        return [raw]
    text = decode_as(raw, encoding)
    try:
        found = _elements(text, _skip(text, 0)) if is_array else _list_in(text, 0, 0)
    except (ValueError, RecursionError):
        found = None
    return (
        [text[start:end].encode(encoding or "utf-8", errors="replace") for start, end in found]
        if found
        else [raw]
    )


def _list_in(text: str, start: int, depth: int) -> list[tuple[int, int]] | None:
    """Return where the articles listed in an object begin and end; None if it lists none or is one itself."""
    listed: list[tuple[int, int]] | None = None
    for key, at in _members(text, start):
        name = plain_name(key)
        if not depth and name in _HEADLINES:
            return None
        if listed is None and name in _LISTS and text[at] == "[":
            listed = _elements(text, at) or None
        elif listed is None and name in _AROUND and text[at] == "{":
            listed = _list_in(text, at, depth + 1)
        elif listed is None and name in _SINGLE and text[at] == "{" and _has_headline(text, at):
            listed = [(at, _DECODER.raw_decode(text, at)[1])]
    return listed


def _has_headline(text: str, start: int) -> bool:
    return any(plain_name(key) in _HEADLINES for key, _ in _members(text, start))


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _members(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield the keys of the object at ``start`` with the positions of their values. Raises ValueError."""
    at = _skip(text, start + 1)
    while text[at : at + 1] == '"':
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        yield key, at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            return
        at = _skip(text, at + 1)


def _elements(text: str, start: int) -> list[tuple[int, int]]:
    """Return where the objects in the array at ``start`` begin and end, if it has objects only."""
    found: list[tuple[int, int]] = []
    at = _skip(text, start + 1)
    while text[at : at + 1] == "{":
        _, end = _DECODER.raw_decode(text, at)
        found.append((at, end))
        at = _skip(text, end)
        if text[at : at + 1] != ",":
            return found
        at = _skip(text, at + 1)
    return []
