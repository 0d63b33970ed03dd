"""The raw originals, byte for byte, and beside what was made of them."""

from django.db.models import BinaryField, F, Func, IntegerField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Article, Capture, Status
from articles.models.users import User
from articles.originals import MAX_BYTES, Comparison


def capture(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of a capture as plain text, whatever they are: a scraped page must never run here.

    Readers see captures of published articles, editors those of all.
    """
    may_see_all = isinstance(request.user, User) and request.user.has_perm("articles.view_capture")
    captures = (
        Capture.objects.all() if may_see_all else Capture.objects.filter(article__status=Status.PUBLISHED)
    )
    found = get_object_or_404(captures, pk=pk)
    response = HttpResponse(bytes(found.raw), content_type="text/plain; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="capture-{found.pk}.txt"'
    response["X-Robots-Tag"] = "noindex"
    return response


def original(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """An original as captured beside the article as it is read; ``?capture=`` chooses among several."""
    article = get_object_or_404(
        Article.objects.published().defer("search", "entity_names").select_related("source"), pk=pk
    )
    if slug != article.slug:
        return redirect("original", article.pk, article.slug)
    captures = list(article.captures.defer("raw").annotate(size=_size()))
    wanted = request.GET.get("capture", "")
    chosen = next((each for each in captures if str(each.pk) == wanted), captures[0] if captures else None)
    comparison = None
    if chosen is not None:
        head = Capture.objects.annotate(head=_head()).values_list("head", flat=True).get(pk=chosen.pk)
        is_whole = chosen.size <= MAX_BYTES
        comparison = Comparison.of(article, bytes(head), chosen.media_type, is_whole=is_whole)
    context = {
        "here": "articles",
        "article": article,
        "captures": captures,
        "chosen": chosen,
        "comparison": comparison,
    }
    response = render(request, "articles/original.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _head() -> Func:
    """The beginning of the bytes, so that a huge original is never read whole."""
    return Func(F("raw"), Value(1), Value(MAX_BYTES), function="substr", output_field=BinaryField())


def _size() -> Func:
    return Func(F("raw"), function="octet_length", output_field=IntegerField())
