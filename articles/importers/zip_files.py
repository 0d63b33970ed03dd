"""The files in a ZIP archive. Without the list at its end, they are looked for one by one."""

import struct
import zipfile
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import Any, NamedTuple

from articles.importers.inputs import Origin
from articles.importers.opened import Member, Opened, kept, reopened
from articles.importers.record import Skipped, Unreadable
from articles.importers.unpacking import DAMAGE, ZIP_METHODS, BombError, unpacker

_LONGEST_LIST = 32_000_000  # bytes; it has to fit into memory
_TAIL = 66_000  # bytes at the end, which say where the list is
_MARK = 16  # bytes that show a kind of file
_ENCRYPTED, _SIZES_FOLLOW = 0x1 | 0x40 | 0x2000, 0x8
_FILE, _LIST, _SIZES = b"PK\x03\x04", b"PK\x01\x02", b"PK\x07\x08"
_END, _LONG_END = b"PK\x05\x06", b"PK\x06\x06"
_HEAD = struct.Struct("<4sHHHHHLLLHH")
_CHUNK = 1 << 16
_LINK = 0xA000  # in the mode of a file


class _Entry(NamedTuple):
    """A file as the archive describes it. head: where its own header is; crc: None if it is not known."""

    name: str
    head: int
    method: int
    flags: int
    size: int
    crc: int | None = None
    is_link: bool = False


class _Part(RawIOBase):
    """A part of a file as a stream of its own."""

    def __init__(self, file: Any, start: int, size: int) -> None:
        self._file, self._start, self._size, self._place = file, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = offset + (0, self._place, self._size)[whence]
        return self._place

    def readinto(self, buffer: Any) -> int:
        self._file.seek(self._start + self._place)
        found = self._file.read(max(0, min(len(buffer), self._size - self._place)))
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)


def zip_files(opened: Opened, origin: Origin) -> Iterator[Member | Unreadable | Skipped]:
    """Yield the files in an archive. Raises BombError."""
    file: Any = BufferedReader(kept(opened.stream)) if opened.is_packed else opened.packed
    _check_list(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [_entry(info) for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error):
        yield Unreadable(origin.name, "the ZIP archive is incomplete; files at its end may be lost")
        entries = list(_look_for_entries(file))
    opened.allowance.check_count(len(entries))
    is_wacz = _is_wacz(origin, entries)
    for entry in entries:
        inside = origin.member(entry.name)
        if inside.is_hidden:
            continue
        if is_wacz and not entry.name.startswith("archive/"):
            yield Skipped(inside.name, "indexes of web archives")
        elif entry.is_link:
            yield Skipped(inside.name, "links or special files")
        else:
            yield _opened(file, entry, inside, opened)


def _entry(info: zipfile.ZipInfo) -> _Entry:
    is_link = info.external_attr >> 16 & 0xF000 == _LINK
    stated = (info.header_offset, info.compress_type, info.flag_bits, info.compress_size, info.CRC)
    return _Entry(info.filename, *stated, is_link)


def _is_wacz(origin: Origin, entries: list[_Entry]) -> bool:
    names = {entry.name for entry in entries}
    has_archives = any(name.startswith("archive/") and ".warc" in name for name in names)
    return has_archives and (origin.ending == ".wacz" or "datapackage.json" in names)


def _opened(file: Any, entry: _Entry, origin: Origin, outer: Opened) -> Member | Unreadable:
    if entry.flags & _ENCRYPTED:
        return Unreadable(origin.name, "it is encrypted")
    if entry.method not in ZIP_METHODS:
        return Unreadable(origin.name, f"its method of compression is not known ({entry.method})")
    file.seek(max(entry.head, 0))
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(_FILE):
        return Unreadable(origin.name, "it is damaged")
    start = entry.head + _HEAD.size + sum(_HEAD.unpack(head)[-2:])
    # Unpacked by us: the library may unpack gigabytes at once.
    packed: Any = BufferedReader(_Part(file, start, entry.size))
    try:
        if entry.method == zipfile.ZIP_STORED and unpacker(packed.peek(_MARK)):
            return Member(origin, Opened(packed, outer.allowance))
        return Member(origin, _layers(Opened(packed, outer.allowance, ZIP_METHODS[entry.method], entry.crc)))
    except DAMAGE as error:
        return Unreadable(origin.name, f"it is damaged ({error})")


def _layers(opened: Opened) -> Opened:
    """Return what is inside, if the data in an archive is compressed data again."""
    if not unpacker(opened.start()):
        return opened
    inside = Opened(opened.stream, opened.allowance)
    return inside if inside.is_web_archive else reopened(opened.stream, opened.allowance)


def _check_list(file: BufferedReader) -> None:
    """Check the length of the list of files before it is read. Raises BombError."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    file.seek(0)
    end, long_end = tail.rfind(_END), tail.rfind(_LONG_END)
    length = tail[long_end + 40 : long_end + 48] if long_end >= 0 else tail[end + 12 : end + 16]
    if end >= 0 and int.from_bytes(length, "little") > _LONGEST_LIST:
        raise BombError(f"its list of files is too long ({_LONGEST_LIST:,} bytes); make several archives")


def _look_for_entries(file: Any) -> Iterator[_Entry]:
    """Yield the files that can be found by their own headers."""
    place = _find(file, 0, (_FILE,))
    while place is not None:
        file.seek(place)
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return
        _, _, flags, method, _, _, crc, size, _, of_name, of_extra = _HEAD.unpack(head)
        name = file.read(of_name).decode("utf-8" if flags & 0x800 else "cp437", errors="replace")
        start = place + _HEAD.size + of_name + of_extra
        following = _find(file, start if flags & _SIZES_FOLLOW else start + size, (_FILE, _LIST))
        if flags & _SIZES_FOLLOW:
            size, crc = (following or file.seek(0, 2)) - start, None
            file.seek(max(start, start + size - 24))
            tail = file.read(24)
            size -= len(tail) - tail.rindex(_SIZES) if _SIZES in tail else 0
        if not name.endswith("/"):
            yield _Entry(name, place, method, flags, size, crc)
        place = following if following is None or _is_file(file, following) else None


def _is_file(file: Any, place: int) -> bool:
    file.seek(place)
    return bool(file.read(4) == _FILE)


def _find(file: Any, place: int, marks: tuple[bytes, ...]) -> int | None:
    """Return where the first of these marks is, from a place on."""
    file.seek(place)
    before = b""
    while piece := file.read(_CHUNK):
        window = before + piece
        found = [at for mark in marks if (at := window.find(mark)) >= 0]
        if found:
            return int(place - len(before) + min(found))
        place += len(piece)
        before = window[-3:]
    return None
