"""Parse tokens into a syntax tree. Any text can be parsed: what is invalid is ignored, with a note.

query       = alternative { [ "AND" ] alternative }    all of them
alternative = item { "OR" item }                       OR binds its two neighbours, as on most search sites
item        = { "NOT" } [ "-" ] part { "NEAR" part }
part        = leaf | "(" query ")"

"|" and "||" are OR, "&" is AND, and "NEAR/5" says how many words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.search.query.ast import MOST_NEAR, Node, Or, Term, alternative, conjunction, near, negation
from articles.search.query.tokenizer import tokenize
from articles.search.query.tokens import MOST_TOGETHER, TOO_FAR, TOO_MANY_NEAR, Token, Tokens

MAX_DEPTH = 10  # of nested brackets
MOST_CHOICES = 16  # of words near each other: (a OR b) NEAR (c OR d) has four
BRACKETS = _("The brackets do not match; the unmatched ones were ignored.")
DEEP = format_lazy(_("Brackets can be nested {number} deep; deeper ones were ignored."), number=MAX_DEPTH)
#: Notes about operators without an operand.
DANGLING = {
    "or": _("OR needs a search term on both sides; a stray OR was ignored."),
    "and": _("AND needs a search term on both sides; a stray AND was ignored."),
    "not": _("NOT needs a search term after it; a stray NOT was ignored."),
    "near": _("NEAR needs a word or phrase on both sides; a stray NEAR was ignored."),
}
NOT_NEAR = _("NEAR joins words and phrases, and a few of them joined by OR; another one was read as AND.")


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
    reader = _Reader(_matched_brackets(found), found)
    tree = reader.query()
    for token in sorted(reader.dangling, key=lambda each: each.span):
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

    def __init__(self, tokens: list[Token], found: Tokens) -> None:
        self._tokens = tokens
        self._found = found
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
            elif token.kind == "near":
                self.dangling.append(token)
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
        first = self._part(token)
        parts = [] if first is None else [first]
        operators: list[Token] = []
        while parts and (operator := self._near()):
            self._next += 1
            if (node := self._part(self._tokens[self._next - 1])) is None:
                self.dangling.append(operator)
            else:
                parts.append(node)
                operators.append(operator)
        node = self._joined(parts, operators)
        if node is None:
            return None
        negations = len(nots) + sum(each.excluded for each in [*nots, token])
        return negation(node) if negations % 2 else node

    def _part(self, token: Token) -> Node | None:
        return token.leaf if token.kind == "leaf" else self.query()

    def _near(self) -> Token | None:
        """Return the next token if it is a NEAR with something behind it that it can join, and go past it."""
        if len(self._tokens) < self._next + 2:
            return None
        operator, after = self._tokens[self._next : self._next + 2]
        if operator.kind != "near" or after.kind not in ("leaf", "open") or after.excluded:
            return None
        self._next += 1
        return operator

    def _joined(self, parts: list[Node], operators: list[Token]) -> Node | None:
        """Return the parts near each other, or all of them if they are more than words and phrases."""
        if len(parts) < 2:
            return parts[0] if parts else None
        begin, end = operators[0].span[0], operators[-1].span[1]
        choices = [_choices(part) for part in parts]
        if not all(choices) or prod(map(len, choices)) > MOST_CHOICES:
            self._found.note(NOT_NEAR, begin, end)
            return conjunction(parts)
        within = max(operator.within for operator in operators)
        if within > MOST_NEAR:
            self._found.note(TOO_FAR, begin, end)
        if len(choices) > MOST_TOGETHER:
            self._found.note(TOO_MANY_NEAR, begin, end)
        chosen = product(*choices[:MOST_TOGETHER])
        return alternative(list(dict.fromkeys(near(list(each), min(within, MOST_NEAR)) for each in chosen)))


def _choices(part: Node) -> list[Term]:
    """Return the terms that a part beside NEAR can be; none if it is neither a term nor some joined by OR."""
    nodes = part.children if isinstance(part, Or) else (part,)
    terms = [node for node in nodes if isinstance(node, Term)]
    return terms if len(terms) == len(nodes) else []
