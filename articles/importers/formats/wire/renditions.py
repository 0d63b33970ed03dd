"""A record often has its text in several renditions: reads them, and chooses the best."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from articles.importers.cleaning.encodings import decode
from articles.importers.cleaning.html_fragment import fragment_text, has_markup

_ENOUGH = 0.8  # of the longest text


def best_text(texts: Iterable[tuple[int, str]]) -> str:
    """Return the best of several texts, given with their ranks: the highest rank among the long ones."""
    given = [(rank, text) for rank, text in texts if text.strip()]
    enough = max((len(text) for _, text in given), default=0) * _ENOUGH
    best = max(((rank, len(text), text) for rank, text in given if len(text) >= enough), default=(0, 0, ""))
    return best[2]


def read_data(content: Any, kind: str, captions: list[str]) -> tuple[int, str]:
    """Return the rank and the text of an element with text, escaped HTML or base64."""
    text = "".join(content.itertext())
    if "base64" in (content.get("encoding") or "").lower():
        try:
            text = decode(base64.b64decode(text, validate=False))[0]
        except (binascii.Error, ValueError):
            return 0, ""
    if not kind.startswith("text/plain") and ("html" in kind or has_markup(text)):
        return 1, fragment_text(text, captions=captions)
    return 0, fragment_text(text, keep_lines=True) if has_markup(text) else text
