"""Texts for formats in which a control character or a line end does harm."""

import re

from articles.text import one_line

# What XML 1.0 has no place for: controls but tab and line ends, halves of pairs, noncharacters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """The text without characters that XML and terminals cannot stand."""
    return _ILLEGAL.sub("", text)


def line(text: str) -> str:
    """The text as one line, without control characters."""
    return one_line(legal(text))
