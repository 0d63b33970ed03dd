"""The choice of the interface language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Store the choice in a cookie and return to the page in ``?next=``.

    GET is enough, since this changes only the reader's own pages.
    """
    if code not in dict(settings.LANGUAGES):
        raise Http404("The interface is not available in this language.")
    page = request.GET.get("next", "")
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        page = "/"
    response = HttpResponseRedirect(page)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    response["Cache-Control"] = "no-store"
    return response
