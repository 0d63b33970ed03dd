"""Searches on pages of one or two entities or sources, limited to their articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from articles.models import DATE_FIELDS, Article
from articles.search.browse.line import as_line
from articles.search.facet_types import FACET_TYPES, FacetName, Thing, facet_of_thing
from articles.search.filters import ArticleFilterSet
from articles.search.page.facets import with_shares
from articles.search.page.navigation import trail
from articles.search.request import PER_PAGE, SearchRequest
from articles.search.results import Facet, Hit, SearchResults
from articles.views.articles import result_context


@dataclass(frozen=True, slots=True)
class EntityScope:
    """The articles that contain all of ``things``; ``path`` is the path of their page."""

    things: Sequence[Thing]
    path: str

    def request(self, params: QueryDict) -> SearchRequest:
        """Read the request. Values that the page is about are dropped: choosing them changes nothing."""
        return self.within(ArticleFilterSet(params).search_request)

    def within(self, asked: SearchRequest) -> SearchRequest:
        """Return a search limited to the articles of the page, without values that the page is about."""
        others: dict[str, Any] = {name: self._others(asked, name) for name in self._names}
        return replace(asked, within=self._within, **others)

    @property
    def everything(self) -> SearchRequest:
        """The request for all articles of the page."""
        return SearchRequest(within=self._within)

    @property
    def suggest_url(self) -> str:
        """The address of suggestions for a search within these articles."""
        names = [("within", thing.get_absolute_url().strip("/")) for thing in self.things]
        return f"{reverse('suggest')}?{urlencode(names)}"

    @property
    def _within(self) -> tuple[tuple[FacetName, int], ...]:
        return tuple((facet_of_thing(thing), thing.pk) for thing in self.things)

    @property
    def _names(self) -> set[FacetName]:
        return {facet_of_thing(thing) for thing in self.things}

    def keys(self, facet: str) -> tuple[str, ...]:
        """Return the facet's values that the page is about."""
        return tuple(thing.key for thing in self.things if facet_of_thing(thing) == facet)

    def _others(self, asked: SearchRequest, facet: FacetName) -> tuple[str, ...]:
        return tuple(value for value in asked.selected(facet) if value not in self.keys(facet))

    def whole(self, asked: SearchRequest) -> SearchRequest:
        """Return an equivalent search of the whole archive, for its page, files and feed."""
        changes: dict[str, Any] = {"within": ()}
        fields: list[str] = []
        for facet in sorted(self._names):
            own, others = self.keys(facet), self._others(asked, facet)
            if len(others) > 1 and asked.mode(facet) == "any":
                fields += [f"{facet}:{key}" for key in own]  # a mode applies to all values of a parameter
                continue
            changes[facet] = (*own, *others)
            if len(own) + len(others) > 1:
                changes[f"{facet}_mode"] = "all"
        if fields:
            changes["q"] = " ".join([*fields, f"({asked.q})"] if asked.q else fields)
        return asked.changed(**changes)

    def context(self, results: SearchResults) -> dict[str, object]:
        """Return the template context of a results page. All links stay on the page, except ``whole_url``."""
        whole = self.whole(results.request)
        results = replace(results, hits=_along(results, whole))
        context = result_context(results, self.path)
        context["facets"] = [self._without_own(each) for each in results.facets.values() if self._tells(each)]
        return context | {
            "asked": [pair for pair in whole.parameters() if pair[0] not in {"page", "per_page"}],
            "export_query": whole.query_string(page=1, per_page=PER_PAGE).removesuffix("?"),
            "compare": as_line(whole).query_string(),
            "whole_url": whole.query_string(page=1),
            "suggest": self.suggest_url,
            "clear_url": "",
            "no_words_url": results.request.changed(q="", sort="").query_string(),
            "narrowed": not results.request.changed(sort="", within=()).is_empty,
        }

    def _tells(self, facet: Facet) -> bool:
        """Whether to show a facet. A source's page has no source facet: an article has only one source."""
        return FACET_TYPES[facet.name].several or facet.name not in self._names

    def _without_own(self, facet: Facet) -> Facet:
        own = self.keys(facet.name)
        if not own:
            return facet
        shown = with_shares([value for value in facet.values if value.value not in own])
        # Count the shown values only: the page of all values would treat the page's own entity as the facet's
        # own choice, which does not narrow it.
        return replace(facet, values=shown, total=sum(1 for value in shown if value.count))


def _along(results: SearchResults, whole: SearchRequest) -> list[Hit]:
    """Let the hits link to their neighbours in the equivalent search of the whole archive."""
    return [
        replace(hit, trail=trail(whole, place)) for place, hit in enumerate(results.hits, results.pages.first)
    ]


def first_and_latest(ids: Sequence[int]) -> list[Article]:
    """Load the published articles with these ids, in this order, without their texts."""
    found = Article.objects.published().only("headline", *DATE_FIELDS, "is_sample").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
