"""BagIt bags (RFC 8493), as folders and as ZIP files: writing them, and reading them if they are intact."""

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from django.utils import timezone

from articles.exports.originals.zip_stream import HashedFile, ZipStream
from newsarchive.atomic import atomic_write

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = "data/"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_PIECE = 1_000_000  # bytes read at a time
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError)


class BundleError(Exception):
    """The bundle cannot be written or read; the message is a sentence or two."""


class BagWriter:
    """Writes the files of a bag, one after the other, and then what describes them."""

    def __init__(self, create: Callable[[str, bool], HashedFile]) -> None:
        self._create = create
        self._checksums: dict[str, str] = {}
        self._files = self._bytes = 0

    @contextmanager
    def open(self, name: str, *, packed: bool = True) -> Iterator[HashedFile]:
        """Write a file of the payload. packed: whether a ZIP file compresses it."""
        with self._tagged(PAYLOAD + name, packed=packed) as file:
            yield file
        self._files += 1
        self._bytes += file.size

    def finish(self, info: Mapping[str, str]) -> None:
        """Write the files that describe the bag; ``info`` says what it is."""
        told = {**info, "Payload-Oxum": f"{self._bytes}.{self._files}"}
        payload = self._listed()
        self._checksums.clear()
        self._tag("bagit.txt", _DECLARATION)
        self._tag("bag-info.txt", "".join(f"{name}: {value}\n" for name, value in told.items()))
        self._tag(MANIFEST, payload)
        self._tag(TAG_MANIFEST, self._listed())

    @contextmanager
    def _tagged(self, name: str, *, packed: bool = True) -> Iterator[HashedFile]:
        file = self._create(name, packed)
        try:
            yield file
        finally:
            file.close()
        self._checksums[name] = file.sha256

    def _tag(self, name: str, text: str) -> None:
        with self._tagged(name) as file:
            file.write(text.encode())

    def _listed(self) -> str:
        return "".join(f"{digest}  {name}\n" for name, digest in self._checksums.items())


@contextmanager
def writing(path: Path) -> Iterator[BagWriter]:
    """Write a bag: a ZIP file if the name ends in .zip, else a folder. It gets its name once complete."""
    path = path.resolve()
    if path.exists():
        raise BundleError(f"{path} exists already.")
    with _zip_file(path) if path.suffix == ".zip" else _folder(path) as create:
        yield BagWriter(create)


@contextmanager
def _zip_file(path: Path) -> Iterator[Callable[[str, bool], HashedFile]]:
    with (
        atomic_write(path) as part,
        part.open("wb") as file,
        closing(ZipStream(timezone.now(), file)) as stream,
    ):
        yield lambda name, packed: stream.open(f"{path.stem}/{name}", packed=packed)


@contextmanager
def _folder(path: Path) -> Iterator[Callable[[str, bool], HashedFile]]:
    part = path.with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)

    def create(name: str, _packed: bool) -> HashedFile:
        file = part / name
        file.parent.mkdir(parents=True, exist_ok=True)
        return HashedFile(file.open("wb"))

    try:
        yield create
        part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


class Bag:
    """A bag to read. open: opens a file of it by its name."""

    def __init__(self, names: set[str], open_file: Callable[[str], IO[bytes]]) -> None:
        self.names = names
        self._open = open_file

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file of the payload. Raises BundleError if it is missing, or damaged where it is read."""
        with self._file(PAYLOAD + name) as file:
            yield file

    def verify(self) -> None:
        """Compare every file with its checksum. Raises BundleError unless the bag is complete and intact."""
        if not self._text("bagit.txt").startswith("BagIt-Version: "):
            raise BundleError("This is not a bag: its bagit.txt has no version.")
        payload = self._listed(MANIFEST)
        unlisted = {name for name in self.names if name.startswith(PAYLOAD)} - payload.keys()
        if unlisted:
            raise BundleError(f"The bundle is damaged: {MANIFEST} does not list {min(unlisted)}.")
        for name, expected in (payload | self._listed(TAG_MANIFEST)).items():
            if self._sha256(name) != expected:
                raise BundleError(f"The bundle is damaged: {name} does not match its checksum.")

    def _listed(self, manifest: str) -> dict[str, str]:
        lines = (line.split(maxsplit=1) for line in self._text(manifest).splitlines() if line.strip())
        try:
            return {name: digest.lower() for digest, name in lines}
        except ValueError:
            raise BundleError(f"The bundle is damaged: {manifest} cannot be read.") from None

    def _sha256(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._file(name) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()

    def _text(self, name: str) -> str:
        with self._file(name) as file:
            return file.read().decode()

    @contextmanager
    def _file(self, name: str) -> Iterator[IO[bytes]]:
        if name not in self.names:
            raise BundleError(f"The bundle is damaged: {name} is missing.")
        try:
            with self._open(name) as file:
                yield file
        except _DAMAGE as error:
            raise BundleError(f"The bundle is damaged: {name} cannot be read.") from error


@contextmanager
def reading(path: Path) -> Iterator[Bag]:
    """Open a bag: a folder or a ZIP file. Raises BundleError if it is neither."""
    if path.is_dir():
        files = {each.relative_to(path).as_posix(): each for each in path.rglob("*") if each.is_file()}
        yield Bag(set(files), lambda name: files[name].open("rb"))
        return
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as file:
        names = [name for name in file.namelist() if not name.endswith("/")]
        root = next((name.removesuffix("bagit.txt") for name in names if name.endswith("/bagit.txt")), "")
        yield Bag({name.removeprefix(root) for name in names}, lambda name: file.open(root + name))
        return
    raise BundleError(f"{path} is neither a folder nor a ZIP file.")


def is_bag(path: Path) -> bool:
    """Whether there is a bag at this path, intact or not."""
    if path.is_dir():
        return (path / "bagit.txt").is_file()
    try:
        with reading(path) as bag:
            return "bagit.txt" in bag.names
    except (BundleError, OSError):
        return False
