"""Text files with many documents, as LexisNexis, Factiva and ProQuest write them."""

import re
from itertools import pairwise

from articles.importers.formats.text_files.headers import header_of

_OF = rb"(?:of|von|de|sur|di|van)"
#: "1 of 250 DOCUMENTS", "Dokument 3 von 20": the beginning of a document.
NUMBERED = re.compile(
    rb"^[ \t\f]*(?:\d+[ \t]+" + _OF + rb"[ \t]+\d+[ \t]+(?:document|dokument|documento)[a-z]*"
    rb"|(?:document|dokument|documento)[ \t]+\d+[ \t]+" + _OF + rb"[ \t]+\d+)[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
#: The end of a document: a line of its own, or Factiva's number.
ENDED = re.compile(
    rb"^[ \t]*(?:End of Document|Document [A-Z]{3,8}[A-Z0-9]{0,8}\d{8}[a-z0-9]{9,})[ \t]*\r?$", re.MULTILINE
)
_RULE = re.compile(rb"^[ \t]*(?:_{10,}|={5,}|-{4,}|\*{5,}|#{5,})[ \t]*\r?$", re.MULTILINE)
_FEWEST = 2


def documents(raw: bytes) -> list[bytes]:
    """Return the documents of a file, with all bytes between them; only the file if it is one document."""
    starts = [found.start() for found in NUMBERED.finditer(raw)]
    if len(starts) >= _FEWEST:
        return _cut(raw, starts[1:])
    ends = [found.end() for found in ENDED.finditer(raw)]
    if ends and raw[ends[-1] :].strip():
        ends.append(len(raw))
    if len(ends) >= _FEWEST:
        return _cut(raw, ends[:-1])
    rules = [found.end() for found in _RULE.finditer(raw)]
    parts = _cut(raw, rules)
    filled = [part for part in parts if _RULE.sub(b"", part).strip()]
    if len(filled) >= _FEWEST and all(_has_header(part) for part in filled):
        return filled
    return [raw]


def is_numbered(text: str) -> bool:
    """Whether a document has a line such as "1 of 250 DOCUMENTS"."""
    return re.search(NUMBERED.pattern.decode(), text, re.IGNORECASE | re.MULTILINE) is not None


def without_marks(text: str) -> str:
    """Return the text of a document without the lines that separate it from others."""
    for mark in (NUMBERED, ENDED):
        text = re.sub(mark.pattern.decode(), "", text, flags=mark.flags & (re.IGNORECASE | re.MULTILINE))
    return re.sub(
        _RULE.pattern.decode() + r"\s*\Z|\A\s*" + _RULE.pattern.decode(), "", text, flags=re.MULTILINE
    )


def _cut(raw: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *places, len(raw)]
    return [part for start, end in pairwise(edges) if (part := raw[start:end]).strip()]


def _has_header(part: bytes) -> bool:
    text = _RULE.sub(b"", part).decode("utf-8", errors="replace")
    return bool(header_of(text).fields.get("headline"))
