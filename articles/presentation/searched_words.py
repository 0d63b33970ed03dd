"""The words of the reader's search, marked in an article as in the list of results."""

from collections.abc import Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles.search.page.highlighting import MatchSpan
from articles.search.page.snippets import Highlighter
from articles.search.query.ast import Text

#: The HTML id of the first mark below the headline.
FIRST = "found"


class SearchedWords:
    """Finds and marks the words in the texts of one article, in reading order.

    count: how many places were found. below: whether there is one below the headline, which has the id FIRST.
    """

    def __init__(self, terms: Sequence[Text], language: str) -> None:
        self._highlighter = Highlighter(terms)
        self._language = language
        self.count = 0
        self.below = False

    def find(self, name: str, text: str) -> list[MatchSpan]:
        """Return the places in the text of a field. Datelines are not searched, so they have none."""
        if name == "dateline":
            return []
        found = self._highlighter.spans(text, self._language, is_headline=name == "headline")
        self.count += len(found)
        return found

    def html(self, text: str, spans: Sequence[MatchSpan], name: str) -> SafeString:
        """Escape a text of a field, with <mark> around the spans; spans may extend beyond its ends."""
        parts: list[str] = []
        position = 0
        for span in spans:
            part = text[max(span.start, 0) : span.end]
            words = part.strip()  # a phrase may reach into the next part, with a space before it
            if words:
                start = max(span.start, 0) + part.index(words)
                parts += [escape(text[position:start]), self._marked(words, name)]
                position = start + len(words)
        return mark_safe("".join([*parts, escape(text[position:])]))  # noqa: S308  (every part is escaped)

    def _marked(self, words: str, name: str) -> SafeString:
        if self.below or name == "headline":
            return format_html("<mark>{}</mark>", words)
        self.below = True
        return format_html('<mark id="{}">{}</mark>', FIRST, words)
