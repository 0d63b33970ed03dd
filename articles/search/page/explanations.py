"""Explain why an article matches: where the query's words are, which names and filters it meets.

This uses what the page has already loaded. Only a name in a field (person:lavrov) that is not the entity's
usual name costs a database query, one for the whole page.
"""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from articles.models import Article, Entity, EntityName
from articles.search.facet_types import FACET_TYPES, FACETS, Thing
from articles.search.page.facets import Directory
from articles.search.page.snippets import Highlighter
from articles.search.query.ast import Field, Proximity, Text, words_in
from articles.search.query.selection import Selection
from articles.search.results import MatchExplanation, MatchReason
from articles.text import fold, quoted

MOST_NAMES = 3  # shown for one word
_OTHER_NAMES = 500  # read for one page


class Explainer:
    """Explains why the articles of one page match. ``highlighter`` must be for the same query."""

    def __init__(
        self,
        selection: Selection,
        directory: Directory,
        highlighter: Highlighter,
        articles: Sequence[Article],
    ) -> None:
        self._selection = selection
        self._directory = directory
        self._highlighter = highlighter
        self._says = {
            "headline": _("in the headline"),
            "standfirst": _("in the standfirst"),
            "caption": _("in the caption"),
            "body": _("in the text"),
        }
        self._other_names = _other_names(selection, articles)

    def why(self, article: Article) -> MatchExplanation:
        """Return why an article of the page matches."""
        reasons = [*self._words(article), *self._fields(article)]
        return MatchExplanation(tuple(reasons), tuple(self._chosen(article)))

    def _words(self, article: Article) -> Iterator[MatchReason]:
        if not self._highlighter.terms:
            return
        found = {
            name: self._highlighter.first_places(text, article.language)
            for name, text in _texts(article).items()
        }
        says = self._says
        for term in self._highlighter.terms:
            looked_at = ["headline"] if term.headline else says
            places = [says[name] for name in looked_at if term in found[name]]
            if term in found["names"] and not term.headline:
                name = _line_at(article.entity_names, found["names"][term])
                places.append(_("in the name %(name)s") % {"name": name})
            if places:
                yield MatchReason(_written(term), tuple(places))

    def _fields(self, article: Article) -> Iterator[MatchReason]:
        for leaf, things in self._selection.query.fields:
            ids = set(FACET_TYPES[leaf.name].ids_in(article))
            here = [thing for thing in things if thing.pk in ids]
            if here:
                yield MatchReason(leaf.value, tuple(self._through(leaf, each) for each in here[:MOST_NAMES]))

    def _through(self, leaf: Field, thing: Thing) -> str:
        """Describe how the value of a field refers to an entity or a source."""
        value = fold(leaf.value)
        if value in fold(thing.label):
            return _("in the name %(name)s") % {"name": thing.label}
        others = self._other_names.get(thing.pk, []) if isinstance(thing, Entity) else []
        other = next((each for each in others if value in fold(each)), None)
        if other is None:
            return _("as %(name)s") % {"name": thing.label}
        return _("in %(other)s, another name for %(name)s") % {"other": other, "name": thing.label}

    def _chosen(self, article: Article) -> Iterator[str]:
        for facet in FACETS:
            ids = self._selection.ids.get(facet)
            if not ids:
                continue
            has = set(FACET_TYPES[facet].ids_in(article))
            for key, pk in zip(self._selection.request.selected(facet), ids, strict=True):
                if pk in has:
                    yield self._directory.name(facet, pk, key)


def _texts(article: Article) -> dict[str, str]:
    """Return the texts that the query's words are searched in, by name, as in the search column."""
    body: str = article.text  # type: ignore[attr-defined]
    return {
        "headline": article.headline,
        "standfirst": article.standfirst,
        "caption": article.caption,
        "body": body,
        "names": article.entity_names,
    }


def _line_at(text: str, at: int) -> str:
    """Return the line of a text that contains a position."""
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def _written(text: Text) -> str:
    if isinstance(text, Proximity):
        return " … ".join(map(_written, text.terms)) if text.within else quoted(words_in(text))
    return quoted(text.text) if text.kind == "phrase" else words_in(text)


def _other_names(selection: Selection, articles: Sequence[Article]) -> Mapping[int, list[str]]:
    """Return by id the other names of these articles' entities whose usual name does not match the field."""
    unusual = {
        thing.pk
        for leaf, things in selection.query.fields
        for thing in things
        if isinstance(thing, Entity) and fold(leaf.value) not in fold(thing.name)
    }
    here = {
        pk
        for each in articles
        for leaf, _things in selection.query.fields
        for pk in FACET_TYPES[leaf.name].ids_in(each)
    }
    names: dict[int, list[str]] = {}
    if unusual & here:
        found = EntityName.objects.filter(entity__in=unusual & here).order_by("pk")
        for pk, name in found.values_list("entity_id", "name")[:_OTHER_NAMES]:
            names.setdefault(pk, []).append(name)
    return names
