"""Which methods an address answers to; the others are refused alike everywhere."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import Resolver404, resolve

_READ = ("GET", "HEAD", "OPTIONS")
_FORM = ("GET", "HEAD", "POST", "OPTIONS")
_SENT = ("POST", "OPTIONS")
_ONLY_SENT = re.compile(r"/searches/(?:freeze/|saved/\d+/[-\w]+/)|/(?:accounts|admin)/logout/")
_FORMS = re.compile(r"/(?:accounts|admin)/|/searches/(?:save|unsubscribe)/")
_NO_VIEW = ("/healthz", "/readyz")


def methods(get_response: Callable[[HttpRequest], HttpResponseBase]) -> object:
    """Answers OPTIONS, and 405 to methods that an address does not have; the API does so itself.

    What is nowhere is left to the page that says so.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        allowed = allowed_methods(request.path)
        if request.path.startswith("/api/") or not is_somewhere(request.path_info):
            return get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        if request.method not in allowed:
            return HttpResponseNotAllowed(
                allowed, "This address has no such method.", content_type="text/plain"
            )
        return get_response(request)

    return middleware


def allowed_methods(path: str) -> tuple[str, ...]:
    """What may be done at an address."""
    if _ONLY_SENT.match(path):
        return _SENT
    return _FORM if _FORMS.match(path) else _READ


def is_somewhere(path: str) -> bool:
    """Whether there is anything at an address."""
    if path in _NO_VIEW or path.startswith(settings.STATIC_URL):
        return True
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
