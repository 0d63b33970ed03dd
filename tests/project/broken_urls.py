"""The site's addresses and some that fail, for tests of error pages."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from newsarchive.urls import urlpatterns as site


def fail(_request: HttpRequest) -> HttpResponse:
    """A fault in the archive's own code."""
    raise RuntimeError("a secret <b>detail</b> of the fault")


def forbid(_request: HttpRequest) -> HttpResponse:
    """Somebody who may not."""
    raise PermissionDenied


def suspect(_request: HttpRequest) -> HttpResponse:
    """A request that no browser sends."""
    raise SuspiciousOperation("a secret <b>detail</b> of the request")


def ask_nonsense(_request: HttpRequest) -> HttpResponse:
    """A fault in a query: the database is well, the archive's code is not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing_of_this_name")
    return HttpResponse()


def lose_connection(_request: HttpRequest) -> HttpResponse:
    """The server ends the connection in the middle of a request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse()


def in_the_way(_request: HttpRequest, state: str) -> HttpResponse:
    """The database answers, but with an error."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'others' USING ERRCODE = '{state}'; END $$")
    return HttpResponse()


urlpatterns = [
    path("in-the-way/<str:state>/", in_the_way),
    path("api/in-the-way/<str:state>/", in_the_way),
    path("fail/", fail),
    path("forbid/", forbid),
    path("suspect/", suspect),
    path("ask-nonsense/", ask_nonsense),
    path("lose-connection/", lose_connection),
    *site,
]
