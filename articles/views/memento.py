"""Captures by address: a list for readers, and a TimeMap and a TimeGate for Memento clients (RFC 7089)."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from articles.http import site_of
from articles.models import Capture
from articles.presentation.memento import (
    LINK_FORMAT,
    Mementos,
    accepted_moment,
    is_memento,
    public_captures,
    whole_address,
)

PER_PAGE = 100
LONGEST = 2000  # characters of an address
_NOTHING = "This archive has no capture of this address.\n"


def captures(request: HttpRequest) -> HttpResponse:
    """List the captures of the address in ``?url=``."""
    given = request.GET.get("url", "").replace("\0", "").strip()[:LONGEST]
    address = whole_address(given, "") if given else ""
    found = public_captures(address).defer("raw", "http_headers") if address else Capture.objects.none()
    pages = Paginator(found.select_related("article").order_by("-captured_at", "-pk"), PER_PAGE)
    context = {
        "here": "articles",
        "given": given,
        "mementos": Mementos(address, site_of(request)) if address else None,
        "page": pages.get_page(request.GET.get("page")),
        "is_memento": is_memento,
    }
    response = render(request, "articles/captures.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def timemap(request: HttpRequest, address: str, page: str = "") -> HttpResponse:
    """List the captures of a page, as links."""
    mementos = _mementos(request, address)
    links = list(mementos.timemap(int(page or 1)))
    if not links:
        return _sentence(404, _NOTHING)
    return HttpResponse(",\n".join(links) + "\n", content_type=LINK_FORMAT)


def timegate(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect to the capture nearest to Accept-Datetime, or to the latest."""
    mementos = _mementos(request, address)
    wanted = request.headers.get("Accept-Datetime")
    try:
        moment = accepted_moment(wanted) if wanted else None
    except ValueError:
        told = "Accept-Datetime must be a date such as “Thu, 31 May 2007 20:35:00 GMT”.\n"
        return _varying(_sentence(400, told))
    found = mementos.nearest(moment)
    if found is None:
        return _varying(_sentence(404, _NOTHING))
    response: HttpResponse = HttpResponseRedirect(mementos.memento_url(found[0]))
    response["Link"] = mementos.links(mementos.around(*found))
    return _varying(response)


def describe_memento(request: HttpRequest, response: HttpResponseBase, capture: Capture) -> None:
    """Add the headers of a memento to the response with the bytes of a capture, if it is a page."""
    if not is_memento(capture):
        return
    mementos = Mementos(capture.reference, site_of(request))
    response["Memento-Datetime"] = http_date(capture.captured_at.timestamp())
    response["Link"] = mementos.links(mementos.around(capture.pk, capture.captured_at))


def _mementos(request: HttpRequest, address: str) -> Mementos:
    found = whole_address(address, request.META.get("QUERY_STRING", ""))
    if len(found) > LONGEST or "\0" in found:
        raise Http404(_NOTHING)
    return Mementos(found, site_of(request))


def _sentence(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["accept-datetime"])
    return response
