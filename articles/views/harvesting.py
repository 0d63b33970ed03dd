"""The address of OAI-PMH."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from articles.http import accepts, site_of
from articles.oai.answers import answer


@accepts("GET", "HEAD", "POST")
@csrf_exempt  # it changes nothing
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a harvester, which may send its arguments either way."""
    query = request.POST if request.method == "POST" else request.GET
    return HttpResponse(answer(query, site_of(request), request.path), content_type="text/xml; charset=utf-8")
