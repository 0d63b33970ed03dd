"""Detect binary files by their signature, or by the share of bytes that do not occur in text."""

import unicodedata

from articles.importers.cleaning.encodings import unicode_by_mark

_OFFICE = (
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"ppt/", "a PowerPoint presentation (.pptx)"),
    (b"application/vnd.oasis", "an OpenDocument file"),
    (b"application/epub", "an EPUB book"),
)
#: The offset of a signature, the signature, and the kind of file.
_MARKS = (
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint file"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"BZh91AY&SY", "a bzip2 file that was compressed twice"),
    (0, b"(\xb5/\xfd", "a Zstandard file that was compressed twice"),
    (0, b"\x1f\x8b\x08", "a gzip file that was compressed twice"),
    (0, b"\xfd7zXZ\0", "an xz file that was compressed twice"),
    (0, b"\x7fELF", "a program"),
    (0, b"\xcf\xfa\xed\xfe", "a program"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"RIFF", "an audio file, a video or a WebP image"),
    (0, b"OggS", "an audio or video file"),
    (0, b"ID3", "a sound"),
    (4, b"ftyp", "a film"),
)
#: The kinds that are read file by file.
ARCHIVES = {"a ZIP archive", "an empty ZIP archive", "a tar archive"}
# Wire services, old terminals and DOS use some control characters, but never many.
_CONTROLS = bytes({*range(32)} - {*b"\b\t\n\v\f\r\x1a\x1b"})
_MOST_CONTROLS = 0.05  # of all bytes; random data has twice as many
_FEW = 2  # control characters that any text may have
_MOST_NULS = 0.01
_ZIP_HEAD = 20_000  # bytes within which an office file names its parts
_LOOKED_AT = 100_000  # characters of UTF-16 to check
_NO_CHARACTER = {"Cn", "Co", "Cs"}


def binary_kind(raw: bytes, head: int | None = None) -> str:
    """Return the kind of a binary file, such as "a JPEG image", or "" for text.

    head: the number of bytes to check; all by default.
    """
    for place, mark, kind in _MARKS:
        if raw.startswith(mark, place) and (mark != b"RIFF" or b"\0" in raw[:20]):
            inside = _OFFICE if mark == b"PK\x03\x04" else ()
            return next((office for part, office in inside if part in raw[:_ZIP_HEAD]), kind)
    return "binary data" if _is_noise(raw[:head]) else ""


def _is_noise(raw: bytes) -> bool:
    if not raw:
        return False
    encoding = unicode_by_mark(raw)
    if encoding.startswith(("utf-16", "utf-32")):
        text = raw.decode(encoding, errors="replace")[:_LOOKED_AT]
        odd = sum(one == "\ufffd" or unicodedata.category(one) in _NO_CHARACTER for one in text)
        odd += len(text) - len(text.translate(dict.fromkeys(_CONTROLS)))
        return odd > len(text) * _MOST_CONTROLS + _FEW
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    return controls > len(raw) * _MOST_CONTROLS + _FEW or raw.count(0) > len(raw) * _MOST_NULS + _FEW
