"""What stands around the items of a feed or another wire format, for a file of some of its items."""

import json

from articles.importers.record import RawRecord

PLACE = b"\0"  # where the items stand; neither XML nor JSON contains it
_LONGEST = 10_000  # bytes
_OF_ITEMS = frozenset(["feed", "newsml", "nitf"])


def frame_of(record: RawRecord) -> bytes:
    """Return what a file needs around a record that was cut out of one, with PLACE for it; b"" if nothing."""
    around = record.fields or {}
    if record.format not in _OF_ITEMS or not around:
        return b""
    feed, end = around.get("feed"), around.get("end")
    if isinstance(feed, dict):
        before, _, after = json.dumps({**feed, "items": []}).rpartition("]")
        frame = before.encode() + PLACE + b"]" + after.encode()
        return frame if len(frame) <= _LONGEST else b'{"items": [' + PLACE + b"]}"
    heads = [each for each in (around.get("head"), around.get("start")) if isinstance(each, bytes)]
    head = next((each for each in heads if each and len(each) <= _LONGEST), b"")
    return head + PLACE + end if isinstance(end, bytes) and head else b""


def framed(frame: bytes, items: list[bytes]) -> bytes:
    """Return a file of these items."""
    before, _, after = frame.partition(PLACE)
    between = b",\n" if frame.lstrip().startswith(b"{") else b"\n"
    return before + between.join(items) + after
