"""Describe for the reader how a query was interpreted."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.search.facet_types import Thing
from articles.search.partial_dates import parse_partial
from articles.search.query.ast import DATE_FIELDS, And, Field, Node, Not, Or, Term, leaves
from articles.search.query.entity_lookup import labels
from articles.search.results import QueryPart, Role, Understanding
from articles.text import quoted

#: Field names for use within a sentence.
FIELD_NAMES = {
    "headline": _("headline"),
    "person": _("person"),
    "country": _("country"),
    "organisation": _("organisation"),
    "place": _("place"),
    "source": _("source"),
    "after": _("after"),
    "before": _("before"),
}
ROLES: dict[str, Role] = {"word": "with", "phrase": "phrase", "prefix": "prefix"}
NOTHING = _("The query contains no searchable words, so it was ignored.")
ONLY_COMMON = _("The query contains only very common words, so it was ignored and all articles are listed.")
ONLY_EXCLUSIONS = _("The query only excludes articles, so all the others are listed.")


class _Words:
    """Describe nodes of the syntax tree in words."""

    def __init__(self, known: Mapping[Term, str], things: Mapping[Field, Sequence[Thing]]) -> None:
        self._known = known
        self._things = things

    def is_left_out(self, node: Node) -> bool:
        """Return whether the node has nothing to search for: only stop words."""
        return all(isinstance(leaf, Term) and not self._known[leaf] for leaf, _ in leaves(node))

    def part(self, node: Node) -> QueryPart:
        """Describe one node of the query's top level."""
        excluded = isinstance(node, Not)
        inner = node.child if isinstance(node, Not) else node
        if isinstance(inner, Field):
            return QueryPart(self.value(inner), "field", inner.name, excluded)
        if isinstance(inner, Term):
            name = "headline" if inner.headline else ""
            role: Role = "without" if excluded else "field" if name else ROLES[inner.kind]
            return QueryPart(self.term(inner), role, name, excluded)
        return QueryPart(self.text(inner), "without" if excluded else "either", "", excluded)

    def term(self, term: Term) -> str:
        """Return the words of a term, with an asterisk after a prefix."""
        return f"{term.text}*" if term.kind == "prefix" else term.text

    def value(self, field: Field) -> str:
        """Describe the date, entities or sources that a field refers to."""
        date = parse_partial(field.value) if field.name in DATE_FIELDS else None
        return date.label if date else labels(self._things[field]) or field.value

    def text(self, node: Node, *, nested: bool = False) -> str:
        """Describe any node."""
        if isinstance(node, And | Or):
            joiner = gettext(" and ") if isinstance(node, And) else gettext(" or ")
            kept = [child for child in node.children if not self.is_left_out(child)]
            words = joiner.join(self.text(child, nested=True) for child in kept)
            return f"({words})" if nested and len(kept) > 1 else words
        if isinstance(node, Not):
            return gettext("not {words}").format(words=self.text(node.child, nested=True))
        if isinstance(node, Field):
            return f"{FIELD_NAMES[node.name]} {self.value(node)}"
        words = quoted(node.text) if node.kind == "phrase" else self.term(node)
        return gettext("{words} in the headline").format(words=words) if node.headline else words


def understand(
    tree: Node | None,
    known: Mapping[Term, str],
    things: Mapping[Field, Sequence[Thing]],
    notes: Sequence[str],
    asked: bool,
) -> Understanding:
    """Return the parts of a query in reading order, and notes on what the reader might not expect.

    known: the tsquery text of every term, "" for stop words. things: the entities or sources of every field.
    asked: whether the query was not empty.
    """
    if tree is None:
        return Understanding(notes=(*notes, *([str(NOTHING)] if asked else [])))
    words = _Words(known, things)
    top = tree.children if isinstance(tree, And) else (tree,)
    kept = [node for node in top if not words.is_left_out(node)]
    more = [*notes, *_about_common_words(known, tree, bool(kept)), *_about_unknown_names(things)]
    if kept and all(isinstance(node, Not) for node in kept):
        more.append(str(ONLY_EXCLUSIONS))
    return Understanding(tuple(map(words.part, kept)), tuple(more))


def _about_common_words(known: Mapping[Term, str], tree: Node, any_left: bool) -> list[str]:
    if not any_left:
        return [str(ONLY_COMMON)]
    common = dict.fromkeys(
        leaf.text for leaf, _ in leaves(tree) if isinstance(leaf, Term) and not known[leaf]
    )
    said = gettext("Ignored common words: {words}.")
    return [said.format(words=", ".join(common))] if common else []


def _about_unknown_names(things: Mapping[Field, Sequence[Thing]]) -> list[str]:
    said = gettext("There is no {kind} called “{name}” in the archive, so there are no matches.")
    return [
        said.format(kind=FIELD_NAMES[field.name], name=field.value)
        for field, found in things.items()
        if field.name not in DATE_FIELDS and not found
    ]
