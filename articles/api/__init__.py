"""The JSON API, with the same search parameters as the pages. Its documentation is at /api/docs."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.docs import Swagger

from articles.api.entities import router as entities
from articles.api.listing import BadRequestError
from articles.api.routes import router
from articles.api.sentences import router as sentences
from articles.presentation.withdrawn import WithdrawnError
from articles.search.engine import SearchTooCostly

DESCRIPTION = """
Search the archive; read its articles, the entities in them and the words that mention them.

All requests are GET, from any site, without a key. Responses have an ETag: send If-None-Match and get 304
if nothing has changed. If requests are limited, RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset say
how many are left, and 429 comes with Retry-After in seconds. Errors are one sentence, as
{"detail": "…"}.
"""


class Documentation(Swagger):
    """The documentation of the API, on a page like every other."""

    template = "api.html"


api = NinjaAPI(
    title="News Archive",
    version="1.3",
    description=DESCRIPTION,
    urls_namespace="api",
    docs=Documentation(),
)
api.add_router("", router)
api.add_router("", entities)
api.add_router("", sentences)


@api.exception_handler(SearchTooCostly)
def too_costly(request: HttpRequest, _error: SearchTooCostly) -> HttpResponse:
    """Report a search that was stopped, and what would make it cheaper."""
    detail = "The search takes too long. Narrow it with a date, a country or another word."
    return api.create_response(request, {"detail": detail}, status=503)


@api.exception_handler(WithdrawnError)
def withdrawn(request: HttpRequest, error: WithdrawnError) -> HttpResponse:
    """Say that an article has been withdrawn, with its notice."""
    response = api.create_response(request, {"detail": str(error)}, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response


@api.exception_handler(BadRequestError)
def bad_request(request: HttpRequest, error: BadRequestError) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=400)


@api.exception_handler(ValidationError)
def unusable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Report which parameters have invalid values."""
    said = "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in error.errors)
    return api.create_response(request, {"detail": f"Invalid values: {said}."}, status=422)
