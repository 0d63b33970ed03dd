"""The list of articles and the page of one article."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote_plus, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import http_date

from articles.api.routes import published_article
from articles.charts.small_chart import draw_small_chart
from articles.discovery.described import ArticleMetadata
from articles.exports.article_citations import Citing
from articles.exports.formats import FILES
from articles.http import site_of
from articles.models import Article
from articles.presentation.annotated_article import AnnotatedArticle
from articles.presentation.byline import authors_of, linked_byline
from articles.presentation.versions import History
from articles.search.browse.line import as_line
from articles.search.browse.named_person import named_person
from articles.search.browse.neighbours import Neighbours
from articles.search.browse.page_about import PageAbout
from articles.search.browse.related import related
from articles.search.browse.same_day import same_day
from articles.search.engine import run
from articles.search.facet_types import FACETS
from articles.search.filters import ArticleFilterSet, Parameter
from articles.search.parameters import NumberField, ParameterField, TextField
from articles.search.query.compiler import read_query
from articles.search.reading.questions import as_filters, read_search
from articles.search.request import MAX_QUERY, PER_PAGE, SearchRequest
from articles.search.results import SearchResults
from articles.stories.copies import copies_of
from articles.views.exports import busy

LONG = 1_000_000  # characters; rendering a longer text takes seconds and hundreds of megabytes
_long_pages = threading.BoundedSemaphore(1)
MAX_PLACE = 1_000_000_000


class TrailFilterSet(ArticleFilterSet):
    """The search a reader came from, with ``at``, the place in its list.

    ``marks=off`` leaves the words of the search unmarked; ``names=on`` marks the names in the text.
    """

    at = Parameter(NumberField, default=0, most=MAX_PLACE)
    marks = Parameter(ParameterField)
    names = Parameter(ParameterField)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader has chosen to see marked: the words of the search, and the names in the text."""

    marks: bool = True
    names: bool = False

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Choices":
        """Read the parameters of an article's page."""
        return cls(given["marks"] != "off", given["names"] == "on")

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters that differ from the defaults."""
        return [*([] if self.marks else [("marks", "off")]), *([("names", "on")] if self.names else [])]

    def query_string(self, asked: SearchRequest, place: int) -> str:
        """Return the query string of the page with these choices, for a search and a place in its list."""
        at = [("at", str(place))] if place else []
        return "?" + urlencode([*asked.parameters(), *at, *self.parameters])

    def added(self) -> str:
        """Return the parameters as they are added to the address of another article of the list."""
        return "".join(f"&{name}={value}" for name, value in self.parameters)


class ListFilterSet(ArticleFilterSet):
    """A search, with ``asked`` (the question it was read from) and ``exactly`` ("1": read no questions)."""

    asked = Parameter(TextField, most=MAX_QUERY)
    exactly = Parameter(ParameterField)


def result_context(results: SearchResults, base: str) -> dict[str, object]:
    """Return the template context of a results page; ``base`` is the path that its links point to."""
    request = results.request
    return {
        "results": results,
        "notes": [*results.understanding.notes, *results.problems, *results.notes],
        "base": base,
        "facets": [results.facets[name] for name in FACETS],
        "query_string": request.query_string(),
        "compare": as_line(request).query_string(),
        "formats": FILES,
        "export_query": request.query_string(page=1, per_page=PER_PAGE).removesuffix("?"),
        "clear_url": request.without("filters").query_string(),
        "request_q": request.q,
        "asked": [pair for pair in request.parameters() if pair[0] not in {"page", "per_page"}],
        "kept": [pair for pair in request.parameters() if pair[0] not in {"q", "page", "sort"}],
    }


def article_list(request: HttpRequest) -> HttpResponse:
    """The results of a search; see SearchRequest for the parameters.

    A question is redirected to the search that it asks for.
    """
    filters = ListFilterSet(request.GET)
    search, given = filters.search_request, filters.form.cleaned_data
    asked_for, readings = read_search(search, exactly=given["exactly"] == "1")
    if asked_for is not None:
        return HttpResponseRedirect(f"{request.path}{asked_for.query_string()}&asked={quote_plus(search.q)}")
    results = run(search)
    card = named_person(results)
    context = {
        "here": "articles",
        "search": search,
        "card": card,
        "about": PageAbout.of(results),
        "card_chart": draw_small_chart(card.by_year, card.whole) if card else None,
        "question": given["asked"] if as_filters(SearchRequest(q=given["asked"])) == search else "",
        "readings": readings,
        **result_context(results, "/articles/"),
    }
    return render(request, "articles/list.html", context)


def article_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """A published article.

    With the parameters of a search, its words are marked; with ``at``, the article's position in the results,
    it also links to the previous and next results.
    """
    article = published_article(pk)
    if slug != article.slug:
        query = request.META["QUERY_STRING"]
        return HttpResponseRedirect(article.get_absolute_url() + (f"?{query}" if query else ""))
    if len(article.body) <= LONG:
        return _detail(request, article)
    if not _long_pages.acquire(blocking=False):
        return busy(request)
    try:
        return _detail(request, article)
    finally:
        _long_pages.release()


def _detail(request: HttpRequest, article: Article) -> HttpResponse:
    trail = TrailFilterSet(request.GET)
    asked, place = trail.search_request, trail.form.cleaned_data["at"]
    choices = Choices.read(trail.form.cleaned_data)
    terms = read_query(asked.q).terms
    reading = AnnotatedArticle.of(article, terms if choices.marks else (), show_names=choices.names)
    authors, site = authors_of(article.author_ids), site_of(request)
    others, corrections = same_day(article), list(article.corrections.all())
    captures = list(article.captures.defer("raw"))
    context = {
        "here": "articles",
        "article": article,
        "reading": reading,
        "byline": linked_byline(article.byline, authors),
        "described": ArticleMetadata.of(article, authors, reading.subjects, site, corrections),
        "corrections": corrections,
        "captures": captures,
        "history": History.of(article, captures),
        "citing": Citing.of(article, site, datetime.now(UTC).date()),
        "copies": copies_of([article], {article.pk: article.body}).get(article.pk),
        "others": others,
        "related": related(article, without=others.articles),
        "neighbours": Neighbours.of(article, asked, place),
        "choices": choices,
        "may_correct": getattr(request.user, "may_correct_names", False),
        "asked_words": asked.q if terms else "",
        "marks_url": replace(choices, marks=not choices.marks).query_string(asked, place),
        "names_url": replace(choices, names=not choices.names).query_string(asked, place),
    }
    response = render(request, "articles/detail.html", context)
    response["Last-Modified"] = http_date(article.modified_at.timestamp())
    return response
