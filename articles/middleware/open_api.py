"""What all answers of the API share: CORS, HEAD and OPTIONS, and errors as JSON."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from articles.http import GetResponse
from articles.middleware.methods import is_somewhere

_METHODS = "GET, HEAD, OPTIONS"


_SHOWN = (
    "ETag, Last-Modified, Retry-After, "
    "RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset"
)


def open_interface(get_response: GetResponse) -> GetResponse:
    """What every answer of the API has in common: any site may read it, HEAD and OPTIONS work everywhere,
    and whatever goes wrong is said as {"detail": sentence}."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            return get_response(request)
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204, headers={"Allow": _METHODS})
            response["Access-Control-Allow-Methods"] = _METHODS
            response["Access-Control-Allow-Headers"] = (
                "Accept, Accept-Language, If-Modified-Since, If-None-Match"
            )
            response["Access-Control-Max-Age"] = "86400"
        elif request.method not in {"GET", "HEAD"} and is_somewhere(request.path_info):
            response = _plainly(HttpResponse(status=405))
        else:
            response = _plainly(_answered(request, get_response))
        # Nothing here depends on who asks, and "*" shuts cookies out.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _SHOWN
        return response

    return middleware


_SAID = {
    400: "The request could not be understood.",
    404: "Not found; /api/docs lists what the API offers.",
    405: "Only GET, HEAD and OPTIONS are allowed.",
    500: "Something went wrong. The error has been logged.",
}


def _answered(request: HttpRequest, get_response: GetResponse) -> HttpResponseBase:
    """The answer; to HEAD that to GET without its content."""
    if request.method != "HEAD":
        return get_response(request)
    request.method = "GET"
    response = get_response(request)
    request.method = "HEAD"
    if isinstance(response, HttpResponse):
        length = len(response.content)
        response.content = b""
        response["Content-Length"] = str(length)
    return response


def _plainly(response: HttpResponseBase) -> HttpResponseBase:
    """An error that is a page for readers, as JSON."""
    status = response.status_code
    if status < 400 or response.get("Content-Type", "").startswith("application/json"):
        return response
    plain = JsonResponse({"detail": _SAID.get(status, response.reason_phrase)}, status=status)
    for name in ("Cache-Control", "Retry-After", "Vary"):
        if name in response:
            plain[name] = response[name]
    if status == 405:
        plain["Allow"] = _METHODS
    return plain
