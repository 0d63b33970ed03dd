"""Addresses: which are on the web, how they are written, and lists of them."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from django.utils.translation import gettext

from articles.importers.inputs import InputError
from articles.importers.record import MAX_REFERENCE_BYTES
from articles.importers.web.answers import FetchError

_WEB = re.compile(r"https?://", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024  # below are services that are not the web
_SAFE = "%/:?#[]@!$&'()*+,;=~|"
_MOST_LISTED = 10_000_000  # bytes of a list


class WebAddress(NamedTuple):
    """An address to fetch. url: as it is sent, in ASCII and without a fragment."""

    url: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port, which share a robots.txt."""
        return urljoin(self.url, "/").rstrip("/")


def is_web_address(text: str) -> bool:
    """Whether it is an address on the web, and not the name of a file."""
    return bool(_WEB.match(text))


def parse_address(text: str) -> WebAddress:
    """Return the address in the form in which it is fetched. Raises FetchError if it may not be fetched."""
    try:
        parts = urlsplit(text.strip())
        scheme = parts.scheme.lower()
        if scheme not in _PORTS:
            raise FetchError(gettext("only http and https addresses can be fetched"))
        if parts.username is not None or parts.password is not None:
            raise FetchError(gettext("addresses with a user name or password cannot be fetched"))
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
        port = parts.port or _PORTS[scheme]
    except ValueError as error:
        raise FetchError(gettext("it is not a valid address")) from error
    if not re.fullmatch(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}", host):
        raise FetchError(gettext("it is not a valid address"))
    if port not in _PORTS.values() and port < _FIRST_FREE_PORT:
        raise FetchError(gettext("port %(port)s is not one of web servers") % {"port": port})
    shown = f"[{host}]" if ":" in host else host
    place = shown if port == _PORTS[scheme] else f"{shown}:{port}"
    url = urlunsplit((scheme, place, quote(parts.path or "/", _SAFE), quote(parts.query, _SAFE), ""))
    if len(url) > MAX_REFERENCE_BYTES:
        raise FetchError(gettext("it is longer than %(most)s bytes") % {"most": MAX_REFERENCE_BYTES})
    return WebAddress(url, host, port)


def read_list(name: str) -> list[str]:
    """Return the addresses in a file, one on a line; lines with # are comments. Raises InputError."""
    path = Path(name)
    if not path.is_file():
        raise InputError(f"There is no file called {name}.")
    if path.stat().st_size > _MOST_LISTED:
        raise InputError(f"{name} is larger than {_MOST_LISTED // 1_000_000} MB.")
    lines = (line.strip() for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    addresses = [line for line in lines if line and not line.startswith("#")]
    if not addresses:
        raise InputError(f"{name} has no addresses.")
    return list(dict.fromkeys(addresses))
