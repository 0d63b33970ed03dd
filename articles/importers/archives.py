"""Archives of files: the members of ZIP and tar archives, one at a time, never written by their own names."""

import copy
import stat
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from io import BufferedReader
from typing import Any, NamedTuple

from articles.importers.inputs import Origin
from articles.importers.opened import Opened, kept, reopened
from articles.importers.record import RecordError, Skipped, Unreadable
from articles.importers.unpacking import DAMAGE, ZIP_METHODS, BombError, unpacker

ZIP, TAR = (b"PK\x03\x04", b"PK\x05\x06"), b"ustar"
_TAR_MARK = 257  # where the mark of a tar archive is
_DEEPEST = 3  # archives in each other
_MANY = 50_000  # members that any archive may have
_BYTES_EACH = 200  # of the archive, for each member beyond these
_LONGEST_LIST = 32_000_000  # bytes, of a ZIP archive; it has to fit into memory
_TAIL = 66_000  # bytes at the end of a ZIP archive, which say where the list is
_MARK = 16  # bytes that show a kind of file
_LINKS = "links or special files"
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_LONGEST_HEADER = 1_000_000  # bytes of a header in a tar archive that extends another one
_EXTENDING = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)
_DIRECTORY_END, _LONG_DIRECTORY_END = b"PK\x05\x06", b"PK\x06\x06"


class Member(NamedTuple):
    """A file in an archive."""

    origin: Origin
    opened: Opened


def is_archive(start: bytes) -> bool:
    """Whether a file with these first bytes is an archive of files."""
    return start.startswith(ZIP) or start.startswith(TAR, _TAR_MARK)


def members(opened: Opened, origin: Origin) -> Iterator[Member | Unreadable | Skipped]:
    """Yield the files in an archive, without hidden ones. Each can be read until the next one is asked for.

    Raises RecordError for an archive that cannot be read at all, and BombError.
    """
    if len(origin.members) >= _DEEPEST:
        raise RecordError(f"archives are nested more than {_DEEPEST} deep; unpack the outer ones first")
    start = opened.start()
    if start.startswith(ZIP):
        yield from _zip_members(opened, origin)
    else:
        yield from _tar_members(opened, origin)


def _is_hidden(path: str) -> bool:
    parts = path.strip("/").split("/")
    return any(part.startswith(".") and part not in {".", ".."} for part in parts) or parts[0] == "__MACOSX"


def _check_count(count: int, size: int) -> None:
    if count > max(_MANY, size // _BYTES_EACH):
        raise BombError(f"it has more than {max(_MANY, size // _BYTES_EACH):,} files for its size")


# --- ZIP


def _zip_members(opened: Opened, origin: Origin) -> Iterator[Member | Unreadable | Skipped]:
    file: Any = BufferedReader(kept(opened.stream)) if opened.is_packed else opened.packed
    _check_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
        raise RecordError(f"the ZIP archive is damaged or incomplete ({error})") from error
    with archive:
        infos = archive.infolist()
        _check_count(len(infos), opened.allowance.size)
        is_web_archive = _is_wacz(origin, infos)
        for info in infos:
            if info.is_dir() or _is_hidden(info.filename):
                continue
            inside = origin.member(info.filename)
            if is_web_archive and not info.filename.startswith("archive/"):
                yield Skipped(inside.name, "indexes of web archives")
            elif stat.S_ISLNK(info.external_attr >> 16):
                yield Skipped(inside.name, _LINKS)
            else:
                yield _zip_member(archive, info, inside, opened)


def _is_wacz(origin: Origin, infos: list[zipfile.ZipInfo]) -> bool:
    names = {info.filename for info in infos}
    has_archives = any(name.startswith("archive/") and ".warc" in name for name in names)
    return has_archives and (origin.ending == ".wacz" or "datapackage.json" in names)


def _zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, origin: Origin, outer: Opened
) -> Member | Unreadable:
    if info.flag_bits & _ENCRYPTED:
        return Unreadable(origin.name, "it is encrypted")
    if info.compress_type not in ZIP_METHODS:
        return Unreadable(origin.name, f"its method of compression is not known ({info.compress_type})")
    # Read as if stored, and unpacked by us: the library may unpack gigabytes at once.
    stored = copy.copy(info)
    stored.compress_type, stored.file_size = zipfile.ZIP_STORED, info.compress_size
    stored.CRC = None  # type: ignore[assignment]  # (the sum is that of the unpacked data)
    try:
        packed: Any = BufferedReader(archive.open(stored))
        if info.compress_type == zipfile.ZIP_STORED and unpacker(packed.peek(_MARK)):
            return Member(origin, Opened(packed, outer.allowance))
        method = ZIP_METHODS[info.compress_type]
        return Member(origin, _layers(Opened(packed, outer.allowance, method, info.CRC)))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, *DAMAGE) as error:
        return Unreadable(origin.name, f"it is damaged ({error})")


