"""Runs the archive's web server on its own port, in a thread of the test's process."""

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from uvicorn import Server
from uvicorn.server import ServerState

from newsarchive.server.answering import WSGI
from newsarchive.server.application import Application, Receive, Scope, Send
from newsarchive.server.serving import configuration
from newsarchive.server.worker import SECURITY_HEADERS, security_headers

SECURE = {name.decode() for name in SECURITY_HEADERS} - {"strict-transport-security"}


class Running:
    """A running server; ``state`` is uvicorn's, for a server in this process."""

    def __init__(self, port: int, state: ServerState | None = None) -> None:
        self.port = port
        self._state = state

    @property
    def connections(self) -> int:
        """Return the number of connected clients."""
        assert self._state is not None
        return len(self._state.connections)

    def ask(self, method: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Return a response and its content."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer, answer.read()

    def connect(self, sent: bytes = b"", *, buffer: int = 0) -> socket.socket:
        """Return a client that has sent these bytes; ``buffer``: size of its receive buffer."""
        client = socket.socket()
        if buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.settimeout(60)
        client.connect(("127.0.0.1", self.port))
        client.sendall(sent)
        return client


@contextmanager
def running(wsgi: WSGI, threads: int = 2) -> Iterator[Running]:
    """Serve a WSGI application as a worker does."""
    from newsarchive.wsgi import application as django

    with ThreadPoolExecutor(1) as apart:  # this thread may hold the connection of an earlier test
        headers = apart.submit(security_headers, django).result()
    application = Application(wsgi, threads, headers)

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await application(scope, receive, send)
            return
        await receive()
        scope["state"]["security_headers"] = headers
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(configuration(served, workers=1, grace=2, log=None))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield Running(listener.getsockname()[1], server.server_state)
    finally:
        server.should_exit = True
        thread.join(20)
        application.close()


def answer_of(client: socket.socket) -> tuple[int, dict[str, str]]:
    """Return the status and headers of the response that a client received."""
    with closing(http.client.HTTPResponse(client)) as answer:
        answer.begin()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def wait_until(done: Callable[[], object], seconds: float = 60) -> None:
    """Wait for a condition. Raises AssertionError if it takes too long."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.01)
