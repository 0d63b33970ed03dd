"""Requests the paths on standard input from the archive's WSGI application and prints JSON.

Run it in a process with the environment to test. Paths are requested in parallel, since a pool waits some
seconds for a database that does not answer, or one after the other with --in-turn. PROBE_DATABASE names
another database of the same server. The path RESTART ends all connections, like a restart of the server.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")


def end_connections() -> dict[str, Any]:
    """End every database connection of this process, from another connection."""
    import psycopg

    from tests.scratch import server_parameters

    parameters = server_parameters() | {"application_name": "another"}
    with psycopg.connect(**parameters, autocommit=True) as server:
        ended = server.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = %s",
            [os.environ["PGAPPNAME"]],
        ).fetchone()
    return {"status": 0, "ended": ended[0] if ended else 0}


def ask(path: str) -> dict[str, Any]:
    """Request a path; return status, headers, body and seconds."""
    if path == "RESTART":
        return end_connections()
    from newsarchive.wsgi import application

    method, _, rest = path.rpartition(" ")
    target, _, query = rest.removeprefix("//bad-host").partition("?")
    environ: dict[str, Any] = {"REQUEST_METHOD": method or "GET", "PATH_INFO": target, "QUERY_STRING": query}
    environ |= {"HTTP_HOST": "badly.example" if "//bad-host" in path else "localhost"}
    environ |= {"wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}
    setup_testing_defaults(environ)
    answer: dict[str, Any] = {}

    def start(
        status: str, headers: list[tuple[str, str]], _error: Any = None, /
    ) -> Callable[[bytes], object]:
        answer.update(status=int(status[:3]), headers=dict(headers))
        return bytes

    began = time.monotonic()
    response = application(environ, start)
    answer["body"] = b"".join(response).decode()
    response.close()
    return {**answer, "seconds": time.monotonic() - began}


def main() -> None:
    """Print the responses as a JSON list."""
    from django.conf import settings

    settings.ROOT_URLCONF = "tests.project.broken_urls"
    if name := os.environ.get("PROBE_DATABASE"):
        settings.DATABASES["default"]["NAME"] = name
    os.environ["PGAPPNAME"] = f"probe-{os.getpid()}"
    paths = json.load(sys.stdin)
    with ThreadPoolExecutor(1 if "--in-turn" in sys.argv else len(paths)) as pool:
        json.dump(list(pool.map(ask, paths)), sys.stdout)


if __name__ == "__main__":
    main()