def _layers(opened: Opened) -> Opened:
    """Return what is inside, if the data in an archive is compressed data again."""
    if not unpacker(opened.start()) or not opened.is_packed:
        return opened
    inside = Opened(opened.stream, opened.allowance)
    return inside if inside.is_web_archive else reopened(opened.stream, opened.allowance)


def _check_directory(file: BufferedReader) -> None:
    """Check the length of the list of members before it is read. Raises BombError."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    file.seek(0)
    end, long_end = tail.rfind(_DIRECTORY_END), tail.rfind(_LONG_DIRECTORY_END)
    length = tail[long_end + 40 : long_end + 48] if long_end >= 0 else tail[end + 12 : end + 16]
    if end >= 0 and int.from_bytes(length, "little") > _LONGEST_LIST:
        raise BombError(f"its list of files is too long ({_LONGEST_LIST:,} bytes); make several archives")


# --- tar


class _Headers(tarfile.TarInfo):
    """Headers of a tar archive. Counts those that are damaged, which tarfile passes over in silence."""

    damaged = 0

    @classmethod
    def frombuf(cls, buf: Any, encoding: str, errors: str) -> Any:
        """Read a header. Raises HeaderError."""
        try:
            info = super().frombuf(buf, encoding, errors)
            if info.size < 0 or (info.type in _EXTENDING and info.size > _LONGEST_HEADER):
                raise tarfile.InvalidHeaderError("invalid size")  # type: ignore[attr-defined]
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError):  # type: ignore[attr-defined]
            cls.damaged += 1
            raise
        return info


def _tar_members(opened: Opened, origin: Origin) -> Iterator[Member | Unreadable | Skipped]:
    headers: Any = type("_Headers", (_Headers,), {})  # a class of its own, because it counts
    try:
        archive: Any = tarfile.open(  # noqa: SIM115  (it holds nothing but the stream, which is closed)
            fileobj=opened.stream, mode="r|", tarinfo=headers, ignore_zeros=True
        )
    except tarfile.TarError as error:
        raise RecordError(f"the tar archive is damaged ({error})") from error
    count = before = 0
    while True:
        info = _next(archive, headers)
        if headers.damaged > before:
            yield Unreadable(origin.name, "a part of the archive is damaged; files in it are lost")
            before = headers.damaged
        if info is None:
            return
        count += 1
        _check_count(count, opened.allowance.size)
        if info.isdir() or _is_hidden(info.name):
            continue
        inside = origin.member(info.name)
        file = archive.extractfile(info) if info.isreg() and not info.issparse() else None
        yield _tar_member(file, inside, opened) if file else Skipped(inside.name, _LINKS)


def _next(archive: Any, headers: Any) -> Any:
    """Return the next member. Goes on after damage, at the next block."""
    last = -1
    while True:
        archive.members.clear()  # else it keeps them all
        try:
            return archive.next()
        except (tarfile.TarError, ValueError, RecursionError):
            headers.damaged += 1
        place = archive.fileobj.tell()
        if place == last:
            return None
        last = place
        archive.offset = -(-place // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


def _tar_member(file: Any, origin: Origin, outer: Opened) -> Member | Unreadable:
    try:
        opened = Opened(file, outer.allowance)
        return Member(origin, opened if opened.is_web_archive else reopened(file, outer.allowance))
    except tarfile.TarError as error:
        return Unreadable(origin.name, f"it is cut off ({error})")
