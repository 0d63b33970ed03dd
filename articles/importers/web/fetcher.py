"""Fetches an address: robots.txt first, then redirects one by one, each checked like the first."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from functools import cached_property
from ssl import SSLContext
from urllib.parse import urljoin

import httpcore
from django.utils.translation import gettext

from articles.importers.formats.web_archives.http import body
from articles.importers.record import RecordError
from articles.importers.web.addresses import WebAddress, parse_address
from articles.importers.web.answers import Answer, FetchError, Limits, media_type
from articles.importers.web.connections import CheckedBackend, Deadline, Resolve, resolve
from articles.importers.web.networks import Network
from articles.importers.web.pace import Pace
from articles.importers.web.robots import MAX_BYTES, Robots

FEED_TYPES = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"),
        *("application/xml", "text/xml", "application/json"),
    }
)
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
#: The media types that can be imported from the web.
READABLE = frozenset(
    {
        *FEED_TYPES,
        *PAGE_TYPES,
        *("text/plain", "text/markdown", "text/csv", "text/tab-separated-values", "application/x-ndjson"),
    }
)
_REDIRECTS = {301, 302, 303, 307, 308}
_OK, _NOT_MODIFIED = 200, 304
_BUSY = {429, 503}
_ATTEMPTS = 3


class Fetcher:
    """Fetches addresses, one at a time. agent: the User-Agent; allowed: further networks than public ones."""

    def __init__(
        self,
        agent: str,
        *,
        allowed: Collection[Network] = (),
        limits: Limits | None = None,
        pace: Pace | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        self._agent, self._allowed = agent, allowed
        self._limits, self._pace, self._resolve = limits or Limits(), pace or Pace(), resolve
        self._robots = Robots(self._robots_txt)

    @cached_property
    def _tls(self) -> SSLContext:
        return httpcore.default_ssl_context()

    def fetch(
        self, url: str, *, types: Collection[str] = READABLE, conditions: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer with status 200, or 304 if there are conditions. Raises FetchError.

        types: the media types to accept; conditions: the headers of a conditional request.
        """

        def ask(address: WebAddress) -> Answer:
            if delay := self._robots.check(address):
                self._pace.slow_down(address.host, delay)
            return self._patiently(address, types, conditions or {})

        answer = self._followed(parse_address(url), ask)
        if answer.status == _OK or (conditions and answer.status == _NOT_MODIFIED):
            return answer
        code = f"{answer.status} {answer.reason}".strip()
        said = gettext("the server answers %(code)s") % {"code": code}
        raise FetchError(said, is_temporary=answer.status in _BUSY or answer.status >= 500)

    def _robots_txt(self, address: WebAddress) -> Answer:
        return self._followed(address, lambda each: self._patiently(each, None, {}))

    def _followed(self, address: WebAddress, ask: Callable[[WebAddress], Answer]) -> Answer:
        """Return the answer at the end of the redirects."""
        for _ in range(self._limits.redirects + 1):
            answer = ask(address)
            target = answer.header("Location") if answer.status in _REDIRECTS else ""
            if not target:
                return answer
            try:
                joined = urljoin(address.url, target)
            except ValueError as error:
                raise FetchError(gettext("it redirects to something that is not an address")) from error
            try:
                address = parse_address(joined)
            except FetchError as error:
                raise FetchError(
                    gettext("it redirects to %(address)s: %(reason)s")
                    % {"address": joined[:200], "reason": error}
                ) from error
        raise FetchError(gettext("it redirects more than %(most)s times") % {"most": self._limits.redirects})

    def _patiently(
        self, address: WebAddress, types: Collection[str] | None, conditions: Mapping[str, str]
    ) -> Answer:
        """Return an answer; ask a busy server again after a while."""
        for attempt in range(_ATTEMPTS):
            self._pace.wait(address.host)
            try:
                answer = self._ask(address, types, conditions)
            finally:
                self._pace.asked(address.host)
            if answer.status not in _BUSY:
                break
            self._pace.hold(address.host, answer.header("Retry-After"), attempt)
        return answer

    def _ask(
        self, address: WebAddress, types: Collection[str] | None, conditions: Mapping[str, str]
    ) -> Answer:
        """Return one answer. Without types, any is accepted and the body may be cut, as for robots.txt."""
        backend = CheckedBackend(Deadline(self._limits.seconds), self._allowed, self._resolve)
        tls = self._tls if address.url.startswith("https:") else None
        headers = {
            "User-Agent": self._agent,
            "Accept": "*/*",
            "Accept-Encoding": "identity" if types is None else "gzip, br",
            **conditions,
        }
        try:
            with (
                httpcore.ConnectionPool(tls, network_backend=backend) as pool,
                pool.stream("GET", address.url, headers=list(headers.items())) as response,
            ):
                return self._read(response, address, types)
        except httpcore.TimeoutException as error:
            raise FetchError(gettext("the server does not answer"), is_temporary=True) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise FetchError(
                gettext("the connection failed: %(reason)s") % {"reason": error}, is_temporary=True
            ) from error

    def _read(
        self, response: httpcore.Response, address: WebAddress, types: Collection[str] | None
    ) -> Answer:
        headers = tuple((_text(name), _text(value)) for name, value in response.headers)
        reason = _text(response.extensions.get("reason_phrase", b""))
        answer = Answer(address.url, response.status, reason, headers, b"", datetime.now(UTC))
        if response.status != _OK:
            return answer
        raw = self._body(response, answer, types)
        return Answer(address.url, response.status, reason, headers, raw, answer.fetched_at)

    def _body(self, response: httpcore.Response, answer: Answer, types: Collection[str] | None) -> bytes:
        """Read the body, decompressed. Raises FetchError if it is too large or of another type."""
        kind = media_type(answer.header("Content-Type"))
        if types is not None and kind and kind not in types:
            raise FetchError(
                gettext("it is of the type %(kind)s, which cannot be imported") % {"kind": kind[:100]}
            )
        limit = self._limits.bytes if types is not None else MAX_BYTES
        raw = bytearray()
        for piece in response.iter_stream():
            raw += piece
            if len(raw) > limit:
                break
        if types is None:
            return bytes(raw[:limit])
        if len(raw) <= limit:
            try:
                found = body(bytes(raw), "", answer.header("Content-Encoding"))
            except RecordError as error:
                raise FetchError(str(error)) from error
            if len(found) <= limit:
                return found
        raise FetchError(gettext("it is larger than %(most)s MB") % {"most": f"{limit / 1_000_000:g}"})


def _text(raw: bytes) -> str:
    """Decode a header, which should be ASCII."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
