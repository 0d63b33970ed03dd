"""Compile a query: which articles it selects, what to rank by and highlight, and how it was interpreted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, IntegerField, Q, TextField, Value
from django.db.models.functions import Cast

from articles.fulltext.languages import configs_in_use
from articles.fulltext.vector import headline_vector
from articles.search.date_reader import read_dates
from articles.search.facet_types import FACET_TYPES, FACETS, Thing
from articles.search.query.ast import (
    DATE_FIELDS,
    MENTIONS,
    TEXT_FIELDS,
    And,
    Field,
    Node,
    Not,
    Or,
    Proximity,
    Text,
    leaves,
)
from articles.search.query.entity_lookup import UNKNOWN, named
from articles.search.query.interpretation import understand
from articles.search.query.lexemes import tsqueries_by_config
from articles.search.query.parser import parse
from articles.search.query.proximity import all_of, terms_to_compile, tsquery_of
from articles.search.query.text_fields import text_condition
from articles.search.results import Understanding

Things = Sequence[Thing]


class Matches(Func):
    """``search @@ tsquery``; the tsquery text must come from PostgreSQL."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, tsquery: str) -> None:
        super().__init__(F("search"), as_tsquery(tsquery))
        self.tsquery = tsquery


class Mentions(Func):
    """Whether an article names any of these entities, even in passing."""

    arg_joiner = " AND link.entity_id = ANY("
    template = (
        "EXISTS (SELECT FROM articles_articleentity link"
        " WHERE link.article_id = %(expressions)s) AND link.status <> 'rejected')"
    )
    output_field = BooleanField()

    def __init__(self, ids: tuple[int, ...]) -> None:
        super().__init__(F("pk"), Value(list(ids), ArrayField(IntegerField())))
        self.ids = ids


class InHeadline(Func):
    """Whether a tsquery matches the headline. The left-hand side has an index."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, tsquery: str) -> None:
        super().__init__(headline_vector(), as_tsquery(tsquery))


def as_tsquery(text: str) -> Cast:
    """Cast tsquery text to a tsquery."""
    return Cast(Value(text, TextField()), SearchQueryField())


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled query.

    tsquery: what the text must match, "" for no condition. condition: everything else (fields, and
    disjunctions of fields and words). ranked: the tsquery to rank by, "" for none; it does not say
    which words must be near each other. terms: what to highlight. fields: the non-excluded names in fields
    and what they refer to. uncounted: whether it asks for something that the columns do not have.
    """

    tsquery: str = ""
    condition: Q = field(default_factory=Q)
    ranked: str = ""
    terms: tuple[Text, ...] = ()
    fields: tuple[tuple[Field, Things], ...] = ()
    uncounted: bool = False
    understanding: Understanding = field(default_factory=Understanding)

    @property
    def where(self) -> Q:
        """The complete condition on articles."""
        return Q(Matches(self.tsquery)) & self.condition if self.tsquery else self.condition

    def narrowed(self, condition: Q) -> "Query":
        """Return the query with an additional condition."""
        return replace(self, condition=self.condition & condition) if condition else self


def read_query(q: str, *, public: bool = True) -> Query:
    """Compile a query. Never raises, whatever ``q`` contains; runs a bounded number of database queries.

    ``public=False`` is for editors: fields also match names that only unpublished articles mention.
    """
    parsed = parse(q)
    if parsed.tree is None:
        understood = understand(None, {}, {}, parsed.notes, bool(q.strip()))
        return Query(understanding=replace(understood, text=parsed.text))
    found = list(leaves(parsed.tree))
    texts = [leaf for leaf, _ in found if isinstance(leaf, Text)]
    things = {leaf: _things(leaf, public) for leaf, _ in found if isinstance(leaf, Field)}
    by_config, to_rank = _tsqueries(texts)
    known = {
        text: next(filter(None, (each[text] for each in by_config.values())), "")
        for text in next(iter(by_config.values()))
    }
    text, condition = _Compiler(by_config, things).split(parsed.tree)
    wanted = _positive(parsed.tree)
    ranked = _Compiler(to_rank, things).split(wanted)[0] if wanted else ""
    return Query(
        tsquery=text,
        condition=condition,
        ranked=ranked,
        terms=tuple(
            leaf for leaf, excluded in found if isinstance(leaf, Text) and not excluded and known[leaf]
        ),
        fields=tuple(
            (leaf, things[leaf])
            for leaf, excluded in found
            if isinstance(leaf, Field) and leaf.name in FACETS and things[leaf] and not excluded
        ),
        uncounted=any(isinstance(leaf, Field) and leaf.name in TEXT_FIELDS for leaf, _ in found),
        understanding=replace(understand(parsed.tree, known, things, parsed.notes, True), text=parsed.text),
    )


Known = dict[str, dict[Text, str]]


