"""Sentences as escaped HTML, with the names marked."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.sentences.passages import Sentence

_CHARACTERS = 420  # of a sentence on the page
_LEAST = 60  # characters that stay on either side


def marked(sentence: Sentence, spans: Sequence[tuple[int, int]] | None = None) -> SafeString:
    """Return a sentence as escaped HTML with the names, or other offsets in its field, marked."""
    pieces = _cut(sentence.pieces(spans))
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if is_name else text,) for text, is_name in pieces)
    )


def _cut(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Shorten the words before the first and after the last mark of a sentence that is too long."""
    over = sum(len(text) for text, _ in pieces) - _CHARACTERS
    if over > 0 and pieces and not pieces[-1][1]:
        text = pieces[-1][0]
        kept = text[: max(_LEAST, len(text) - over)]
        over -= len(text) - len(kept)
        pieces = [*pieces[:-1], (kept.rpartition(" ")[0] + " …" if kept != text else text, False)]
    if over > 0 and pieces and not pieces[0][1]:
        text = pieces[0][0]
        kept = text[min(over, max(0, len(text) - _LEAST)) :]
        pieces = [("… " + kept.partition(" ")[2] if kept != text else text, False), *pieces[1:]]
    return pieces
