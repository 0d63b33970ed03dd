"""Originals: the raw bytes, and a comparison with the article."""

from collections.abc import Iterator

from django.db.models import BinaryField, F, Func, IntegerField, Value
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render

from articles.api.routes import published_article
from articles.models import Capture, Status
from articles.models.users import User
from articles.presentation.original import MAX_BYTES, OriginalComparison
from articles.presentation.withdrawn import raise_missing
from articles.two_step.devices import is_missing
from articles.views.memento import describe_memento

PIECE_BYTES = 1_000_000


def capture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the bytes of a capture, always as plain text: scripts in a scraped page must never run here.

    Readers see captures of published articles, editors those of all articles.
    """
    user = request.user
    may_see_all = isinstance(user, User) and user.has_perm("articles.view_capture") and not is_missing(user)
    captures = (
        Capture.objects.all() if may_see_all else Capture.objects.filter(article__status=Status.PUBLISHED)
    )
    found = (
        captures.filter(pk=pk).annotate(size=_size()).only("reference", "captured_at", "media_type").first()
    )
    if found is None:
        raise_missing(Capture.objects.filter(pk=pk).values_list("article_id", flat=True).first())
    response = StreamingHttpResponse(_pieces(pk), content_type="text/plain; charset=utf-8")
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = f'inline; filename="capture-{pk}.txt"'
    response["X-Robots-Tag"] = "noindex"
    describe_memento(request, response, found)
    return response


def original(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Compare an original with its article; ``?capture=`` chooses among several originals."""
    article = published_article(pk)
    if slug != article.slug:
        return redirect("original", article.pk, article.slug)
    captures = list(article.captures.defer("raw").annotate(size=_size()))
    wanted = request.GET.get("capture", "")
    chosen = next((each for each in captures if str(each.pk) == wanted), captures[0] if captures else None)
    comparison = None
    if chosen is not None:
        head = (
            Capture.objects.annotate(head=_slice(0, MAX_BYTES))
            .values_list("head", flat=True)
            .get(pk=chosen.pk)
        )
        is_whole = chosen.size <= MAX_BYTES
        comparison = OriginalComparison.of(article, bytes(head), chosen.media_type, is_whole=is_whole)
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


def _pieces(pk: int) -> Iterator[bytes]:
    """Yield the bytes of an original in pieces, to limit memory use."""
    captures = Capture.objects.filter(pk=pk)
    begin = 0
    while piece := captures.values_list(_slice(begin, PIECE_BYTES), flat=True).first():
        yield bytes(piece)
        begin += PIECE_BYTES


def _slice(begin: int, size: int) -> Func:
    """Expression for ``size`` bytes of an original from ``begin``, counted from 0."""
    return Func(F("raw"), Value(begin + 1), Value(size), function="substr", output_field=BinaryField())


def _size() -> Func:
    return Func(F("raw"), function="octet_length", output_field=IntegerField())