def _tsqueries(texts: Sequence[Text]) -> tuple[Known, Known]:
    """Return by configuration the tsqueries of all texts and their terms: to find by, and to rank by."""
    terms = [term for text in texts for term in terms_to_compile(text)]
    by_config = tsqueries_by_config(terms, configs_in_use())
    groups = [text for text in texts if isinstance(text, Proximity)]
    find: Known = {}
    rank: Known = {}
    for config, known in by_config.items():
        find[config] = {group: tsquery_of(group, known) for group in groups}
        find[config].update(known.items())
        rank[config] = find[config] | {group: all_of(group, known) for group in groups if group.within}
    return find, rank


def _things(leaf: Field, public: bool) -> Things:
    if leaf.name in (*DATE_FIELDS, *TEXT_FIELDS):
        return ()
    return named("country" if leaf.name == MENTIONS else leaf.name, leaf.value, public=public)


def _positive(node: Node) -> Node | None:
    """Return the tree without negations and fields: the words that an article can match."""
    if isinstance(node, Not | Field):
        return None
    if isinstance(node, And | Or):
        kept = [child for child in map(_positive, node.children) if child is not None]
        return replace(node, children=tuple(kept)) if kept else None
    return node


class _Compiler:
    """Compiles a tree to tsquery text where it has only words, else to conditions.

    Words are stemmed in every language of the archive. An article must match the whole query in one language:
    a stop word of one language may be an ordinary word in another.
    """

    def __init__(self, known: Mapping[str, Mapping[Text, str]], things: Mapping[Field, Things]) -> None:
        self._known = known
        self._things = things
        self._done: dict[Node, str] = {}

    def split(self, node: Node) -> tuple[str, Q]:
        """Return the tsquery text and the condition that together express ``node``."""
        parts = node.children if isinstance(node, And) else (node,)
        words = [part for part in parts if _is_text(part)]
        others = [self._compile(part) for part in parts if not _is_text(part)]
        conditions = [_as_condition(each) for each in others if each != ""]
        text = self._words(And(tuple(words))) if words else ""
        return text, reduce(and_, conditions, Q())

    def _compile(self, node: Node) -> str | Q:
        """Return tsquery text, or a condition if there is more than words; "" for only stop words."""
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
        """Return the tsquery for the words in any language, "" if they are stop words in all languages."""
        if node not in self._done:
            wanted = _positive(node)
            found = [
                (self._in_language(node, each), self._in_language(wanted, each))
                for each in self._known.values()
            ]
            # If a language leaves only negations, it would match articles without the other words.
            asking = [whole for whole, positive in found if positive] or [whole for whole, _ in found]
            self._done[node] = _join(list(dict.fromkeys(filter(None, asking))), "|")
        return self._done[node]

    def _in_language(self, node: Node | None, known: Mapping[Text, str]) -> str:
        """Return the tsquery in one language. Negated words are excluded in all of them."""
        if isinstance(node, Not):
            child = self._words(node.child)
            return f"!{child}" if child else ""
        if isinstance(node, And | Or):
            texts = [text for child in node.children if (text := self._in_language(child, known))]
            return _join(texts, "&" if isinstance(node, And) else "|")
        return known[node] if isinstance(node, Text) else ""

    def _field(self, leaf: Field) -> Q:
        if leaf.name in DATE_FIELDS:
            return _dated(leaf)
        if leaf.name in TEXT_FIELDS:
            return text_condition(leaf)
        ids = [thing.pk for thing in self._things[leaf]] or [UNKNOWN]
        if leaf.name == MENTIONS:
            return Q(Mentions(tuple(ids)))
        return FACET_TYPES[leaf.name].condition(ids)


def _dated(leaf: Field) -> Q:
    dates = read_dates(leaf.value)
    begin, end = published_from(dates.first.first), published_by(dates.last.last)
    return {"after": begin, "before": end}.get(leaf.name, begin & end)


def published_from(day: date) -> Q:
    """Return the condition that the whole date of an article is on a day or later."""
    return Q(published_on__gte=day)


def published_by(day: date) -> Q:
    """Return the condition that the whole date of an article is on a day or earlier.

    An article of "May 2012" is not known to be from before the 20th, and so it is not found.
    """
    return Q(published_on__lte=day) & ~Q(published_until__gt=day)


def _is_text(node: Node) -> bool:
    """Return whether one tsquery expresses the node and requires some word, as an index look-up needs."""
    return all(isinstance(leaf, Text) for leaf, _ in leaves(node)) and _requires_words(node)


def _requires_words(node: Node) -> bool:
    if isinstance(node, And | Or):
        return (any if isinstance(node, And) else all)(map(_requires_words, node.children))
    return not isinstance(node, Not)


def _join(texts: Sequence[str], operator: str) -> str:
    if len(texts) > 1:
        return f"({f' {operator} '.join(texts)})"
    return texts[0] if texts else ""


def _as_condition(compiled: str | Q) -> Q:
    return compiled if isinstance(compiled, Q) else Q(Matches(compiled))
