"""A page about one or two entities as a search of its own: what is asked for within their articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from articles.models import Article, Entity, Source
from articles.search.filters import ArticleFilterSet
from articles.search.page.facets import key_of
from articles.search.page.navigation import trail
from articles.search.request import PER_PAGE, FacetName, SearchRequest
from articles.search.results import Facet, Hit, SearchResults
from articles.views.articles import result_context


def facet_of(thing: Entity | Source) -> FacetName:
    """The facet that an entity or a source is a value of."""
    return thing.kind if isinstance(thing, Entity) else "source"  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that all of ``things`` are in; ``path`` is the address of the page about them."""

    things: Sequence[Entity | Source]
    path: str

    def request(self, params: QueryDict) -> SearchRequest:
        """What a reader asks for on the page. Choosing what the page is about changes nothing."""
        asked = ArticleFilterSet(params).search_request
        others: dict[str, Any] = {name: self._others(asked, name) for name in self._names}
        return replace(asked, within=self._within, **others)

    @property
    def everything(self) -> SearchRequest:
        """All articles of the page."""
        return SearchRequest(within=self._within)

    @property
    def _within(self) -> tuple[tuple[FacetName, int], ...]:
        return tuple((facet_of(thing), thing.pk) for thing in self.things)

    @property
    def _names(self) -> set[FacetName]:
        return {facet_of(thing) for thing in self.things}

    def keys(self, facet: str) -> tuple[str, ...]:
        """The values of a facet that the page is about."""
        return tuple(key_of(thing) for thing in self.things if facet_of(thing) == facet)

    def _others(self, asked: SearchRequest, facet: FacetName) -> tuple[str, ...]:
        return tuple(value for value in asked.selected(facet) if value not in self.keys(facet))

    def whole(self, asked: SearchRequest) -> SearchRequest:
        """The same search among all articles of the archive, for its page, files and feed."""
        changes: dict[str, Any] = {"within": ()}
        fields: list[str] = []
        for facet in sorted(self._names):
            own, others = self.keys(facet), self._others(asked, facet)
            if len(others) > 1 and asked.mode(facet) == "any":
                fields += [f"{facet}:{key}" for key in own]  # one mode holds for all values of a parameter
                continue
            changes[facet] = (*own, *others)
            if len(own) + len(others) > 1:
                changes[f"{facet}_mode"] = "all"
        if fields:
            changes["q"] = " ".join([*fields, f"({asked.q})"] if asked.q else fields)
        return asked.changed(**changes)

    def context(self, results: SearchResults) -> dict[str, object]:
        """What the parts of a result page need, with every link staying on the page but those that say so."""
        whole = self.whole(results.request)
        results = replace(results, hits=_along(results, whole))
        context = result_context(results, self.path)
        context["facets"] = [self._without_own(each) for each in results.facets.values() if self._tells(each)]
        return context | {
            "asked": [pair for pair in whole.parameters() if pair[0] not in {"page", "per_page"}],
            "export_query": whole.query_string(page=1, per_page=PER_PAGE).removesuffix("?"),
            "whole_url": whole.query_string(page=1),
            "no_words_url": results.request.changed(q="", sort="").query_string(),
            "narrowed": not results.request.changed(sort="", within=()).is_empty,
        }

    def _tells(self, facet: Facet) -> bool:
        """An article has one source: beside its own, a source's page has none to offer."""
        return facet.name != "source" or "source" not in self._names

    def _without_own(self, facet: Facet) -> Facet:
        own = self.keys(facet.name)
        if not own:
            return facet
        values = [value for value in facet.values if value.value not in own]
        most = max((value.count for value in values), default=0) or 1
        shown = [
            replace(value, share=max(1, round(100 * value.count / most)) if value.count else 0)
            for value in values
        ]
        # The list of all values, elsewhere, would ignore what the page is about as the facet's own choice.
        return replace(facet, values=shown, total=sum(1 for value in shown if value.count))


def _along(results: SearchResults, whole: SearchRequest) -> list[Hit]:
    """The hits with links that lead along the same list among all articles of the archive."""
    return [
        replace(hit, trail=trail(whole, place)) for place, hit in enumerate(results.hits, results.pages.first)
    ]


def first_and_latest(ids: Sequence[int]) -> list[Article]:
    """The articles of these ids, in this order, with what a line about each shows."""
    found = Article.objects.published().only("headline", "published_on").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
