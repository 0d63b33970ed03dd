"""The versions of an article, and the difference between two of them."""

import threading
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from articles.api.routes import published_article
from articles.models import Article, ArticleVersion
from articles.presentation.versions import NOW, History, appearances, differences
from articles.views.exports import busy

LONGEST_PHRASE = 200  # characters
LONG = 100_000  # characters in two texts, from which on only one pair at a time is compared
LONGEST = 2_000_000  # and the most that are compared at all
_long_comparison = threading.BoundedSemaphore(1)


def versions(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """List the versions of an article.

    ``?phrase=`` finds the versions with these words; ``?from=`` and ``?to=`` lead to a comparison.
    """
    article = published_article(pk)
    if slug != article.slug:
        return redirect("versions", article.pk, article.slug)
    if request.GET.get("from") and request.GET.get("to"):
        ends = request.GET["from"], request.GET["to"]
        if all(_is_end(each) for each in ends):
            return redirect("difference", article.pk, article.slug, *ends)
    history = History.of(article)
    phrase = request.GET.get("phrase", "").replace("\0", "").strip()[:LONGEST_PHRASE]
    found = appearances(article, phrase) if phrase else set()
    context = {
        "here": "articles",
        "article": article,
        "history": history,
        "phrase": phrase,
        "with_phrase": [each for each in history.versions if each.capture.pk in found],
    }
    return not_indexed(render(request, "articles/versions.html", context))


def difference(request: HttpRequest, pk: int, slug: str, one: str, other: str) -> HttpResponse:
    """Compare two versions word by word. They are given by the ids of their originals, or as "now"."""
    article = published_article(pk)
    if slug != article.slug:
        return redirect("difference", article.pk, article.slug, one, other)
    before, after = _text(article, one), _text(article, other)
    return in_turn(request, before, after, lambda: _difference(request, article, before, after))


def in_turn(
    request: HttpRequest,
    before: Article | ArticleVersion,
    after: Article | ArticleVersion,
    compared: Callable[[], HttpResponse],
) -> HttpResponse:
    """Return the page that compares two texts. Of long texts, only one pair at a time is compared."""
    size = len(before.body) + len(after.body)
    if size > LONGEST:
        raise BadRequest("These texts are too long to be compared.")
    if size <= LONG:
        return compared()
    if not _long_comparison.acquire(blocking=False):
        return busy(request)
    try:
        return compared()
    finally:
        _long_comparison.release()


def _difference(
    request: HttpRequest,
    article: Article,
    before: Article | ArticleVersion,
    after: Article | ArticleVersion,
) -> HttpResponse:
    history = History.of(article)
    ends = [None if isinstance(each, Article) else history.containing(each.pk) for each in (before, after)]
    context = {
        "here": "articles",
        "article": article,
        "history": history,
        "before": ends[0],
        "after": ends[1],
        "sections": differences(before, after),
        "swapped": reverse("difference", args=[article.pk, article.slug, _end(after), _end(before)]),
    }
    return not_indexed(render(request, "articles/difference.html", context))


def _is_end(text: str) -> bool:
    return text == NOW or (text.isascii() and text.isdecimal() and len(text) < 19)


def _end(text: Article | ArticleVersion) -> str:
    return NOW if isinstance(text, Article) else str(text.pk)


def _text(article: Article, end: str) -> Article | ArticleVersion:
    if end == NOW:
        return article
    if not _is_end(end):
        raise Http404("There is no such version.")
    return get_object_or_404(ArticleVersion.objects.exclude(headline=""), pk=end, article=article)


def not_indexed(response: HttpResponse) -> HttpResponse:
    """Return a page with the header that keeps search engines from listing it."""
    response["X-Robots-Tag"] = "noindex"
    return response
