"""Effect of deliberately slow clients on readers: python -m benchmarks.slow_clients ADDRESS.

Opens --clients connections, a fifth each that send headers, a form or a login byte by byte, that read a long
page byte by byte, or that connect and send nothing; clients that are cut off reconnect. Meanwhile an
ordinary reader requests --path repeatedly. Prints the milliseconds of the reader's pages, without and with
the slow clients.
"""

import argparse
import asyncio
import http.client
import socket
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

Client = Callable[[str, int, float], Awaitable[None]]
HOST = "Host: localhost\r\n"


async def _trickle(host: str, port: int, until: float, head: str, rest: str) -> None:
    """Send ``head`` at once, and ``rest`` at one byte per second."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(head.encode())
        for character in rest:
            if time.monotonic() > until or reader.at_eof():
                return
            writer.write(character.encode())
            await writer.drain()
            await asyncio.sleep(1)
    finally:
        writer.close()


async def slow_headers(host: str, port: int, until: float) -> None:
    """Send headers that never end."""
    await _trickle(host, port, until, f"GET / HTTP/1.1\r\n{HOST}", "X-Slow: " + "y" * 10_000)


def slow_body(path: str) -> Client:
    """Make a client that sends a form byte by byte."""

    async def send(host: str, port: int, until: float) -> None:
        head = f"POST {path} HTTP/1.1\r\n{HOST}Content-Length: 100000\r\n"
        # With a plausible cookie, Django reads the form before refusing it.
        head += f"Cookie: csrftoken={'c' * 32}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        await _trickle(host, port, until, head, "x" * 10_000)

    return send


def slow_reader(path: str) -> Client:
    """Make a client that reads a page byte by byte, with the smallest possible buffer."""

    async def read(host: str, port: int, until: float) -> None:
        loop = asyncio.get_running_loop()
        with socket.socket() as taker:
            taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            taker.setblocking(False)
            await loop.sock_connect(taker, (host, port))
            asked = f"GET {path} HTTP/1.1\r\n{HOST}Accept-Encoding: identity\r\n\r\n" * 5
            await loop.sock_sendall(taker, asked.encode())
            while time.monotonic() < until and await loop.sock_recv(taker, 1):
                await asyncio.sleep(1)

    return read


async def silent(host: str, port: int, until: float) -> None:
    """Connect and send nothing."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        async with asyncio.timeout(max(0, until - time.monotonic())):
            await reader.read()
    except TimeoutError:
        pass
    finally:
        writer.close()


async def _keep_coming(client: Client, host: str, port: int, until: float, ends: Counter[str]) -> None:
    while time.monotonic() < until:
        try:
            await client(host, port, until)
            ends["ended"] += 1
        except OSError as error:
            ends[type(error).__name__] += 1
            await asyncio.sleep(0.5)


def _read_pages(host: str, port: int, path: str, seconds: float) -> list[float]:
    """Return the milliseconds of successive pages, each on a new connection."""
    taken, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        connection = http.client.HTTPConnection(host, port, timeout=30)
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == 200, answer.status
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _summary(name: str, taken: list[float]) -> str:
    taken.sort()
    high = taken[int(len(taken) * 0.99)]
    return f"{name}: {len(taken)} pages, median {statistics.median(taken):.1f} ms, p99 {high:.1f} ms"


async def main(address: str, clients: int, seconds: float, path: str, long_path: str) -> None:
    """Measure and print."""
    parts = urlsplit(address)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    print(_summary("alone", await asyncio.to_thread(_read_pages, host, port, path, 5)))
    kinds = [slow_headers, slow_body("/searches/freeze/"), slow_body("/accounts/login/")]
    kinds += [slow_reader(long_path), silent]
    until, ends = time.monotonic() + seconds, Counter[str]()
    slow = [
        asyncio.create_task(_keep_coming(kinds[number % len(kinds)], host, port, until, ends))
        for number in range(clients)
    ]
    await asyncio.sleep(2)
    for name, asked in (("health", "/healthz"), ("pages", path)):
        taken = await asyncio.to_thread(_read_pages, host, port, asked, (seconds - 2) / 2)
        print(_summary(f"{name} beside {clients} slow clients", taken))
    await asyncio.gather(*slow)
    print(f"slow connections that ended: {dict(ends)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="such as http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--path", default="/articles/")
    parser.add_argument("--long-path", default="/articles.json", help="what slow readers ask for")
    given = parser.parse_args()
    asyncio.run(main(given.address, given.clients, given.seconds, given.path, given.long_path))
