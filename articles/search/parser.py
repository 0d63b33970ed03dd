"""Tokens read into a tree. Any text can be read: what makes no sense is left out, and said.

query       = alternative { alternative }          all of them
alternative = item { "OR" item }                   OR binds its two neighbours, as on most search sites
item        = [ "-" ] ( leaf | "(" query ")" )
"""

from dataclasses import dataclass

from articles.search.syntax import Node, alternative, conjunction, negation
from articles.search.tokenizer import Token, tokenize

MAX_DEPTH = 10  # of brackets within brackets
BRACKETS = "The brackets do not match; those without a partner were left out."
DEEP = f"Brackets are read to a depth of {MAX_DEPTH}; deeper ones were left out."
LONELY_OR = "OR needs something to find on both sides; another one was left out."


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a query says: ``tree`` is None where it names nothing to find."""

    tree: Node | None
    notes: tuple[str, ...] = ()


def parse(q: str) -> Parsed:
    """Read a query. Never raises, whatever ``q`` holds; takes time linear in its length."""
    found = tokenize(q)
    tokens, notes = _matched_brackets(found.tokens)
    for note in notes:
        found.note(note)
    reader = _Reader(tokens)
    tree = reader.query()
    if reader.lonely_or:
        found.note(LONELY_OR)
    return Parsed(tree, tuple(found.notes))


def _matched_brackets(tokens: list[Token]) -> tuple[list[Token], list[str]]:
    """The tokens without brackets that have no partner or lie too deep, and notes about those."""
    dropped: set[int] = set()
    stack: list[int] = []
    unmatched = deep = False
    for index, token in enumerate(tokens):
        if token.kind == "open":
            stack.append(index)
        elif token.kind == "close" and not stack:
            unmatched = True
            dropped.add(index)
        elif token.kind == "close":
            start = stack.pop()
            if len(stack) >= MAX_DEPTH:
                deep = True
                dropped |= {start, index}
    dropped |= set(stack)
    kept = [token for index, token in enumerate(tokens) if index not in dropped]
    return kept, [DEEP] * deep + [BRACKETS] * (unmatched or bool(stack))


class _Reader:
    """Recursive descent over tokens whose brackets match."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self.lonely_or = False

    def query(self) -> Node | None:
        """Everything up to the closing bracket or the end."""
        groups: list[list[Node]] = []
        joined = False  # whether an OR waits for what it joins
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.kind == "close":
                break
            if token.kind == "or":
                self.lonely_or |= joined or not groups
                joined = bool(groups)
                continue
            node = self._item(token)
            if node is None:
                continue
            if joined:
                groups[-1].append(node)
            else:
                groups.append([node])
            joined = False
        self.lonely_or |= joined
        return conjunction([alternative(group) for group in groups])

    def _item(self, token: Token) -> Node | None:
        node = token.leaf if token.kind == "leaf" else self.query()
        return negation(node) if node is not None and token.excluded else node
