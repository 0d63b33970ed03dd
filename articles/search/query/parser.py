"""Parse tokens into a syntax tree. Any text can be parsed: what is invalid is ignored, with a note.

query       = alternative { [ "AND" ] alternative }    all of them
alternative = item { "OR" item }                       OR binds its two neighbours, as on most search sites
item        = { "NOT" } [ "-" ] ( leaf | "(" query ")" )

"|" and "||" are OR.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.search.query.ast import Node, alternative, conjunction, negation
from articles.search.query.tokenizer import Token, Tokens, tokenize

MAX_DEPTH = 10  # of nested brackets
BRACKETS = _("The brackets do not match; the unmatched ones were ignored.")
DEEP = format_lazy(_("Brackets can be nested {number} deep; deeper ones were ignored."), number=MAX_DEPTH)
#: Notes about operators without an operand.
DANGLING = {
    "or": _("OR needs a search term on both sides; a stray OR was ignored."),
    "and": _("AND needs a search term on both sides; a stray AND was ignored."),
    "not": _("NOT needs a search term after it; a stray NOT was ignored."),
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query; ``tree`` is None if it has nothing to search for.

    notes: sentences about parts that were interpreted differently. text: the query in pieces, each with
    whether a note is about it.
    """

    tree: Node | None
    notes: tuple[str, ...] = ()
    text: tuple[tuple[str, bool], ...] = ()


def parse(q: str) -> Parsed:
    """Parse a query. Never raises, whatever ``q`` contains; takes time linear in its length."""
    found = tokenize(q)
    reader = _Reader(_matched_brackets(found))
    tree = reader.query()
    for token in reader.dangling:
        found.note(DANGLING[token.kind], *token.span)
    return Parsed(tree, tuple(found.notes), tuple(_pieces(found)))


def _pieces(found: Tokens) -> Iterator[tuple[str, bool]]:
    """Split the query text at the start and end of each note's span; yield nothing if there are no notes."""
    spans = sorted(found.spans)
    position = 0
    for start, end in spans:
        if start > position:
            yield found.text[position:start], False
        if end > max(start, position):
            yield found.text[max(start, position) : end], True
        position = max(position, end)
    if spans and position < len(found.text):
        yield found.text[position:], False


def _matched_brackets(found: Tokens) -> list[Token]:
    """Return the tokens without unmatched or too deeply nested brackets, and add notes about those."""
    unmatched: set[int] = set()
    deep: set[int] = set()
    stack: list[int] = []
    for index, token in enumerate(found.tokens):
        if token.kind == "open":
            stack.append(index)
        elif token.kind == "close" and not stack:
            unmatched.add(index)
        elif token.kind == "close":
            start = stack.pop()
            if len(stack) >= MAX_DEPTH:
                deep |= {start, index}
    unmatched |= set(stack)
    for indexes, note in ((deep, DEEP), (unmatched, BRACKETS)):
        for index in sorted(indexes):
            found.note(note, *found.tokens[index].span)
    return [token for index, token in enumerate(found.tokens) if index not in unmatched | deep]


class _Reader:
    """Recursive-descent parser for tokens whose brackets match."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self.dangling: list[Token] = []  # operators without an operand

    def query(self) -> Node | None:
        """Parse up to the closing bracket or the end."""
        groups: list[list[Node]] = []
        joiner: Token | None = None  # an OR or AND that still needs its right operand
        nots: list[Token] = []  # that still need their operand
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.kind == "close":
                break
            if token.kind == "not":
                nots.append(token)
            elif token.kind in ("or", "and"):
                if joiner or nots or not groups:
                    self.dangling.append(token)
                else:
                    joiner = token
            elif (node := self._item(token, nots)) is not None:
                if joiner and joiner.kind == "or":
                    groups[-1].append(node)
                else:
                    groups.append([node])
                joiner, nots = None, []
        self.dangling += [joiner, *nots] if joiner else nots
        return conjunction([alternative(group) for group in groups])

    def _item(self, token: Token, nots: list[Token]) -> Node | None:
        node = token.leaf if token.kind == "leaf" else self.query()
        if node is None:
            return None
        negations = len(nots) + sum(each.excluded for each in [*nots, token])
        return negation(node) if negations % 2 else node
