"""Parse the text of a tsquery as PostgreSQL writes it, so that its parts can be looked up separately."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

_TOKEN = re.compile(
    r"\s*(?:(?P<lexeme>'(?:[^'\\]|''|\\.)*')(?P<flags>:[*ABCD]+)?|(?P<follows><->|<\d+>)|(?P<sign>[&|!()]))"
)


class NotWrittenByPostgresError(ValueError):
    """The text is not a tsquery as PostgreSQL writes it."""


@dataclass(frozen=True)
class Leaf:
    """A lexeme, which may be the beginning of others ("prefix") and may be restricted to some weights."""

    text: str
    lexeme: str
    prefix: bool = False
    weights: str = ""

    @property
    def word(self) -> str | None:
        """The lexeme, if the leaf is nothing more; None for a prefix or with weights."""
        return None if self.prefix or self.weights else self.lexeme

    def leaves(self) -> Iterator["Leaf"]:
        """Yield the leaf itself."""
        yield self


@dataclass(frozen=True)
class Phrase:
    """Two parts, of which the second begins ``distance`` positions after the first ends."""

    text: str
    first: "Node"
    distance: int
    second: "Node"

    def leaves(self) -> Iterator[Leaf]:
        """Yield the leaves of both parts."""
        yield from self.first.leaves()
        yield from self.second.leaves()


@dataclass(frozen=True)
class Negation:
    """Negation."""

    child: "Node"

    @property
    def text(self) -> str:
        """The tsquery text."""
        return f"!({self.child.text})"

    def leaves(self) -> Iterator[Leaf]:
        """Yield the leaves of the child."""
        return self.child.leaves()


@dataclass(frozen=True)
class Junction:
    """Conjunction ("&") or disjunction ("|")."""

    operator: str
    children: tuple["Node", ...]

    @cached_property
    def text(self) -> str:
        """The tsquery text."""
        return join(self.operator, (child.text for child in self.children))

    def leaves(self) -> Iterator[Leaf]:
        """Yield the leaves of all children."""
        return (leaf for child in self.children for leaf in child.leaves())


Node = Leaf | Phrase | Negation | Junction


def join(operator: str, texts: Iterable[str]) -> str:
    """Join tsquery texts by an operator."""
    return f" {operator} ".join(f"({text})" for text in texts)


@lru_cache(maxsize=2_000)
def parse(text: str) -> Node:
    """Parse a tsquery. Raises NotWrittenByPostgresError."""
    reader = _Reader(text)
    node = reader.either()
    if reader.kind:
        raise NotWrittenByPostgresError(text)
    return node


class _Reader:
    """Recursive-descent parser: OR has the lowest precedence, then AND, FOLLOWED BY, NOT."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._at = 0
        self._next()

    def _next(self) -> None:
        self._begin = self._at
        self.kind, self.value, self._flags = "", "", ""
        if self._at == len(self._text):
            return
        match = _TOKEN.match(self._text, self._at)
        if match is None:
            raise NotWrittenByPostgresError(self._text)
        self._at = match.end()
        self.kind = match.lastgroup or ""
        if self.kind in ("lexeme", "flags"):
            self.kind, self.value, self._flags = "lexeme", match["lexeme"], match["flags"] or ""
        else:
            self.value = match[self.kind]

    def either(self) -> Node:
        """Parse parts joined by OR."""
        return self._joined("|", self._both)

    def _both(self) -> Node:
        return self._joined("&", self._phrase)

    def _joined(self, operator: str, read: Callable[[], Node]) -> Node:
        children = [read()]
        while self.kind == "sign" and self.value == operator:
            self._next()
            children.append(read())
        return Junction(operator, tuple(children)) if len(children) > 1 else children[0]

    def _phrase(self) -> Node:
        begin = self._begin
        node = self._single()
        while self.kind == "follows":
            distance = 1 if self.value == "<->" else int(self.value[1:-1])
            self._next()
            following = self._single()
            node = Phrase(self._text[begin : self._begin].strip(), node, distance, following)
        return node

    def _single(self) -> Node:
        if self.kind == "sign" and self.value == "!":
            self._next()
            return Negation(self._single())
        if self.kind == "sign" and self.value == "(":
            self._next()
            node = self.either()
            if (self.kind, self.value) != ("sign", ")"):
                raise NotWrittenByPostgresError(self._text)
            self._next()
            return node
        if self.kind != "lexeme":
            raise NotWrittenByPostgresError(self._text)
        quoted, flags = self.value, self._flags
        self._next()
        word = re.sub(r"''|\\(.)", lambda match: match[1] or "'", quoted[1:-1], flags=re.DOTALL)
        return Leaf(quoted + flags, word, "*" in flags, flags.strip(":*"))
