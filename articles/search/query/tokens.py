"""The tokens of a query, and the notes for the reader about what was read differently."""

from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.search.query.ast import FIELDS, MOST_NEAR, Leaf
from articles.search.request import MAX_QUERY

MAX_TERMS = 40
MAX_NAMES = 6  # in fields such as person: in one query; each is looked up among all names
MOST_TOGETHER = 5  # words of which each must be near each other one

UNCLOSED_QUOTE = _("A quotation mark was not closed; the words after it were searched separately.")
ASTERISK = _("An asterisk works only at the end of a word of at least two letters; another one was ignored.")
LONE_SIGN = _("A sign on its own, as in “oil - gas”, was ignored.")
TOO_LONG = format_lazy(
    _("The query is too long; only the first {number} characters were used."), number=MAX_QUERY
)
TOO_MANY_NAMES = format_lazy(
    _("Only the first {number} names in fields were looked up; the rest were searched as plain words."),
    number=MAX_NAMES,
)
TOO_MANY = format_lazy(_("Only the first {number} words of the query were used."), number=MAX_TERMS)
TOO_FAR = format_lazy(_("Words can be at most {number} words apart; that was used."), number=MOST_NEAR)
TOO_MANY_NEAR = format_lazy(
    _("At most {number} words can be near each other; the ones after them were ignored."),
    number=MOST_TOGETHER,
)
NO_VALUE = _("“{field}:” needs a word right after the colon; it was searched as a plain word.")
UNKNOWN_FIELD = format_lazy(
    _("“{field}:” is not a field, so only the words after it were searched. The fields are {fields}."),
    field="{field}",
    fields=", ".join(FIELDS),
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A leaf, a bracket or an operator; ``excluded`` after a dash. ``span`` is its position in the query.

    within: how many words NEAR allows.
    """

    kind: Literal["leaf", "open", "close", "or", "and", "not", "near"]
    excluded: bool = False
    leaf: Leaf | None = None
    span: Span = (0, 0)
    within: int = 0


@dataclass(slots=True)
class Tokens:
    """The tokens of a query, with notes about parts that were interpreted differently.

    spans: the positions in ``text`` that the notes are about. names: the number of names in fields.
    """

    text: str = ""
    tokens: list[Token] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spans: dict[Span, None] = field(default_factory=dict)
    names: int = 0

    def note(self, said: str | Promise, start: int, end: int) -> None:
        """Add a sentence for the reader, once, and the position that it is about."""
        sentence = str(said)
        if sentence not in self.notes:
            self.notes.append(sentence)
        if start < end:
            self.spans[start, end] = None
