"""What ``q`` means: which articles it selects, what to rank and mark, and how it was understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast

from articles.fulltext.languages import configs_in_use
from articles.fulltext.vector import headline_vector
from articles.models import Entity, Source
from articles.search.partial_dates import parse_partial
from articles.search.query.ast import DATE_FIELDS, And, Field, Node, Not, Or, Term, leaves
from articles.search.query.entity_lookup import UNKNOWN, named
from articles.search.query.interpretation import understand
from articles.search.query.lexemes import readings
from articles.search.query.parser import parse
from articles.search.results import Understanding

Things = Sequence[Entity | Source]


class Matches(Func):
    """``search @@ tsquery``; the tsquery is text that PostgreSQL itself wrote."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, tsquery: str) -> None:
        super().__init__(F("search"), as_tsquery(tsquery))
        self.tsquery = tsquery


class InHeadline(Func):
    """Whether a tsquery matches the headline alone. There is an index on what stands on the left."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, tsquery: str) -> None:
        super().__init__(headline_vector(), as_tsquery(tsquery))


def as_tsquery(text: str) -> Cast:
    """tsquery text as a tsquery."""
    return Cast(Value(text, TextField()), SearchQueryField())


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to run.

    tsquery: what the text must match, "" for no condition on it; condition: everything else that must
    hold (fields, and alternatives between fields and words); ranked: the words that raise an article,
    "" where nothing does; terms: what to mark in texts; fields: the names in fields that an article may be
    found by, and what they stand for.
    """

    tsquery: str = ""
    condition: Q = field(default_factory=Q)
    ranked: str = ""
    terms: tuple[Term, ...] = ()
    fields: tuple[tuple[Field, Things], ...] = ()
    understanding: Understanding = field(default_factory=Understanding)

    @property
    def where(self) -> Q:
        """The whole condition on articles."""
        return Q(Matches(self.tsquery)) & self.condition if self.tsquery else self.condition

    def narrowed(self, condition: Q) -> "Query":
        """The query for articles that also meet a condition."""
        return replace(self, condition=self.condition & condition) if condition else self


def read_query(q: str, *, public: bool = True) -> Query:
    """The query that a reader's words make, or with ``public`` off an editor's, to whom fields also mean
    what only unpublished articles name. Never raises for what the words hold; asks the database for names
    and lexemes, a bounded number of times."""
    parsed = parse(q)
    if parsed.tree is None:
        understood = understand(None, {}, {}, parsed.notes, bool(q.strip()))
        return Query(understanding=replace(understood, text=parsed.text))
    found = list(leaves(parsed.tree))
    terms = [leaf for leaf, _ in found if isinstance(leaf, Term)]
    things = {leaf: _things(leaf, public) for leaf, _ in found if isinstance(leaf, Field)}
    by_config = readings(terms, configs_in_use())
    known = {term: next(filter(None, (each[term] for each in by_config.values())), "") for term in terms}
    compiler = _Compiler(by_config, things)
    text, condition = compiler.split(parsed.tree)
    wanted = _positive(parsed.tree)
    ranked = compiler.split(wanted)[0] if wanted else ""
    return Query(
        tsquery=text,
        condition=condition,
        ranked=ranked,
        terms=tuple(
            leaf for leaf, excluded in found if isinstance(leaf, Term) and not excluded and known[leaf]
        ),
        fields=tuple(
            (leaf, things[leaf])
            for leaf, excluded in found
            if isinstance(leaf, Field) and things[leaf] and not excluded
        ),
        understanding=replace(understand(parsed.tree, known, things, parsed.notes, True), text=parsed.text),
    )


def _things(leaf: Field, public: bool) -> Things:
    return () if leaf.name in DATE_FIELDS else named(leaf.name, leaf.value, public=public)


def _positive(node: Node) -> Node | None:
    """The words of a tree that an article may be found by: no exclusions, no fields."""
    if isinstance(node, Not | Field):
        return None
    if isinstance(node, And | Or):
        kept = [child for child in map(_positive, node.children) if child is not None]
        return replace(node, children=tuple(kept)) if kept else None
    return node


