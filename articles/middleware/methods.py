"""Answers OPTIONS, and refuses HTTP methods that a URL does not accept, in the same way everywhere."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import Resolver404, resolve

from articles.http import GetResponse, is_open

#: What addresses accept that do not say otherwise.
READ = ("GET", "HEAD", "OPTIONS")
_FORM = ("GET", "HEAD", "POST", "OPTIONS")
_WITH_FORMS = ("/accounts/", "/admin/")  # Django's own views
_NO_VIEW = ("/healthz", "/readyz")


def methods(get_response: GetResponse) -> object:
    """Middleware that answers OPTIONS, and returns 405 for methods that a URL does not accept.

    ``open_api`` does this for the API. Unknown URLs are left to the 404 page.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        allowed = allowed_methods(request.path_info)
        if is_open(request.path) or not allowed:
            return get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        if request.method not in allowed:
            return HttpResponseNotAllowed(
                allowed, "This address does not accept that method.", content_type="text/plain"
            )
        return get_response(request)

    return middleware


def allowed_methods(path: str) -> tuple[str, ...]:
    """Return the methods that a URL accepts, or () if there is nothing at this path."""
    if path in _NO_VIEW or path.startswith(settings.STATIC_URL):
        return READ
    try:
        match = resolve(path)
    except Resolver404:
        return ()
    declared: tuple[str, ...] = getattr(match.func, "accepted_methods", READ)
    return _FORM if path.startswith(_WITH_FORMS) else declared
