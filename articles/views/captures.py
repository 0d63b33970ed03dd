"""The raw originals, byte for byte."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.models import Capture, Status
from articles.models.users import User


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
