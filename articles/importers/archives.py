"""Archives of files: the members of ZIP and tar archives, one at a time, never written by their own names."""

import tarfile
from collections.abc import Iterator
from typing import Any

from articles.importers.inputs import Origin
from articles.importers.opened import Member, Opened, reopened
from articles.importers.record import RecordError, Skipped, Unreadable
from articles.importers.zip_files import zip_files

ZIP, TAR = (b"PK\x03\x04", b"PK\x05\x06"), b"ustar"
_TAR_MARK = 257  # where the mark of a tar archive is
_DEEPEST = 3  # archives in each other
_LINKS = "links or special files"
_LONGEST_HEADER = 1_000_000  # bytes of a header in a tar archive that extends another one
_EXTENDING = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)


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
        yield from zip_files(opened, origin)
    else:
        yield from _tar_members(opened, origin)


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
        opened.allowance.check_count(count)
        inside = origin.member(info.name)
        if info.isdir() or inside.is_hidden:
            continue
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
