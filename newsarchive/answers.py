"""Answers that stand in for those that cannot be given."""

import logging
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from articles.search.request import SearchRequest
from newsarchive.limits import Rate

log = logging.getLogger(__name__)


def database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer while there is no database. The log says why."""
    log.error("The database is not responding: %s", error, extra={"request": request})
    said = "The database is not responding. Try again in 30 seconds."
    return _unavailable(request, said, "503.html", wait=30)


def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer when others were changing the same rows: nothing was stored; sending it again will work."""
    log.error("Someone else changed the same thing: %s", error, extra={"request": request})
    said = "Someone else changed the same thing at that moment. Try again in a few seconds."
    return _unavailable(request, said, "conflict.html", wait=3)


def _unavailable(request: HttpRequest, said: str, template: str, *, wait: int) -> HttpResponse:
    """JSON for programs, a page for readers; ``wait``: seconds after which to try again."""
    response = (
        JsonResponse({"detail": said}, status=503)
        if request.path.startswith("/api/")
        else render(request, template, status=503)
    )
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def too_costly(request: HttpRequest) -> HttpResponse:
    """The answer to a search that was stopped; the reader can change it there and then."""
    asked = SearchRequest.from_params(request.GET)
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
    """The answer to a client that asks more often than it may; ``wait``: seconds until it may again."""
    if request.path.startswith("/api/"):
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
