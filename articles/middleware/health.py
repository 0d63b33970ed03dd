"""Health checks for load balancers and monitoring."""

import logging

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from psycopg_pool import PoolTimeout

from articles.http import GetResponse

log = logging.getLogger(__name__)


def health(get_response: GetResponse) -> GetResponse:
    """Middleware for /healthz (the process is alive) and /readyz (the database answers and is migrated).

    It comes before everything that checks the Host header or the session, so that a load balancer can use
    the IP address.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
        if request.path == "/readyz":
            problem = readiness_problem()
            status = {"status": "not ready", "reason": problem} if problem else {"status": "ready"}
            response = JsonResponse(status, status=503 if problem else 200)
            response["Cache-Control"] = "no-store"
            if problem:
                response["Retry-After"] = "5"
            return response
        return get_response(request)

    return middleware


def readiness_problem() -> str | None:
    """Return why this process cannot serve the archive now, or None if it can."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "The database has not been migrated: run manage.py migrate."
    except (DatabaseError, InterfaceError, PoolTimeout) as error:
        log.error("The database is not responding: %s", error)
        return "The database is not responding."
    return None
