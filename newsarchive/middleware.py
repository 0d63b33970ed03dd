"""What stands around every request: health answers, and a calm page when the database is away."""

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from psycopg_pool import PoolTimeout

from articles.locking import in_the_way
from articles.search.costs import SearchTooCostly
from newsarchive.addresses import client_address
from newsarchive.answers import busy, database_away, too_costly, too_many
from newsarchive.limits import Limiter, Rate, Verdict, client_of
from newsarchive.methods import is_somewhere

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
            response = JsonResponse(status, status=503 if problem else 200)
            response["Cache-Control"] = "no-store"
            if problem:
                response["Retry-After"] = "5"
            return response
        return get_response(request)

    return middleware


def readiness_problem() -> str | None:
    """Why this process cannot serve the archive now; None where it can."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "The database has not been migrated: run manage.py migrate."
    except (DatabaseError, InterfaceError, PoolTimeout) as error:
        log.error("The database is not responding: %s", error)
        return "The database is not responding."
    return None


def unavailable(get_response: Next) -> Next:
    """Turns a database that does not answer, or not soon enough, into a 503 that says what to do."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SearchTooCostly):
            return too_costly(request)
        if in_the_way(error):
            return busy(request, error)
        if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
            return database_away(request, error)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def unreadable(get_response: Next) -> Next:
    """Answers 400 if a request has values that no column can hold: a NUL, a year of 20 digits.

    Django's admin, too, passes them on without checking. The error is still logged in full.
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


_limiter = Limiter(settings.DATA_DIR / "limits", settings.SECRET_KEY)
_DOCUMENTATION = ("/api/docs", "/api/openapi.json")
_WHOLE_SEARCH = re.compile(r"/(?:articles|searches/[0-9a-z]+)\.(?!atom$)[a-z]+")
_RESET = "/accounts/password_reset/"


def limited(get_response: Next) -> Next:
    """Refuses requests of a client that asks the API, for whole searches as files or for new passwords more
    often than it may.

    Pages have no limit.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        rate = rate_of(request)
        if rate is None:
            return get_response(request)
        verdict = _limiter.take(client_of(client_address(request)), rate)
        response = get_response(request) if verdict.allowed else too_many(request, rate, verdict.wait)
        return _say_limits(response, rate, verdict)

    return middleware


def rate_of(request: HttpRequest) -> Rate | None:
    """The limit that a request counts against; None where there is none."""
    if request.path.startswith("/api/"):
        free = request.method == "OPTIONS" or request.path.startswith(_DOCUMENTATION)
        return None if free else settings.API_RATE
    if request.method in {"GET", "HEAD"} and _WHOLE_SEARCH.fullmatch(request.path):
        return settings.EXPORT_RATE
    return settings.RESET_RATE if request.method == "POST" and request.path == _RESET else None


def _say_limits(response: HttpResponseBase, rate: Rate, verdict: Verdict) -> HttpResponseBase:
    """The fields of draft-ietf-httpapi-ratelimit-headers-06, which most programs know."""
    response["RateLimit-Limit"] = str(rate.requests)
    response["RateLimit-Policy"] = f"{rate.requests};w={rate.seconds}"
    response["RateLimit-Remaining"] = str(verdict.remaining)
    response["RateLimit-Reset"] = str(verdict.reset)
    return response


_METHODS = "GET, HEAD, OPTIONS"
_SHOWN = (
    "ETag, Last-Modified, Retry-After, "
    "RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset"
)


def open_interface(get_response: Next) -> Next:
    """What every answer of the API has in common: any site may read it, HEAD and OPTIONS work everywhere,
    and whatever goes wrong is said as {"detail": sentence}."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            return get_response(request)
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204, headers={"Allow": _METHODS})
            response["Access-Control-Allow-Methods"] = _METHODS
            response["Access-Control-Allow-Headers"] = (
                "Accept, Accept-Language, If-Modified-Since, If-None-Match"
            )
            response["Access-Control-Max-Age"] = "86400"
        elif request.method not in {"GET", "HEAD"} and is_somewhere(request.path_info):
            response = _plainly(HttpResponse(status=405))
        else:
            response = _plainly(_answered(request, get_response))
        # Nothing here depends on who asks, and "*" shuts cookies out.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _SHOWN
        return response

    return middleware


_SAID = {
    400: "The request could not be understood.",
    404: "Not found; /api/docs lists what the API offers.",
    405: "Only GET, HEAD and OPTIONS are allowed.",
    500: "Something went wrong. The error has been logged.",
}


def _answered(request: HttpRequest, get_response: Next) -> HttpResponseBase:
    """The answer; to HEAD that to GET without its content."""
    if request.method != "HEAD":
        return get_response(request)
    request.method = "GET"
    response = get_response(request)
    request.method = "HEAD"
    if isinstance(response, HttpResponse):
        length = len(response.content)
        response.content = b""
        response["Content-Length"] = str(length)
    return response


def _plainly(response: HttpResponseBase) -> HttpResponseBase:
    """An error that is a page for readers, as JSON."""
    status = response.status_code
    if status < 400 or response.get("Content-Type", "").startswith("application/json"):
        return response
    plain = JsonResponse({"detail": _SAID.get(status, response.reason_phrase)}, status=status)
    for name in ("Cache-Control", "Retry-After", "Vary"):
        if name in response:
            plain[name] = response[name]
    if status == 405:
        plain["Allow"] = _METHODS
    return plain
