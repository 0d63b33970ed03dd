"""A WSGI application that returns given responses and records the requests."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from newsarchive.server.answering import WSGI


class Request:
    """A recorded request, and whether its response has been closed."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.environ = environ
        self.body: bytes = environ["wsgi.input"].read()
        self.closed = False


class Response:
    """A response made piece by piece, like Django's streaming ones."""

    streaming = True

    def __init__(self, request: Request, made: Iterable[bytes]) -> None:
        self._request, self._made = request, made

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._made)

    def close(self) -> None:
        """Record that the server has closed it."""
        self._request.closed = True


def answering(made: Callable[[], Iterable[bytes]], asked: list[Request] | None = None) -> WSGI:
    """Answer every request with the result of ``made``; append the requests to ``asked``."""

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        if asked is not None:
            asked.append(request)
        start("200 OK", [("Content-Type", "text/plain")])
        return Response(request, made())

    return application


def pieces(piece: bytes, count: int, asked: list[Request] | None = None) -> WSGI:
    """Answer every request with ``count`` equal pieces."""
    return answering(lambda: (piece for _ in range(count)), asked)
