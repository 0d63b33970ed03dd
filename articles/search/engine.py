"""Run a search: from the request to everything its result page shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Left
from django.utils.translation import gettext

from articles.fulltext.vector import BODY_CHARACTERS
from articles.models import Article, Correction
from articles.search.backend import counting
from articles.search.counting.interface import Counting, Counts
from articles.search.counting.ranking import Ranked, ranked_ids
from articles.search.facet_types import FACET_TYPES, FACETS, FacetName
from articles.search.page.backdrop import Backdrop
from articles.search.page.boilerplate import from_first_sentence, without_boilerplate
from articles.search.page.explanations import Explainer
from articles.search.page.facets import Directory, build_facets
from articles.search.page.navigation import make_chips, make_pages, make_sorts, page_of, trail
from articles.search.page.snippets import Highlighter
from articles.search.page.timeline import build_timeline, drilled_month
from articles.search.query.entity_lookup import UNKNOWN
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest, Sort
from articles.search.results import Hit, SearchResults
from articles.search.spelling.suggestions import suggest
from articles.search.timeouts import SearchTooCostly, limited
from articles.stories.copies import Copies, copies_of

__all__ = ["SearchTooCostly", "hits_of", "run"]

#: The facets whose values stand below each article in the list.
ON_HITS: tuple[FacetName, ...] = ("person", "country", "author", "source")


def run(request: SearchRequest, using: Counting | None = None) -> SearchResults:
    """Search the published articles. The number of database queries does not depend on the results.

    ``using``: the counting backend, for comparisons and benchmarks. Raises SearchTooCostly if the database
    takes longer than SEARCH_TIMEOUT_MS.
    """
    with transaction.atomic(), limited():
        using = using or counting()
        selection = Selection(request)
        month = drilled_month(request)
        counts = using.count(selection, month)
        backdrop = Backdrop.of(request, month, using)
        page = page_of(request, counts.total)
        sort = order_of(selection)
        offset = (page.number - 1) * request.per_page
        ranked = page_ids(using, selection, sort, counts.total, offset, request.per_page)
        articles = _articles(ranked.ids)
        directory = _directory(selection, counts, articles)
        copies = _copies(articles) if request.collapse else {}
        named = _named(selection, using)
    problems = selection.problems + _past_the_end(request, page)
    selection.request = request = replace(request, page=page.number)
    trails = {pk: trail(request, place) for place, pk in enumerate(ranked.ids, offset + 1)}
    return SearchResults(
        request=request,
        count=counts.total,
        hits=[
            replace(hit, copies=copies.get(hit.article.pk))
            for hit in _hits(articles, directory, selection, trails)
        ],
        facets=build_facets(selection, counts, directory, named),
        timeline=build_timeline(request, counts, backdrop),
        by_month=counts.by_month,
        understanding=selection.query.understanding,
        problems=problems,
        chips=make_chips(selection, directory),
        pages=make_pages(request, page),
        sorts=make_sorts(request, sort, ranked=bool(selection.query.ranked)),
        notes=ranked.notes,
        suggestion=suggest(request, counts.total, using, backdrop.total),
        dates=counts.dates,
        articles=counts.articles,
    )


def _past_the_end(request: SearchRequest, page: Page[int]) -> tuple[str, ...]:
    """Return what to say if the requested page does not exist, and the last one is shown instead."""
    if page.number == request.page:
        return ()
    note = gettext("There is no page {number}; this is the last one.")
    return (note.format(number=intcomma(request.page)),)


def _named(selection: Selection, using: Counting) -> int:
    """Return how many articles name the country that is chosen, 0 if none is or several are."""
    (chosen, *others) = selection.ids.get("country", ()) or (UNKNOWN,)
    return 0 if others or chosen == UNKNOWN else using.total(selection.mentioning(chosen))


def order_of(selection: Selection) -> Sort:
    """Return the requested order, or "newest" if the query has no words to rank by."""
    asked = selection.request.effective_sort
    return "newest" if asked == "relevance" and not selection.query.ranked else asked


def page_ids(
    using: Counting, selection: Selection, sort: Sort, count: int, offset: int, limit: int
) -> Ranked:
    """Return up to ``limit`` of the ``count`` matching ids from ``offset`` on, in list order."""
    if not count:
        return Ranked([])
    if sort == "relevance":
        return ranked_ids(selection, using, count, offset, limit)
    return Ranked(using.ids(selection, sort, offset, limit))


def _articles(ids: list[int]) -> list[Article]:
    """Return the articles of a page in order, without the columns that no list shows."""
    found = (
        Article.objects.published()  # an article may have been withdrawn since the count
        .filter(pk__in=ids)
        .defer(
            "search",
            "body",
            "edited_fields",
            "extractor",
            "created_at",
        )
        .annotate(
            text=Left("body", BODY_CHARACTERS),
            is_corrected=Exists(Correction.objects.filter(article=OuterRef("pk"))),
        )
        .in_bulk()
    )
    return [found[pk] for pk in ids if pk in found]


def _directory(selection: Selection, counts: Counts, articles: Iterable[Article]) -> Directory:
    """Fetch the entities and sources named in the page's facets, chips and hits."""
    ids: dict[str, set[int]] = {name: set(selection.named(name)) for name in FACETS}
    for name, counted in counts.facets.items():
        ids[name].update(pk for pk, _ in counted.values)
    for article in articles:
        for name in ON_HITS:
            ids[name].update(FACET_TYPES[name].ids_in(article))
    return Directory(ids)


def _hits(
    articles: list[Article], directory: Directory, selection: Selection, trails: Mapping[int, str]
) -> list[Hit]:
    highlighter = Highlighter(selection.query.terms)
    texts = {each.pk: _texts(each, highlighter) for each in articles}
    highlighter.learn(
        (each.language, text)
        for each in articles
        for text in (each.headline, each.entity_names, *texts[each.pk])
    )
    explainer = Explainer(selection, directory, highlighter, articles)
    return [
        Hit(
            article=article,
            headline=highlighter.headline(article.headline, article.language),
            snippet=highlighter.snippet(*texts[article.pk], language=article.language),
            people=directory.all("person", article.person_ids),
            countries=directory.all("country", article.country_ids),
            authors=directory.all("author", article.author_ids),
            source=directory.find("source", article.source_id or 0),
            why=explainer.why(article),
            trail=trails.get(article.pk, ""),
            is_corrected=article.is_corrected,  # type: ignore[attr-defined]
        )
        for article in articles
    ]


def _copies(articles: list[Article]) -> dict[int, Copies]:
    """Return the copies of each article's story."""
    return copies_of(articles, {each.pk: each.text for each in articles})  # type: ignore[attr-defined]


def _texts(article: Article, highlighter: Highlighter) -> tuple[str, ...]:
    """Return the texts for a snippet, best first: the standfirst first if there are no words to find."""
    body: str = article.text  # type: ignore[attr-defined]
    sentences = without_boilerplate(body)
    if highlighter.looks_at_texts:
        return tuple(dict.fromkeys([sentences, article.standfirst, article.caption, body]))
    return article.standfirst, from_first_sentence(sentences)


def hits_of(request: SearchRequest, ids: Sequence[int]) -> list[Hit]:
    """Return those of the articles that are published as hits, in order, in a few database queries."""
    selection = Selection(request)
    articles = _articles(list(ids))
    return _hits(articles, _directory(selection, Counts(), articles), selection, {})
