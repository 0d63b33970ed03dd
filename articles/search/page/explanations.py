"""Why an article was found: which words of the query stand where, whose name it was, which filters it meets.

It reads what the page has read anyway; only a name in a field (person:lavrov) that is not the usual one of
whom it found costs a query, one for the page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from articles.models import Article, Entity, EntityName, Source
from articles.search.page.facets import Directory
from articles.search.page.snippets import Marker
from articles.search.query.ast import Field, Term
from articles.search.query.selection import Selection
from articles.search.request import FACETS
from articles.search.results import Reason, Why
from articles.text import fold, quoted

MOST_NAMES = 3  # named for one word
_OTHER_NAMES = 500  # looked at for one page


class Explainer:
    """Says of the articles of one page why they were found. ``marker`` marks the same query's words."""

    def __init__(
        self, selection: Selection, directory: Directory, marker: Marker, articles: Sequence[Article]
    ) -> None:
        self._selection = selection
        self._directory = directory
        self._marker = marker
        self._says = {
            "headline": _("in the headline"),
            "standfirst": _("in the standfirst"),
            "caption": _("in the caption"),
            "body": _("in the text"),
        }
        self._other_names = _other_names(selection, articles)

    def why(self, article: Article) -> Why:
        """Why this article of the page was found."""
        reasons = [*self._words(article), *self._fields(article)]
        return Why(tuple(reasons), tuple(self._chosen(article)))

    def _words(self, article: Article) -> Iterator[Reason]:
        if not self._marker.terms:
            return
        found = {
            name: self._marker.first_places(text, article.language) for name, text in _texts(article).items()
        }
        says = self._says
        for term in self._marker.terms:
            looked_at = ["headline"] if term.headline else says
            places = [says[name] for name in looked_at if term in found[name]]
            if term in found["names"] and not term.headline:
                name = _line_at(article.entity_names, found["names"][term])
                places.append(_("in the name %(name)s") % {"name": name})
            if places:
                yield Reason(_written(term), tuple(places))

    def _fields(self, article: Article) -> Iterator[Reason]:
        for leaf, things in self._selection.query.fields:
            ids = set(_ids(article, leaf.name))
            here = [thing for thing in things if thing.pk in ids]
            if here:
                yield Reason(leaf.value, tuple(self._through(leaf, each) for each in here[:MOST_NAMES]))

    def _through(self, leaf: Field, thing: Entity | Source) -> str:
        """How a value in a field stands for an entity or a source."""
        value = fold(leaf.value)
        if value in fold(thing.name):
            return _("in the name %(name)s") % {"name": thing.name}
        others = self._other_names.get(thing.pk, []) if isinstance(thing, Entity) else []
        other = next((each for each in others if value in fold(each)), None)
        if other is None:
            return _("as %(name)s") % {"name": thing.name}
        return _("in %(other)s, another name of %(name)s") % {"other": other, "name": thing.name}

    def _chosen(self, article: Article) -> Iterator[str]:
        for facet in FACETS:
            ids = self._selection.ids.get(facet)
            if not ids:
                continue
            has = set(_ids(article, facet))
            for key, pk in zip(self._selection.request.selected(facet), ids, strict=True):
                if pk in has:
                    yield self._directory.name(facet, pk, key)


def _texts(article: Article) -> dict[str, str]:
    """What the words of a query are looked for in, as the search column has it."""
    body: str = article.text  # type: ignore[attr-defined]
    return {
        "headline": article.headline,
        "standfirst": article.standfirst,
        "caption": article.caption,
        "body": body,
        "names": article.entity_names,
    }


def _ids(article: Article, facet: str) -> Iterable[int | None]:
    return [article.source_id] if facet == "source" else getattr(article, f"{facet}_ids")


def _line_at(text: str, at: int) -> str:
    """The line that a character of a text stands in."""
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def _written(term: Term) -> str:
    return {"phrase": quoted(term.text), "prefix": f"{term.text}*"}.get(term.kind, term.text)


def _other_names(selection: Selection, articles: Sequence[Article]) -> Mapping[int, list[str]]:
    """The other names of the entities that a field found in these articles without their usual name."""
    unusual = {
        thing.pk
        for leaf, things in selection.query.fields
        for thing in things
        if isinstance(thing, Entity) and fold(leaf.value) not in fold(thing.name)
    }
    here = {
        pk for each in articles for leaf, _things in selection.query.fields for pk in _ids(each, leaf.name)
    }
    names: dict[int, list[str]] = {}
    if unusual & here:
        found = EntityName.objects.filter(entity__in=unusual & here).order_by("pk")
        for pk, name in found.values_list("entity_id", "name")[:_OTHER_NAMES]:
            names.setdefault(pk, []).append(name)
    return names
