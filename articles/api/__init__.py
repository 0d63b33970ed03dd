"""The JSON API, with the parameters and the meaning of the pages. Its documentation is at /api/docs."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from articles.api.routes import router
from articles.search.engine import SearchTooCostly

api = NinjaAPI(
    title="News Archive",
    version="1",
    description="Search the archive; read its articles, the entities in them and the words that name them.",
    urls_namespace="api",
)
api.add_router("", router)


@api.exception_handler(SearchTooCostly)
def too_costly(request: HttpRequest, _error: SearchTooCostly) -> HttpResponse:
    """Says that a search was stopped, and what would make it cheaper."""
    detail = "The search takes too long. Narrow it by a date, a country or another word."
    return api.create_response(request, {"detail": detail}, status=503)
