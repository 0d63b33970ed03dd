"""The syntax tree of a query, and how to write it back as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from articles.search.facet_types import FACETS

TermKind = Literal["word", "phrase", "prefix"]
DATE_FIELDS = ("after", "before")
#: The names that can precede a colon.
FIELDS = ("headline", *FACETS, *DATE_FIELDS)


@dataclass(frozen=True, slots=True)
class Term:
    """A search term: one word, a phrase, or the prefix of a word."""

    text: str
    kind: TermKind = "word"
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A facet or date in the query; ``value`` is the text after the colon."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Conjunction of at least two nodes."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Disjunction of at least two nodes."""

    children: tuple["Node", ...]


Leaf = Term | Field
Node = Term | Field | Not | And | Or


def conjunction(nodes: list[Node]) -> Node | None:
    """Join nodes by AND, flattening nested ones; None for an empty list."""
    flat = [child for node in nodes for child in (node.children if isinstance(node, And) else (node,))]
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def alternative(nodes: list[Node]) -> Node:
    """Join at least one node by OR, flattening nested ones."""
    flat = [child for node in nodes for child in (node.children if isinstance(node, Or) else (node,))]
    return Or(tuple(flat)) if len(flat) > 1 else flat[0]


def negation(node: Node) -> Node:
    """Negate a node; a double negation cancels out."""
    return node.child if isinstance(node, Not) else Not(node)


def leaves(node: Node | None, *, excluded: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield every leaf in reading order, with whether it is excluded."""
    if isinstance(node, Not):
        yield from leaves(node.child, excluded=not excluded)
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child, excluded=excluded)
    elif node is not None:
        yield node, excluded


def write(node: Node | None) -> str:
    """Write a tree as a query that parses to the same tree."""
    if isinstance(node, And):
        return " ".join(map(write, node.children))
    if isinstance(node, Or):
        return " OR ".join(_write_part(child) for child in node.children)
    if isinstance(node, Not):
        return f"-{_write_part(node.child)}"
    return _write_leaf(node) if node is not None else ""


def _write_part(node: Node) -> str:
    return f"({write(node)})" if isinstance(node, And | Or) else write(node)


def _write_leaf(leaf: Leaf) -> str:
    if isinstance(leaf, Field):
        bare = not set(leaf.value) & set(" ()|")
        return f"{leaf.name}:{leaf.value}" if bare else f'{leaf.name}:"{leaf.value}"'
    text = {"word": leaf.text, "phrase": f'"{leaf.text}"', "prefix": f"{leaf.text}*"}[leaf.kind]
    return f"headline:{text}" if leaf.headline else text
