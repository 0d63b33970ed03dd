"""A web server for the tests, with what each path answers, and fetchers that may use it."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

from articles.importers.web.answers import Limits
from articles.importers.web.connections import resolve
from articles.importers.web.fetcher import Fetcher
from articles.importers.web.pace import Pace

LOCAL = [ip_network("127.0.0.0/8")]
Reply = Callable[[BaseHTTPRequestHandler], None]

PAGE = """<!doctype html><html lang="en"><head><title>{headline}</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2024-05-{day:02}">
</head><body><article><h1>{headline}</h1>
<p>The harbour of Rotterdam opened again on Monday after nine days without a single crane at work.</p>
<p>Dockers said that they were content with what their union had reached in a night of talks.</p>
<p>Ships that had waited at sea came in one after another, and trucks stood in line for hours.</p>
</article></body></html>"""


def page(headline: str, day: int = 1) -> bytes:
    """A page with an article."""
    return PAGE.format(headline=headline, day=day).encode()


@dataclass
class Site:
    """A running server. asked: the paths requested so far; headers: of the last request for each path."""

    port: int
    pages: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    scheme: str = "http"
    host: str = "127.0.0.1"

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    def put(self, path: str, body: bytes | str, kind: str = "text/html; charset=utf-8", **more: str) -> None:
        """Answer with this body."""
        raw = body.encode() if isinstance(body, str) else body
        self.pages[path] = lambda handler: send(handler, 200, raw, {"Content-Type": kind} | dashed(more))

    def fail(self, path: str, status: int, **more: str) -> None:
        """Answer with a status other than 200."""
        self.pages[path] = lambda handler: send(handler, status, b"Sorry.", dashed(more))

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        """Redirect."""
        self.fail(path, status, Location=target)


def dashed(headers: dict[str, str]) -> dict[str, str]:
    """Keyword arguments as the names of headers."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    """Send a complete answer."""
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        handler.send_header(name, value)
    handler.end_headers()
    if status != 304:
        handler.wfile.write(body)


@contextmanager
def serving(certificate: tuple[str, str] | None = None) -> Iterator[Site]:
    """A server on a free port of this machine, with TLS if there is a certificate with its key."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers[self.path] = {name.lower(): value for name, value in self.headers.items()}
            reply = site.pages.get(self.path) or (lambda handler: send(handler, 404, b"", {}))
            try:
                reply(self)
            except (ConnectionError, ssl.SSLError):
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients hang up on purpose
    site = Site(server.server_address[1])
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        site.scheme, site.host = "https", "localhost"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetcher(
    limits: Limits | None = None,
    waits: list[float] | None = None,
    addresses: dict[str, list[str]] | None = None,
    patience: float = 120,
) -> Fetcher:
    """A fetcher that may use this machine. It notes pauses in ``waits`` and takes no time over them.

    addresses: the IP addresses of hosts.
    """
    sleep = (waits if waits is not None else []).append
    known = addresses or {}
    return Fetcher(
        "NewsArchive/test",
        allowed=LOCAL,
        limits=limits,
        pace=Pace(patience=patience, sleep=sleep),
        resolve=lambda host, port: known[host] if host in known else resolve(host, port),
    )


def rss(*items: str, title: str = "The Daily Record") -> str:
    """A feed with these items."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><link>https://daily.example/</link><description>News</description>"
        + "".join(items)
        + "</channel></rss>"
    )


def item(headline: str, link: str, *, text: str = "", day: int = 1, more: str = "") -> str:
    """An item with a summary, and with the full text if there is one."""
    full = f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>" if text else ""
    return (
        f"<item><title>{headline}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{day:02} May 2024 08:00:00 +0000</pubDate>"
        f"<description>A summary of {headline}.</description>{full}{more}</item>"
    )
