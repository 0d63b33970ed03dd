"""API routes for the sentences that name a person, country, organisation or place."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from ninja import Query, Router

from articles.api.entities import EXAMPLES, named
from articles.api.schemas import Problem, SentenceList, SentenceParameters
from articles.models import Entity
from articles.search.backend import counting
from articles.search.facet_types import BY_PLURAL, FACET_TYPES
from articles.search.filters import ArticleFilterSet
from articles.search.query.selection import Selection
from articles.search.request import Sort
from articles.search.timeouts import limited
from articles.sentences.passages import NamingArticle, Sentence, naming_articles

ARTICLES_PER_PAGE = 20
router = Router(tags=["entities"])


def _list(request: HttpRequest, plural: str, key: str) -> dict[str, Any]:
    entity = named(BY_PLURAL[plural], key)
    assert isinstance(entity, Entity)
    asked = replace(ArticleFilterSet(request.GET).search_request, within=((BY_PLURAL[plural], entity.pk),))
    begin = (asked.page - 1) * ARTICLES_PER_PAGE
    with transaction.atomic(), limited():
        using = counting()
        selection = Selection(asked)
        count = using.total(selection)
        if not count and not using.total(Selection(replace(asked.without("filters"), q=""))):
            raise Http404("No published article is about this.")
        order: Sort = "oldest" if asked.sort == "oldest" else "newest"
        articles = naming_articles(using.ids(selection, order, begin, ARTICLES_PER_PAGE), [entity.pk])

    def address(number: int) -> str:
        return request.build_absolute_uri(request.path + asked.query_string(page=number))

    return {
        "count": count,
        "results": [_sentence(request, each, sentence) for each in articles for sentence in each.sentences],
        "next": address(asked.page + 1) if begin + ARTICLES_PER_PAGE < count else None,
        "previous": address(asked.page - 1) if asked.page > 1 else None,
    }


def _sentence(request: HttpRequest, naming: NamingArticle, sentence: Sentence) -> dict[str, Any]:
    article = naming.article
    names = [(each.start - sentence.start, each.end - sentence.start) for each in sentence.places]
    return {
        "article": article.pk,
        "url": request.build_absolute_uri(article.get_absolute_url()),
        "published_on": article.edtf or None,
        "source": article.source.name if article.source else None,
        "headline": article.headline,
        "field": sentence.field,
        "start": sentence.start,
        "text": sentence.text,
        "names": [{"start": start, "end": end, "text": sentence.text[start:end]} for start, end in names],
    }


def _listing(plural: str) -> Callable[..., dict[str, Any]]:
    def sentences(
        request: HttpRequest,
        key: str,
        parameters: Query[SentenceParameters],  # noqa: ARG001  (for the documentation)
    ) -> dict[str, Any]:
        return _list(request, plural, key)

    sentences.__doc__ = (
        f"The sentences that name one of them, by {EXAMPLES.get(plural, 'its slug')}: twenty articles a page,"
        " the newest first unless sort=oldest."
    )
    return sentences


for _plural, _facet in BY_PLURAL.items():
    if FACET_TYPES[_facet].is_entity:
        router.get(
            f"/{_plural}/{{key}}/sentences",
            response={200: SentenceList, 404: Problem, 429: Problem, 503: Problem},
            summary=f"Sentences with one of the {_plural}",
            operation_id=f"list_{_facet}_sentences",
        )(_listing(_plural))
