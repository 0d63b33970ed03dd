"""Where a request came from: the client's IP address, and whether another site sent it."""

import ipaddress
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

#: What a middleware calls to get the response.
GetResponse = Callable[[HttpRequest], HttpResponseBase]
# An address in brackets, one without colons, or a bare IPv6 address; a port may follow the first two.
_ENTRY = re.compile(
    r'"?(?:\[([^\[\]]+)\](?::\d{1,5})?|([^:\[\]]+)(?::\d{1,5})?|([^\[\]]*:[^\[\]]*:[^\[\]]*))"?'
)


#: Where programs ask, and any site may: everything there is JSON, except for these pages.
_OPEN = ("/api/", "/reconcile/")
_OPEN_PAGES = ("/reconcile/preview/", "/reconcile/id/")


def is_open(path: str) -> bool:
    """Whether a path belongs to the API or the reconciliation service, which any site may read."""
    return path.startswith(_OPEN) or path == "/reconcile"


def answers_json(path: str) -> bool:
    """Whether errors at a path are JSON."""
    return is_open(path) and not path.startswith(_OPEN_PAGES)


def accepts(*methods: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the methods of a view that does more than read. ``middleware.methods`` enforces them."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        view.accepted_methods = (*methods, "OPTIONS")  # type: ignore[attr-defined]
        return view

    return declare


def read_address(entry: str) -> str:
    """Return the IP address in an X-Forwarded-For entry, without brackets, port or zone; "" if none."""
    match = _ENTRY.fullmatch(entry.strip()[:100])
    host = next(filter(None, match.groups()), "") if match else ""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def client_address(request: HttpRequest) -> str:
    """Return the client's IP address, or "" if it is unknown.

    Behind a proxy, use the last X-Forwarded-For entry: the proxy added it, but clients can forge the others.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return read_address(forwarded.rpartition(",")[2]) or read_address(request.META.get("REMOTE_ADDR", ""))


def is_cross_site(request: HttpRequest) -> bool:
    """Whether a browser reports that another site sent the request. Other clients send no such header."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return True
    said = request.headers.get("Origin") or request.headers.get("Referer")
    if not said:
        return False
    try:
        page = urlsplit(said)
    except ValueError:
        return True
    own = f"{request.scheme}://{request.get_host()}"
    return f"{page.scheme}://{page.netloc}" not in {own, *settings.CSRF_TRUSTED_ORIGINS}


def site_of(request: HttpRequest) -> str:
    """Return the archive's base URL as the client requested it, without a trailing slash."""
    return request.build_absolute_uri("/").rstrip("/")
