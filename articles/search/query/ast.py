"""The syntax tree of a query, and how to write it back as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from articles.search.facet_types import FACETS

TermKind = Literal["word", "phrase", "prefix"]
DATE_FIELDS = ("after", "before", "date")
#: Fields of articles that have no facet.
TEXT_FIELDS = ("section", "language")
#: A country that an article names, even if it is about others.
MENTIONS = "mentions"
#: The names that can precede a colon.
FIELDS = ("headline", *FACETS, MENTIONS, *TEXT_FIELDS, *DATE_FIELDS)
#: Other names of fields, as other search sites have them.
OTHER_NAMES = {
    "title": "headline",
    "byline": "author",
    "from": "source",
    "org": "organisation",
    "organization": "organisation",
    "lang": "language",
}
#: Only in capitals: "trick or treat" is three words.
OPERATORS: dict[str, Literal["or", "and", "not", "near"]] = {
    "OR": "or",
    "AND": "and",
    "NOT": "not",
    "NEAR": "near",
}
NEAR = 10  # words, unless the query says how many
MOST_NEAR = 50  # words


@dataclass(frozen=True, slots=True)
class Term:
    """A search term: one word, a phrase, or the prefix of a word."""

    text: str
    kind: TermKind = "word"
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Proximity:
    """At least two terms that belong together.

    within: how many words apart their beginnings may be, in any order; 0 if they follow each other, as in a
    phrase with the beginning of a word.
    """

    terms: tuple[Term, ...]
    within: int = 0

    @property
    def headline(self) -> bool:
        """Whether only the headline is searched."""
        return all(term.headline for term in self.terms)


@dataclass(frozen=True, slots=True)
class Field:
    """A facet, date or other field in the query; ``value`` is the text after the colon."""

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


Text = Term | Proximity
Leaf = Text | Field
Node = Leaf | Not | And | Or


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


def near(terms: list[Term], within: int) -> Node:
    """Return the terms near each other, each only once; one term is near itself."""
    different = tuple(dict.fromkeys(terms))
    return Proximity(different, within) if len(different) > 1 else different[0]


def leaves(node: Node | None, *, excluded: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield every leaf in reading order, with whether it is excluded."""
    if isinstance(node, Not):
        yield from leaves(node.child, excluded=not excluded)
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child, excluded=excluded)
    elif node is not None:
        yield node, excluded


def terms_of(leaf: Leaf) -> tuple[Term, ...]:
    """Return the terms of a leaf; none for a field."""
    if isinstance(leaf, Proximity):
        return leaf.terms
    return (leaf,) if isinstance(leaf, Term) else ()


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
    # A dash would belong to the first term only.
    several = isinstance(node, And | Or) or (isinstance(node, Proximity) and node.within)
    return f"({write(node)})" if several else write(node)


def _write_leaf(leaf: Leaf) -> str:
    if isinstance(leaf, Field):
        bare = not set(leaf.value) & set(" ()|")
        return f"{leaf.name}:{leaf.value}" if bare else f'{leaf.name}:"{leaf.value}"'
    if isinstance(leaf, Proximity) and leaf.within:
        return f" NEAR/{leaf.within} ".join(map(_write_leaf, leaf.terms))
    text = f'"{words_in(leaf)}"' if isinstance(leaf, Proximity) or leaf.kind == "phrase" else words_in(leaf)
    return f"headline:{text}" if leaf.headline else text


def words_in(leaf: Text) -> str:
    """Return the words of a leaf, with an asterisk after a prefix."""
    return " ".join(f"{term.text}*" if term.kind == "prefix" else term.text for term in terms_of(leaf))
