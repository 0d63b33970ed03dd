"""Two versions of a value of the admin, with the words marked that differ."""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.presentation.word_differences import Paragraph, Words, compare, is_same

SHORT = 200  # characters of a value that is shown as a whole, before and after
MOST_COMPARED = 200_000  # characters; longer texts are not compared word by word
_MARKS = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}


def by_words(before: str, after: str) -> bool:
    """Whether two values are compared word by word: both are texts, and at least one is long."""
    length = len(before) + len(after)
    return bool(before and after) and max(len(before), len(after)) > SHORT and length <= MOST_COMPARED


def differing(before: str, after: str) -> list[SafeString]:
    """Return the paragraphs that differ, as HTML with what was removed and what was added."""
    return [_marked(paragraph) for paragraph in _differing(before, after)]


def side_by_side(before: str, after: str) -> list[tuple[SafeString, SafeString]]:
    """Return the paragraphs that differ, as HTML: as they are in the first text and in the second."""
    return [
        (
            _marked(words for words in paragraph if words.kind != "added"),
            _marked(words for words in paragraph if words.kind != "removed"),
        )
        for paragraph in _differing(before, after)
    ]


def _differing(before: str, after: str) -> list[Paragraph]:
    return [paragraph for paragraph in compare(before, after) if not is_same(paragraph)]


def _marked(paragraph: Iterable[Words]) -> SafeString:
    parts = ((_MARKS[words.kind], words.text) for words in paragraph)
    return mark_safe("".join(format_html(mark, text) for mark, text in parts))  # noqa: S308  (escaped)
