"""The network around an entity as a file for graph programs."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from articles.http import site_of
from articles.network.graph import network_of
from articles.network.graph_files import NETWORK_FORMATS
from articles.views.entities.finding import Moved, find_entity
from articles.views.entities.page import redirect_keeping


@require_safe
def network_file(request: HttpRequest, plural: str, slug: str, suffix: str) -> HttpResponse:
    """Export /people/<slug>/network.gexf or .graphml: the nodes of the drawing, with all their edges."""
    try:
        entity = find_entity(plural, slug)
    except Moved as moved:
        return redirect_keeping(request, f"{moved.entity.get_absolute_url()}network.{suffix}")
    network = network_of(entity)
    if not network.common[0, 0]:
        raise Http404("No published article mentions this.")
    prefetch_related_objects(network.entities, "identifiers")
    written = NETWORK_FORMATS[suffix]
    response = HttpResponse(written.write(network, site_of(request)), content_type=written.media_type)
    name = f"network-{entity.key.lower()}.{suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["X-Robots-Tag"] = "noindex"
    return response
