"""What stands around every request: health answers, and a calm page when the database is away."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from psycopg_pool import PoolTimeout

from articles.search.costs import SearchTooCostly
from articles.search.request import SearchRequest

Next = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger(__name__)


def health(get_response: Next) -> Next:
    """Answers /healthz (this process lives) and /readyz (the database answers and is migrated).

    It stands before everything that looks at the Host header or the session, so that a load balancer
    may ask by address.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
        if request.path == "/readyz":
            problem = readiness_problem()
            status = {"status": "not ready", "reason": problem} if problem else {"status": "ready"}
            return JsonResponse(status, status=503 if problem else 200, headers={"Cache-Control": "no-store"})
        return get_response(request)

    return middleware


def readiness_problem() -> str | None:
    """Why this process cannot serve the archive now; None where it can."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "The database is not migrated: run manage.py migrate."
    except (DatabaseError, InterfaceError, PoolTimeout):
        log.exception("The database does not answer")
        return "The database does not answer."
    return None


def unavailable(get_response: Next) -> Next:
    """Turns a database that does not answer, or not soon enough, into a 503 that says what to do."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SearchTooCostly):
            return too_costly(request)
        if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
            log.error("The database does not answer: %s", error, extra={"request": request})
            return database_away(request)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def unreadable(get_response: Next) -> Next:
    """Answers 400 where an address of the admin holds values that no column can: a NUL, a year of 20 digits.

    Django's admin passes them on to the database. The error is logged whole all the same.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        asked = request.method == "GET" and request.GET and request.path.startswith("/admin/")
        if not asked or not isinstance(error, (DataError, OverflowError, ValueError)):
            return None
        log.error("Values that cannot be read: %s", error, exc_info=error, extra={"request": request})
        return render(request, "400.html", status=400)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def client_address(request: HttpRequest) -> str:
    """The reader's address. Behind a proxy that is what the proxy added last; the rest anyone can write."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def database_away(request: HttpRequest) -> HttpResponse:
    """The answer while there is no database: JSON for programs, a page for readers."""
    response = (
        JsonResponse({"detail": "The database does not answer. Try again in half a minute."}, status=503)
        if request.path.startswith("/api/")
        else render(request, "503.html", status=503)
    )
    response["Retry-After"] = "30"
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
