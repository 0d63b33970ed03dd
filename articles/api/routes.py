"""API routes for searching articles and reading one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Query, Router

from articles.api.listing import BadRequestError, ListFilterSet, by_cursor, by_page
from articles.api.schemas import ArticleList, ArticleOut, Problem, SearchParameters
from articles.models import Article, ArticleEntity, Author, Decision, Entity, Kind, Mention
from articles.partial_dates import from_days, value_of
from articles.presentation.byline import authors_of
from articles.presentation.withdrawn import raise_missing
from articles.search.date_counts import ByDates
from articles.search.facet_types import FACETS
from articles.search.results import Facet, FacetValue, Hit, QueryPart, SearchResults
from articles.stories.copies import Copies, Copy, copies_of
from articles.text import web_address

router = Router(tags=["articles"])


@router.get(
    "/articles",
    response={200: ArticleList, 400: Problem, 429: Problem, 503: Problem},
    summary="Search articles",
)
def list_articles(
    request: HttpRequest,
    parameters: Query[SearchParameters],  # noqa: ARG001  (for the documentation; ListFilterSet reads them)
) -> dict[str, Any]:
    """The articles that match, with counts by facet. Values that cannot be used are ignored and reported."""
    filters = ListFilterSet(request.GET)
    search, cursor = filters.search_request, filters.form.cleaned_data["cursor"]
    if cursor and "page" in request.GET:
        raise BadRequestError("Use page or cursor, not both.")
    answer = by_cursor(search, cursor) if cursor else by_page(search)
    results = answer.results
    return {
        "count": results.count,
        "articles": results.articles,
        "results": [_summary(request, hit) for hit in results.hits],
        "facets": {
            **{name: _counts(results.facets[name]) for name in FACETS},
            "published": [
                {"value": value_of(month, "month"), "count": n} for month, n in results.by_month.months
            ],
            "published_longer": _longer(results.by_month.longer),
        },
        "next": _page_url(request, answer.next),
        "previous": _page_url(request, answer.previous),
        "next_cursor": answer.cursor,
        "understood": _understood(results),
    }


@router.get(
    "/articles/{int:pk}",
    response={200: ArticleOut, 404: Problem, 410: Problem, 429: Problem},
    summary="One article",
)
def read_article(request: HttpRequest, response: HttpResponse, pk: int) -> dict[str, Any]:
    """A published article with its entities and every mention of them. 410: it has been withdrawn."""
    article = published_article(pk)
    response["Last-Modified"] = http_date(article.modified_at.timestamp())
    return article_answer(request, article)


def published_article(pk: int) -> Article:
    """Return a published article with its source. Raises Http404, or WithdrawnError."""
    articles = Article.objects.published().defer("search", "entity_names").select_related("source")
    return articles.filter(pk=pk).first() or raise_missing(pk)


def article_answer(request: HttpRequest, article: Article) -> dict[str, Any]:
    """Return the fields of ArticleOut."""
    entities: dict[str, list[Entity]] = {kind: [] for kind in Kind.values}
    links = ArticleEntity.objects.filter(article=article).exclude(status=Decision.REJECTED)
    reported_from = []
    for link in links.select_related("entity").order_by("-mention_count", "entity__name"):
        if link.is_about:
            entities[link.entity.kind].append(link.entity)
        if link.reported_from:
            reported_from.append(link.entity.code)
    rejected = ArticleEntity.objects.filter(article=article, status=Decision.REJECTED).values("entity_id")
    mentions = article.mentions.exclude(entity_id__in=rejected).select_related("entity")
    copies = copies_of([article], {article.pk: article.body}).get(article.pk, Copies())
    texts = ("headline", "standfirst", "body", "byline", "dateline", "caption", "language", "section")
    return {
        **{name: getattr(article, name) for name in texts},
        "id": article.pk,
        "sample": article.is_sample,
        "url": request.build_absolute_uri(article.get_absolute_url()),
        "published_on": article.edtf or None,
        "published_at": article.published_at,
        "date_text": article.date_text,
        "corrections": [{"date": each.day, "text": each.text} for each in article.corrections.all()],
        "source": article.source.name if article.source else None,
        "original_url": web_address(article.url),
        "people": [_slug(each) for each in entities["person"]],
        "countries": [_code(each) for each in entities["country"]],
        "authors": [_slug(each) for each in authors_of(article.author_ids)],
        "organisations": [_slug(each) for each in entities["organisation"]],
        "places": [_slug(each) for each in entities["place"]],
        "reported_from": reported_from,
        "mentions": [_mention(each) for each in mentions],
        "duplicates": [_duplicate(request, each) for each in copies.listed],
    }


def _longer(dates: ByDates) -> list[dict[str, Any]]:
    found = [(from_days(first, last), n) for first, last, n in dates]
    return [{"value": date.text, "count": n} for date, n in found if date]


def _summary(request: HttpRequest, hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.article.pk,
        "url": request.build_absolute_uri(hit.article.get_absolute_url()),
        "headline": hit.article.headline,
        "sample": hit.article.is_sample,
        "published_on": hit.article.edtf or None,
        "source": hit.source.name if hit.source else None,
        "snippet": hit.snippet,
        "corrected": hit.is_corrected,
        "authors": [_slug(each) for each in hit.authors],
        "people": [_slug(each) for each in hit.people],
        "countries": [_code(each) for each in hit.countries],
        "duplicates": [_duplicate(request, each) for each in hit.copies.listed] if hit.copies else [],
    }


def _duplicate(request: HttpRequest, copy: Copy) -> dict[str, Any]:
    return {
        "id": copy.id,
        "headline": copy.headline,
        "published_on": copy.date.text if copy.date else None,
        **{name: getattr(copy.changes, name) for name in ("other_headline", "added", "edited")},
        "cut": round(copy.changes.cut, 2),
        "url": request.build_absolute_uri(copy.url),
        "source": copy.source or None,
    }


def _slug(entity: Entity | Author) -> dict[str, str]:
    return {"slug": entity.slug, "name": entity.name}


def _code(entity: Entity) -> dict[str, str]:
    return {"code": entity.code, "name": entity.name}


def _counts(facet: Facet) -> list[dict[str, Any]]:
    return [_count(each) for each in facet.values]


def _count(value: FacetValue) -> dict[str, Any]:
    added = {} if value.added is None else {"added": value.added}
    return {"value": value.value, "label": value.name, "count": value.count, **added}


def _page_url(request: HttpRequest, query_string: str | None) -> str | None:
    return request.build_absolute_uri(request.path + query_string) if query_string else None


def _understood(results: SearchResults) -> list[str]:
    """Describe how the query was interpreted, with the notes of the page."""
    parts = [_part(part) for part in results.understanding.parts]
    return [*parts, *results.understanding.notes, *results.problems, *results.notes]


def _part(part: QueryPart) -> str:
    whether = "without" if part.excluded or part.role == "without" else "with"
    what = {"phrase": "the phrase ", "prefix": "words starting with "}.get(part.role, "")
    if part.field:
        what = "a mention of " if part.field == "mentions" else f"the {part.field} "
    return f"{whether} {what}{part.text}"


def _mention(mention: Mention) -> dict[str, Any]:
    entity = mention.entity
    return {
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "text": mention.surface,
        "kind": mention.kind,
        "entity": entity.name if entity else None,
        "slug": entity.slug if entity else None,
        "code": mention.code or None,
        "evidence": mention.evidence,
        "score": mention.score,
        "status": mention.status,
    }
