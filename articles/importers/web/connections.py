"""Connections to addresses that were checked, within a time limit for the whole request.

The name is resolved here, once, and the connection goes to what was checked. So a name server that answers
differently the second time ("DNS rebinding") gains nothing. TLS still verifies the certificate for the name.
"""

# ruff: noqa: ARG002  (httpcore defines these signatures)

import re
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

import httpcore
from django.utils.translation import gettext

from articles.importers.web.answers import FetchError, HostError
from articles.importers.web.networks import Network, may_fetch_from

#: Returns the IP addresses of a host. Raises OSError.
Resolve = Callable[[str, int], list[str]]
_IN_THE_LIBRARY = re.compile(r"^\[\w+: \w+\] | \(_ssl\.c:\d+\)$")
_CONNECT = 15.0  # seconds to wait for a connection
_SILENCE = 30.0  # seconds to wait for the next byte


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, as the system finds them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Deadline:
    """The time by which a request must be done."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def cut(self, timeout: float) -> float:
        """Return a timeout that ends no later than the deadline. Raises FetchError if it is over."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise FetchError(
                gettext("it took longer than %(number)s seconds") % {"number": f"{self._seconds:g}"},
                is_temporary=True,
            )
        return min(timeout, left)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects only to addresses that may be fetched from."""

    def __init__(self, deadline: Deadline, allowed: Collection[Network], resolve: Resolve) -> None:
        self._deadline, self._allowed, self._resolve = deadline, allowed, resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that accepts. Raises FetchError."""
        trouble: Exception | None = None
        for address in self._addresses(host, port):
            try:
                wait = self._deadline.cut(_CONNECT)
                stream = self._sockets.connect_tcp(address, port, wait, local_address, socket_options)
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise HostError(
            gettext("there is no connection to %(host)s: %(reason)s")
            % {"host": host, "reason": _said(trouble)},
            is_temporary=True,
        )

    def _addresses(self, host: str, port: int) -> list[str]:
        """Return the IP addresses of a host. Raises FetchError unless we may fetch from all of them."""
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise HostError(
                gettext("there is no host called %(host)s") % {"host": host}, is_temporary=True
            ) from error
        for address in addresses:
            if not may_fetch_from(address, self._allowed):
                if address == host:
                    raise HostError(gettext("%(address)s is not a public address") % {"address": address})
                raise HostError(
                    gettext("%(host)s has the address %(address)s, which is not public")
                    % {"host": host, "address": address}
                )
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cut(_SILENCE))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cut(_SILENCE))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cut(_CONNECT))
        except httpcore.ConnectError as error:
            raise HostError(
                gettext("a secure connection is not possible: %(reason)s") % {"reason": _said(error)},
                is_temporary=True,
            ) from error
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _said(error: Exception | None) -> str:
    """Return what an error says, without its number and the library's file names."""
    cause = error.__cause__ or error.__context__ if error else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return cause.verify_message
    if isinstance(cause, TimeoutError):
        return gettext("it does not answer")
    said = getattr(cause, "strerror", None) or str(error or gettext("it has no address"))
    return _IN_THE_LIBRARY.sub("", said)
