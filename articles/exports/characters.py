"""Texts for formats that control characters or line breaks would corrupt."""

import re

from articles.text import one_line

# Characters that XML 1.0 forbids or discourages: most controls, surrogates, noncharacters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """Return the text without characters that are unsafe in XML and on terminals."""
    return _ILLEGAL.sub("", text)


def line(text: str) -> str:
    """Return the text as one line, without control characters."""
    return one_line(legal(text))
