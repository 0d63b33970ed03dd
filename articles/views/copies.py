"""The page that compares two articles that tell the same story."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article
from articles.presentation.versions import differences
from articles.stories.changes import ComparedText
from articles.views.versions import in_turn, not_indexed


def article_difference(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Two articles of one story, word by word. 404 if they are not, or one is not published."""
    found = Article.objects.published().filter(pk__in=[pk, other_pk]).exclude(story_id=None)
    articles = found.select_related("source").defer("search").in_bulk()
    if len(articles) != 2 or articles[pk].story_id != articles[other_pk].story_id:
        raise Http404("These articles do not tell the same story.")
    one, other = articles[pk], articles[other_pk]
    return in_turn(request, one, other, lambda: _compared(request, one, other))


def _compared(request: HttpRequest, one: Article, other: Article) -> HttpResponse:
    texts = [ComparedText.of(each.headline, each.body) for each in (one, other)]
    context = {
        "here": "articles",
        "one": one,
        "other": other,
        "changes": texts[1].changes_from(texts[0]).in_words(),
        "sections": differences(one, other),
    }
    return not_indexed(render(request, "articles/copy.html", context))
