"""Error responses: database down, conflicts, costly searches, rate limits, bad values, withdrawn articles."""

import logging
from datetime import UTC, datetime

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from psycopg_pool import PoolTimeout

from articles.http import GetResponse, answers_json
from articles.locking import is_lock_conflict
from articles.presentation.withdrawn import WithdrawnError
from articles.search.filters import ArticleFilterSet
from articles.search.timeouts import SearchTooCostly
from newsarchive.rate_limiter import Rate

log = logging.getLogger(__name__)


def database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return 503 while the database is down, and log why."""
    log.error("The database is not responding: %s", error, extra={"request": request})
    said = "The database is not responding. Try again in 30 seconds."
    return _unavailable(request, said, "503.html", wait=30)


def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return 503 for a lock conflict or statement timeout. Nothing was stored, so the client can retry."""
    log.error("Someone else changed the same thing: %s", error, extra={"request": request})
    said = "Someone else changed the same thing at that moment. Try again in a few seconds."
    return _unavailable(request, said, "conflict.html", wait=3)


def _unavailable(request: HttpRequest, said: str, template: str, *, wait: int) -> HttpResponse:
    """Return 503, as JSON for the API and as a page otherwise. ``wait``: seconds for Retry-After."""
    response = (
        JsonResponse({"detail": said}, status=503)
        if answers_json(request.path)
        else render(request, template, status=503)
    )
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def too_costly(request: HttpRequest) -> HttpResponse:
    """Return 503 for a search that was stopped, with a form to change the search; for programs, in words."""
    if answers_json(request.path):
        return JsonResponse({"detail": "This takes too long. Ask for less at a time."}, status=503)
    asked = ArticleFilterSet(request.GET).search_request
    year = datetime.now(UTC).year - 1
    may_be_recent = request.path.startswith("/articles/") and not asked.after
    context = {
        "here": "articles",
        "request_q": asked.q,
        "kept": [pair for pair in asked.parameters() if pair[0] not in {"q", "page", "sort"}],
        "year": year,
        "recent_url": asked.query_string(after=str(year), before="") if may_be_recent else "",
    }
    response = render(request, "articles/costly.html", context, status=503)
    response["Cache-Control"] = "no-store"
    return response


def too_many(request: HttpRequest, rate: Rate, wait: int) -> HttpResponse:
    """Return 429 for a client over its rate limit. ``wait``: seconds until the next request is allowed."""
    if answers_json(request.path):
        detail = (
            f"Too many requests: the limit is {rate.requests} in {rate.seconds} seconds. "
            f"Try again in {wait} second{'' if wait == 1 else 's'}."
        )
        response: HttpResponse = JsonResponse({"detail": detail}, status=429)
    else:
        minutes = -(-wait // 60)
        context = {"minutes": minutes, "is_form": request.method == "POST"}
        response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def withdrawn(request: HttpRequest, error: WithdrawnError) -> HttpResponse:
    """Return 410 for a withdrawn article: a page, or JSON for a file. Neither repeats the address's slug."""
    if request.resolver_match and request.resolver_match.url_name == "article-file":
        response: HttpResponse = JsonResponse({"detail": str(error)}, status=410)
    else:
        context = {"here": "articles", "notice": error.notice, "own_address": "/articles/"}
        response = render(request, "articles/withdrawn.html", context, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response


def unavailable(get_response: GetResponse) -> GetResponse:
    """Middleware that turns database failures, timeouts and withdrawn articles into responses."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SearchTooCostly):
            return too_costly(request)
        if isinstance(error, WithdrawnError):
            return withdrawn(request, error)
        if is_lock_conflict(error):
            return busy(request, error)
        if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
            return database_away(request, error)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def unreadable(get_response: GetResponse) -> GetResponse:
    """Middleware that returns 400 for values no column can hold, such as a NUL or a 20-digit year.

    Django's admin does not check for them either. The full error is still logged.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        in_admin = request.path.startswith("/admin/") and isinstance(error, (OverflowError, ValueError))
        if not in_admin and not isinstance(error, DataError):
            return None
        log.error("Invalid values: %s", error, exc_info=error, extra={"request": request})
        return render(request, "400.html", status=400)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
