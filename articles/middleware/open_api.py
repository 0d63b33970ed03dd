"""Common behaviour of the API and the reconciliation service: CORS, HEAD and OPTIONS, and errors as JSON."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from articles.http import GetResponse, answers_json, is_open
from articles.middleware.methods import READ, allowed_methods

_EXPOSED = (
    "ETag, Last-Modified, Retry-After, "
    "RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset"
)


def open_interface(get_response: GetResponse) -> GetResponse:
    """Middleware for the API and the reconciliation service: any site may read them, HEAD and OPTIONS work
    everywhere, and every error is {"detail": sentence}, except for pages."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not is_open(request.path):
            return get_response(request)
        allowed = allowed_methods(request.path_info)
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(allowed or READ)
            response["Access-Control-Allow-Headers"] = (
                "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match"
            )
            response["Access-Control-Max-Age"] = "86400"
        elif allowed and request.method not in allowed:
            said = f"Only {', '.join(allowed[:-1])} and {allowed[-1]} are allowed."
            response = JsonResponse({"detail": said}, status=405, headers={"Allow": ", ".join(allowed)})
        else:
            response = _respond(request, get_response)
            response = _as_json(response) if answers_json(request.path) else response
        # No response depends on the client, and with "*" browsers send no cookies.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _EXPOSED
        return response

    return middleware


_DETAILS = {
    400: "The request could not be understood.",
    404: "Not found; /api/docs lists what the API offers.",
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
    return plain
