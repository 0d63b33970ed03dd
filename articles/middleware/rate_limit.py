"""Rate limits for the API, downloads of whole searches, and the forms that anyone can send."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from articles.http import GetResponse, client_address, is_open
from articles.middleware.unavailable import too_many
from newsarchive.rate_limiter import Limiter, Rate, Verdict, client_of

_limiter = Limiter(settings.DATA_DIR / "limits", settings.SECRET_KEY)
_DOCUMENTATION = ("/api/docs", "/api/openapi.json")
_WHOLE_SEARCH = re.compile(
    r"/(?:articles(?:/sentences)?|searches/[0-9a-z]+)\.(?!atom$)[a-z]+|/[a-z]+/[-\w]+/sentences\.csv"
)
_FORM = re.compile(r"/accounts/password_reset/|/articles/\d+/[^/]+/report/")


def limited(get_response: GetResponse) -> GetResponse:
    """Middleware that refuses requests over a client's rate limit. Pages have no limit."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        rate = rate_of(request)
        if rate is None:
            return get_response(request)
        verdict = _limiter.take(client_of(client_address(request)), rate)
        response = get_response(request) if verdict.allowed else too_many(request, rate, verdict.wait)
        return _say_limits(response, rate, verdict)

    return middleware


def rate_of(request: HttpRequest) -> Rate | None:
    """Return the rate limit for a request, or None."""
    if is_open(request.path):
        free = request.method == "OPTIONS" or request.path.startswith(_DOCUMENTATION)
        return None if free else settings.API_RATE
    if request.method in {"GET", "HEAD"} and _WHOLE_SEARCH.fullmatch(request.path):
        return settings.EXPORT_RATE
    if request.path == "/oai":
        return settings.API_RATE
    return settings.RESET_RATE if request.method == "POST" and _FORM.fullmatch(request.path) else None


def _say_limits(response: HttpResponseBase, rate: Rate, verdict: Verdict) -> HttpResponseBase:
    """Add the header fields of draft-ietf-httpapi-ratelimit-headers-06, the most widely supported ones."""
    response["RateLimit-Limit"] = str(rate.requests)
    response["RateLimit-Policy"] = f"{rate.requests};w={rate.seconds}"
    response["RateLimit-Remaining"] = str(verdict.remaining)
    response["RateLimit-Reset"] = str(verdict.reset)
    return response
