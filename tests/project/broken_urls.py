"""The site's URLs and some that fail, for tests of error pages."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from newsarchive.urls import urlpatterns as site


def fail(_request: HttpRequest) -> HttpResponse:
    """Raise an error in the archive's own code."""
    raise RuntimeError("a secret <b>detail</b> of the fault")


def forbid(_request: HttpRequest) -> HttpResponse:
    """Deny permission."""
    raise PermissionDenied


def suspect(_request: HttpRequest) -> HttpResponse:
    """Raise Django's error for a suspicious request."""
    raise SuspiciousOperation("a secret <b>detail</b> of the request")


def ask_nonsense(_request: HttpRequest) -> HttpResponse:
    """Send an invalid query: the database works, but the archive's code is wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing_of_this_name")
    return HttpResponse()


def lose_connection(_request: HttpRequest) -> HttpResponse:
    """Let the server end the connection in the middle of a request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse()


def conflict(_request: HttpRequest, state: str) -> HttpResponse:
    """Let the database return an error with this SQLSTATE."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'others' USING ERRCODE = '{state}'; END $$")
    return HttpResponse()


urlpatterns = [
    path("in-the-way/<str:state>/", conflict),
    path("api/in-the-way/<str:state>/", conflict),
    path("fail/", fail),
    path("forbid/", forbid),
    path("suspect/", suspect),
    path("ask-nonsense/", ask_nonsense),
    path("lose-connection/", lose_connection),
    *site,
]
