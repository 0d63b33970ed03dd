"""Common behaviour of the API: CORS, HEAD and OPTIONS, and errors as JSON."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from articles.http import GetResponse
from articles.middleware.methods import allowed_methods

_METHODS = "GET, HEAD, OPTIONS"
_EXPOSED = (
    "ETag, Last-Modified, Retry-After, "
    "RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset"
)


def open_interface(get_response: GetResponse) -> GetResponse:
    """Middleware for the API: any site may read it, HEAD and OPTIONS work everywhere, and every error is
    {"detail": sentence}."""

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
        elif request.method not in {"GET", "HEAD"} and allowed_methods(request.path_info):
            response = _as_json(HttpResponse(status=405))
        else:
            response = _as_json(_respond(request, get_response))
        # No response depends on the client, and with "*" browsers send no cookies.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _EXPOSED
        return response

    return middleware


_DETAILS = {
    400: "The request could not be understood.",
    404: "Not found; /api/docs lists what the API offers.",
    405: "Only GET, HEAD and OPTIONS are allowed.",
    500: "Something went wrong. The error has been logged.",
}


def _respond(request: HttpRequest, get_response: GetResponse) -> HttpResponseBase:
    """Return the response; for HEAD, the response to GET without its content."""
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


def _as_json(response: HttpResponseBase) -> HttpResponseBase:
    """Convert an HTML error page to JSON."""
    status = response.status_code
    if status < 400 or response.get("Content-Type", "").startswith("application/json"):
        return response
    plain = JsonResponse({"detail": _DETAILS.get(status, response.reason_phrase)}, status=status)
    for name in ("Cache-Control", "Retry-After", "Vary"):
        if name in response:
            plain[name] = response[name]
    if status == 405:
        plain["Allow"] = _METHODS
    return plain
