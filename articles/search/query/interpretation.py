"""Describe for the reader how a query was interpreted."""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.search.date_reader import read_dates
from articles.search.facet_types import Thing
from articles.search.query.ast import (
    DATE_FIELDS,
    And,
    Field,
    Leaf,
    Node,
    Not,
    Or,
    Proximity,
    Term,
    Text,
    leaves,
    terms_of,
    words_in,
)
from articles.search.query.entity_lookup import labels
from articles.search.query.text_fields import language_name, languages_called
from articles.search.results import QueryPart, Role, Understanding
from articles.text import quoted

#: Field names for use within a sentence.
FIELD_NAMES = {
    "headline": _("headline"),
    "person": _("person"),
    "country": _("country"),
    "organisation": _("organisation"),
    "place": _("place"),
    "author": _("author"),
    "source": _("source"),
    "section": _("section"),
    "language": _("language"),
    "date": _("date"),
    "after": _("after"),
    "before": _("before"),
}
ROLES: dict[str, Role] = {"word": "with", "phrase": "phrase", "prefix": "prefix"}
NOTHING = _("The query contains no searchable words, so it was ignored.")
ONLY_COMMON = _("The query contains only very common words, so it was ignored and all articles are listed.")
ONLY_EXCLUSIONS = _("The query only excludes articles, so all the others are listed.")


class _Words:
    """Describe nodes of the syntax tree in words."""

    def __init__(self, known: Mapping[Text, str], things: Mapping[Field, Sequence[Thing]]) -> None:
        self._known = known
        self._things = things

    def is_left_out(self, node: Node) -> bool:
        """Return whether the node has nothing to search for: only stop words."""
        return all(isinstance(leaf, Text) and not self._known[leaf] for leaf, _ in leaves(node))

    def part(self, node: Node) -> QueryPart:
        """Describe one node of the query's top level."""
        excluded = isinstance(node, Not)
        inner = node.child if isinstance(node, Not) else node
        if isinstance(inner, Field):
            return QueryPart(self.value(inner), "field", inner.name, excluded)
        if isinstance(inner, Text):
            name = "headline" if inner.headline else ""
            role: Role = "without" if excluded else "field" if name else self.role(inner)
            return QueryPart(self.words(inner), role, name, excluded)
        return QueryPart(self.text(inner), "without" if excluded else "either", "", excluded)

    def role(self, text: Text) -> Role:
        """Return how the words of a text are searched."""
        if isinstance(text, Term):
            return ROLES[text.kind]
        return "with" if text.within else "phrase"

    def words(self, text: Text) -> str:
        """Return the words of a text, with an asterisk after a prefix, and how near they must be."""
        if isinstance(text, Term) or not text.within:
            return words_in(text)
        said = ngettext(
            "{words} next to each other in any order", "{words} at most {n} words apart", text.within
        )
        every = [quoted(term.text) if term.kind == "phrase" else words_in(term) for term in text.terms]
        kept = [each for each, term in zip(every, text.terms, strict=True) if self._known[term]]
        return said.format(words=gettext(" and ").join(kept), n=text.within) if len(kept) > 1 else kept[0]

    def value(self, field: Field) -> str:
        """Describe the date, entities or sources that a field refers to."""
        if field.name in DATE_FIELDS:
            first, last = read_dates(field.value)
            ends = {"first": first.label, "last": last.label}
            return first.label if first == last else gettext("%(first)s to %(last)s") % ends
        if field.name == "language" and (codes := languages_called(field.value)):
            return language_name(codes[0])
        return labels(self._things[field]) or field.value

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
        words = quoted(self.words(node)) if self.role(node) == "phrase" else self.words(node)
        return gettext("{words} in the headline").format(words=words) if node.headline else words


def understand(
    tree: Node | None,
    known: Mapping[Text, str],
    things: Mapping[Field, Sequence[Thing]],
    notes: Sequence[str],
    asked: bool,
) -> Understanding:
    """Return the parts of a query in reading order, and notes on what the reader might not expect.

    known: the tsquery text of every text and its terms, "" for stop words. things: the entities or sources of
    every field. asked: whether the query was not empty.
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


def _about_common_words(known: Mapping[Text, str], tree: Node, any_left: bool) -> list[str]:
    if not any_left:
        return [str(ONLY_COMMON)]
    common = dict.fromkeys(
        term.text
        for leaf, _ in leaves(tree)
        for term in terms_of(leaf)
        if not known[leaf if _is_phrase(leaf) else term]
    )
    said = gettext("Ignored common words: {words}.")
    return [said.format(words=", ".join(common))] if common else []


def _is_phrase(leaf: Leaf) -> TypeGuard[Proximity]:
    """Return whether a stop word in the leaf stands for any word, and so is not ignored."""
    return isinstance(leaf, Proximity) and not leaf.within


def _about_unknown_names(things: Mapping[Field, Sequence[Thing]]) -> list[str]:
    said = gettext("There is no {kind} called “{name}” in the archive, so there are no matches.")
    return [
        said.format(kind=FIELD_NAMES[field.name], name=field.value)
        for field, found in things.items()
        if not found and field.name not in (*DATE_FIELDS, "section") and not _is_language(field)
    ]


def _is_language(field: Field) -> bool:
    return field.name == "language" and bool(languages_called(field.value))
