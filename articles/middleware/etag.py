"""Conditional GET for public pages: 304 if the client's copy is still valid.

An ETag here has two parts, W/"moment-content". The first is a hash of the database snapshot
(pg_current_snapshot(): while it stays the same, exactly the same transactions are visible) and the request.
If it is unchanged, so is the response, which is then not rendered at all. The second is a hash of the
content, which stays the same when only other data has changed.
"""

import hashlib
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags, parse_http_date_safe
from psycopg_pool import PoolTimeout

from articles.editing.embargo import IS_DUE, publish_due
from articles.http import GetResponse
from articles.middleware.unavailable import database_away

#: Paths that get no ETag.
_LEFT_ALONE = ("/admin/", "/static/", "/healthz", "/readyz")
_WITHOUT_DATABASE = (
    "/help/",
    "/robots.txt",
    "/opensearch.xml",
    "/favicon.ico",
    "/api/docs",
    "/api/openapi.json",
)
#: Machine-readable files that rarely change may be cached for a while; all else is revalidated each time.
_KEPT = {
    "/robots.txt": "public, max-age=3600",
    "/opensearch.xml": "public, max-age=86400",
}
_VARY = ("Accept-Language", "Cookie")


def conditional(get_response: GetResponse) -> GetResponse:
    """Middleware that adds ETag and Cache-Control to public responses, and returns 304 if nothing changed."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(_LEFT_ALONE):
            return get_response(request)
        try:
            moment = _moment(request)
        except (DatabaseError, InterfaceError, PoolTimeout) as error:
            return database_away(request, error)
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        if moment and (known := _known(request, moment)):
            return _with_headers(request, HttpResponseNotModified(headers={"ETag": known}))
        response = _with_headers(request, get_response(request))
        if response.status_code != 200 or "no-store" in response.get("Cache-Control", "") or response.cookies:
            return response
        return _tagged(request, response, moment)

    return middleware


def _moment(request: HttpRequest) -> str:
    """Hash the database snapshot, the software and all parts of the request that a response may depend on.

    Return "" if there is no usable snapshot: for signed-in users (sessions expire without a write), for pages
    that need no database, inside a transaction, and on a standby, whose snapshots do not list running
    transactions.
    """
    if not _needs_database(request):
        return ""
    host = request.get_host()  # first, because an invalid host is refused without the database
    standby, *database = _snapshot()
    if standby or _is_personal(request) or connection.in_atomic_block:
        return ""
    # Expire hourly, since pages depend on the date and on in-memory caches.
    hour = f"{datetime.now(UTC):%Y-%m-%dT%H}"
    asked = [request.scheme or "", host, request.path, hour, _software()]
    asked.append(request.META.get("QUERY_STRING", ""))  # raw, since re-encoding a long query takes a second
    asked += [request.headers.get(name, "") for name in ("Accept", *_VARY)]
    return hashlib.blake2b("\0".join((*database, *asked)).encode(errors="replace"), digest_size=9).hexdigest()


def _snapshot() -> tuple[Any, ...]:
    """Return whether this is a standby, when the server started, and the snapshot.

    Articles whose embargo has ended are published first, so that every response has them.
    """
    is_due, *snapshot = _read_snapshot()
    if is_due:
        publish_due()
        _, *snapshot = _read_snapshot()
    return tuple(snapshot)


def _read_snapshot() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {IS_DUE}, pg_is_in_recovery(), pg_postmaster_start_time()::text, "
            "pg_current_snapshot()::text"
        )
        return cursor.fetchone() or (False, True, "", "")


@cache
def _software() -> str:
    """Return a hash that changes with any file of code, templates, static files or translations."""
    found = hashlib.blake2b(digest_size=8)
    for folder in ("articles", "newsarchive", "templates", "static", "locale"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".mo", ".svg"}:
                found.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}".encode())
    return found.hexdigest()


def _needs_database(request: HttpRequest) -> bool:
    """Whether the path has a view that uses the database. A 404 must not wait for it."""
    try:
        module = resolve(request.path_info).func.__module__
    except Resolver404:
        return False
    return module.startswith(("articles.", "ninja.")) and not request.path.startswith(_WITHOUT_DATABASE)


def _is_personal(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _known(request: HttpRequest, moment: str) -> str:
    """Return the client's ETag for this moment, or ""."""
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return next((tag for tag in tags if tag.startswith(f'W/"{moment}-')), "")


def _tagged(request: HttpRequest, response: HttpResponseBase, moment: str) -> HttpResponseBase:
    """Add the ETag, or return 304 if the client has the same content from any moment."""
    content = ""
    if isinstance(response, HttpResponse):
        content = hashlib.blake2b(response.content, digest_size=12).hexdigest()
        for tag in parse_etags(request.headers.get("If-None-Match", "")):
            if tag.endswith(f'-{content}"'):
                response["ETag"] = tag
                return get_conditional_response(request, etag=tag, response=response) or response
    elif not moment:
        return response
    response["ETag"] = f'W/"{moment}-{content}"'
    changed = response.get("Last-Modified")
    return (
        get_conditional_response(
            request,
            etag=response["ETag"],
            last_modified=parse_http_date_safe(changed) if changed else None,
            response=cast("HttpResponse", response),  # only headers are read, so streaming is fine too
        )
        or response
    )


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Set Cache-Control, unless the view has, and Vary."""
    if "Cache-Control" not in response:
        kept = next((kept for begin, kept in _KEPT.items() if request.path.startswith(begin)), "no-cache")
        response["Cache-Control"] = "private, no-cache" if _is_personal(request) or response.cookies else kept
    if response.status_code == 304 or response.get("Content-Type", "").startswith("text/html"):
        patch_vary_headers(response, _VARY)
    return response