class _Compiler:
    """Turns a tree into tsquery text as far as it is about words, and into conditions where it is not.

    Words are read in every language of the archive. An article is found when one whole reading finds it:
    what is a stop word in one language is none in another, and must not be asked of articles without it.
    """

    def __init__(self, known: Mapping[str, Mapping[Term, str]], things: Mapping[Field, Things]) -> None:
        self._known = known
        self._things = things
        self._done: dict[Node, str] = {}

    def split(self, node: Node) -> tuple[str, Q]:
        """The tsquery text and the condition that ``node`` means together."""
        parts = node.children if isinstance(node, And) else (node,)
        words = [part for part in parts if _is_text(part)]
        others = [self._compile(part) for part in parts if not _is_text(part)]
        conditions = [_as_condition(each) for each in others if each != ""]
        text = self._words(And(tuple(words))) if words else ""
        return text, reduce(and_, conditions, Q())

    def _compile(self, node: Node) -> str | Q:
        """tsquery text, or a condition where words alone cannot say it; "" for nothing but stop words."""
        if _is_text(node):
            return self._words(node)
        if isinstance(node, Field):
            return self._field(node)
        if isinstance(node, Not):
            child = self._compile(node.child)
            return ~_as_condition(child) if child != "" else ""
        if isinstance(node, And):
            text, condition = self.split(node)
            return (_as_condition(text) & condition if text else condition) or ""
        children = node.children if isinstance(node, Or) else ()
        compiled = [each for each in map(self._compile, children) if each != ""]
        return reduce(or_, map(_as_condition, compiled), Q()) or ""

    def _words(self, node: Node) -> str:
        """What finds the words in any language, "" where all of them are stop words in all languages."""
        if node not in self._done:
            wanted = _positive(node)
            found = [
                (self._reading(node, each), self._reading(wanted, each)) for each in self._known.values()
            ]
            # A reading left with exclusions alone would find what another reading's words do not.
            asking = [whole for whole, positive in found if positive] or [whole for whole, _ in found]
            self._done[node] = _join(list(dict.fromkeys(filter(None, asking))), "|")
        return self._done[node]

    def _reading(self, node: Node | None, known: Mapping[Term, str]) -> str:
        """The words in one language. What is excluded is excluded in all of them."""
        if isinstance(node, Not):
            child = self._words(node.child)
            return f"!{child}" if child else ""
        if isinstance(node, And | Or):
            texts = [text for child in node.children if (text := self._reading(child, known))]
            return _join(texts, "&" if isinstance(node, And) else "|")
        return known[node] if isinstance(node, Term) else ""

    def _field(self, leaf: Field) -> Q:
        date = parse_partial(leaf.value) if leaf.name in DATE_FIELDS else None
        if date is not None:
            after = leaf.name == "after"
            return Q(published_on__gte=date.first) if after else Q(published_on__lte=date.last)
        ids: list[Any] = [thing.pk for thing in self._things[leaf]] or [UNKNOWN]
        if leaf.name == "source":
            return Q(source__in=ids)
        return Q(**{f"{leaf.name}_ids__overlap": ids})


def _is_text(node: Node) -> bool:
    """Whether a single tsquery says it, by words that an article must have: an index finds nothing by the
    words that it must not have."""
    return all(isinstance(leaf, Term) for leaf, _ in leaves(node)) and _asks_for_words(node)


def _asks_for_words(node: Node) -> bool:
    if isinstance(node, And | Or):
        return (any if isinstance(node, And) else all)(map(_asks_for_words, node.children))
    return not isinstance(node, Not)


def _join(texts: Sequence[str], operator: str) -> str:
    if len(texts) > 1:
        return f"({f' {operator} '.join(texts)})"
    return texts[0] if texts else ""


def _as_condition(compiled: str | Q) -> Q:
    return compiled if isinstance(compiled, Q) else Q(Matches(compiled))
