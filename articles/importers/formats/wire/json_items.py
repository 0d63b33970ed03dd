"""Finds the values in a JSON document one by one, each with its place, without building all of them."""

import json
import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any, NamedTuple

from articles.importers.cleaning.encodings import decode
from articles.importers.record import MAX_RECORD_BYTES, RecordError

_SPACE = re.compile(r"[\s\ufeff,]*")
_DECODER = json.JSONDecoder(strict=False)


class Found(NamedTuple):
    """A value, and the part of the document that it was read from."""

    value: Any
    raw: bytes


class Document:
    """The text of a JSON file. Raises RecordError if it is too large."""

    def __init__(self, stream: BufferedReader) -> None:
        self.raw = stream.read(MAX_RECORD_BYTES + 1)
        if len(self.raw) > MAX_RECORD_BYTES:
            raise RecordError(f"the file is larger than {MAX_RECORD_BYTES // 1_000_000} MB")
        self._text, encoding = decode(self.raw)
        self._encoding = "utf-8" if encoding == "utf-8-sig" else encoding

    def items(self) -> Iterator[Found]:
        """Yield the values of an array, or of a file with one or more values. Raises RecordError."""
        start = _after_space(self._text, 0)
        is_array = self._text.startswith("[", start)
        place = start + is_array
        while not self._is_at_end(place := _after_space(self._text, place)):
            value, end = _read(self._text, place)
            yield self._found(value, place, end)
            place = end
        self._check_end(is_array, place)

    def members(self, many: str) -> Iterator[tuple[str, Found]]:
        """Yield the members of an object, one for each value in the array ``many``. Raises RecordError."""
        place = _after_space(self._text, 0) + 1
        while not self._is_at_end(place := _after_space(self._text, place)):
            name, place = _read(self._text, place)
            place = _after_space(self._text, place)
            if not isinstance(name, str) or not self._text.startswith(":", place):
                raise RecordError(f"it is not JSON at character {place + 1}")
            place = _after_space(self._text, place + 1)
            if name == many and self._text.startswith("[", place):
                place += 1
                while not self._is_at_end(place := _after_space(self._text, place)):
                    value, end = _read(self._text, place)
                    yield name, self._found(value, place, end)
                    place = end
                self._check_end(True, place)
                place += 1
            else:
                value, end = _read(self._text, place)
                yield name, self._found(value, place, end)
                place = end
        self._check_end(True, place)

    def _check_end(self, is_open: bool, place: int) -> None:
        if is_open and place >= len(self._text):
            raise RecordError("its JSON ends too early")

    def _is_at_end(self, place: int) -> bool:
        return place >= len(self._text) or self._text[place] in "]}"

    def _found(self, value: Any, start: int, end: int) -> Found:
        return Found(value, self._text[start:end].encode(self._encoding, "replace"))


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _read(text: str, place: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, place)
    except RecursionError as error:
        raise RecordError("its JSON is nested too deeply") from error
    except ValueError as error:
        raise RecordError(f"it is not JSON: {error}") from error
