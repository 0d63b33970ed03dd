"""Where a request came from: its network address, and whether another site sent it."""

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

#: What a middleware calls to get the answer.
GetResponse = Callable[[HttpRequest], HttpResponseBase]
# An address in brackets, one without colons, or IPv6 as it stands; a port may follow the first two.
_ENTRY = re.compile(
    r'"?(?:\[([^\[\]]+)\](?::\d{1,5})?|([^:\[\]]+)(?::\d{1,5})?|([^\[\]]*:[^\[\]]*:[^\[\]]*))"?'
)


def read_address(entry: str) -> str:
    """The IP address in an entry of X-Forwarded-For, without brackets, port and zone; "" if none."""
    match = _ENTRY.fullmatch(entry.strip()[:100])
    host = next(filter(None, match.groups()), "") if match else ""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def client_address(request: HttpRequest) -> str:
    """The reader's address, "" where it is unknown.

    Behind a proxy it is the last entry, which the proxy added; anyone can write the ones before it.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return read_address(forwarded.rpartition(",")[2]) or read_address(request.META.get("REMOTE_ADDR", ""))


def is_foreign(request: HttpRequest) -> bool:
    """Whether a browser says that a page of another site sent the request. Other programs do not say."""
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
    """The address of the archive as the reader wrote it, without a slash at its end."""
    return request.build_absolute_uri("/").rstrip("/")
