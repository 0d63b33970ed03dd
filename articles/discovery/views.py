"""Views of /sitemap.xml and its parts, /robots.txt, /opensearch.xml and the suggestions."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from articles.discovery import opensearch, sitemaps
from articles.http import site_of

_XML = "application/xml"
# Facet combinations are endless, exports of whole searches are for people, and originals are not pages.
_KEPT_OUT = (
    "/admin/",
    "/api/",
    "/captures/",
    "/language/",
    "/oai",
    "/opensearch/",
    "/reconcile",
    "/*?",
    "/articles.",
)


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The index of all sitemaps."""
    return HttpResponse(sitemaps.index(site_of(request)), content_type=_XML)


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The pages that every archive has."""
    return HttpResponse(sitemaps.pages(site_of(request)), content_type=_XML)


@require_safe
def sitemap_part(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """The articles, entities or sources of one range of ids."""
    found = sitemaps.part(name, int(number), site_of(request))
    if found is None:
        raise Http404("There are no articles with IDs in this range.")
    return HttpResponse(found, content_type=_XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Rules for crawlers (RFC 9309), and the sitemap's URL."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _KEPT_OUT), "Allow: /articles.atom$", ""]
    lines += [f"Sitemap: {site_of(request)}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def opensearch_description(request: HttpRequest) -> HttpResponse:
    """The description that lets browsers add the archive as a search engine."""
    icon = request.build_absolute_uri(static("icon.svg"))
    return HttpResponse(
        opensearch.description(site_of(request), icon),
        content_type=f"{opensearch.CONTENT_TYPE}; charset=utf-8",
    )


@require_safe
def opensearch_suggestions(request: HttpRequest) -> JsonResponse:
    """Names that begin with ``?q=``, in the format that browsers expect."""
    return JsonResponse(
        opensearch.suggestions(request.GET.get("q", "")),
        safe=False,
        content_type="application/x-suggestions+json",
    )
