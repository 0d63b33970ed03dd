"""Which HTTP methods each address accepts. All others are refused here, in the same way everywhere."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import Resolver404, resolve

from articles.http import GetResponse

_READ = ("GET", "HEAD", "OPTIONS")
_FORM = ("GET", "HEAD", "POST", "OPTIONS")
_SENT = ("POST", "OPTIONS")
_ONLY_SENT = re.compile(r"/searches/(?:freeze/|saved/\d+/[-\w]+/)|/(?:accounts|admin)/logout/")
_FORMS = re.compile(r"/(?:accounts|admin)/|/searches/(?:save|unsubscribe)/")
_NO_VIEW = ("/healthz", "/readyz")


def methods(get_response: GetResponse) -> object:
    """Answers OPTIONS, and answers 405 to methods that an address does not accept. The API does so itself.

    Addresses that do not exist are left to the page for 404.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        allowed = allowed_methods(request.path)
        if request.path.startswith("/api/") or not is_somewhere(request.path_info):
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
    """The methods that an address accepts."""
    if _ONLY_SENT.match(path):
        return _SENT
    return _FORM if _FORMS.match(path) else _READ


def is_somewhere(path: str) -> bool:
    """Whether an address exists."""
    if path in _NO_VIEW or path.startswith(settings.STATIC_URL):
        return True
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
