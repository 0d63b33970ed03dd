"""The tree that a query is read into, and how it is written back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from articles.search.request import FACETS

TermKind = Literal["word", "phrase", "prefix"]
DATE_FIELDS = ("after", "before")
#: What may stand before a colon.
FIELDS = ("headline", *FACETS, *DATE_FIELDS)


@dataclass(frozen=True, slots=True)
class Term:
    """Words to find in the text: one word, words in this order, or the beginning of a word."""

    text: str
    kind: TermKind = "word"
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A facet or date named in the query; ``value`` is what stands after the colon."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be so."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """At least two things that must all be so."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least two things of which one must be so."""

    children: tuple["Node", ...]


Leaf = Term | Field
Node = Term | Field | Not | And | Or


def conjunction(nodes: list[Node]) -> Node | None:
    """All of ``nodes``, without an And inside an And; None where there are none."""
    flat = [child for node in nodes for child in (node.children if isinstance(node, And) else (node,))]
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def alternative(nodes: list[Node]) -> Node:
    """Any of ``nodes``, of which there is at least one."""
    flat = [child for node in nodes for child in (node.children if isinstance(node, Or) else (node,))]
    return Or(tuple(flat)) if len(flat) > 1 else flat[0]


def negation(node: Node) -> Node:
    """The opposite of ``node``."""
    return node.child if isinstance(node, Not) else Not(node)


def leaves(node: Node | None, *, excluded: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf in reading order, with whether it is excluded."""
    if isinstance(node, Not):
        yield from leaves(node.child, excluded=not excluded)
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child, excluded=excluded)
    elif node is not None:
        yield node, excluded


def write(node: Node | None) -> str:
    """The query that reads as ``node``."""
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
