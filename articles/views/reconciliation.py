"""The addresses of the reconciliation service."""

from typing import Any

from csp.decorators import csp_replace
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from articles.http import accepts, site_of
from articles.models import Entity
from articles.reconciliation.answers import answer_batch, manifest, propose, types
from articles.reconciliation.extension import answer_extension
from articles.reconciliation.keys import find_keys, key_of
from articles.reconciliation.queries import MOST_BYTES, RequestError, read_batch, read_extension
from articles.reconciliation.suggesting import (
    MOST_SKIPPED,
    properties,
    suggest_entities,
    suggest_properties,
    suggest_types,
)
from articles.search.query.entity_lookup import KIND_NAMES
from articles.views.cards import card_context


@accepts("GET", "HEAD", "POST")
@csrf_exempt  # it changes nothing
def reconcile(request: HttpRequest) -> JsonResponse:
    """Answer a batch of ``queries``, or a request to ``extend`` entities; without either, the manifest."""
    try:
        asked = _parameters(request)
        if "queries" in asked and "extend" in asked:
            raise RequestError("Send either “queries” or “extend”, not both.")
        if "queries" in asked:
            return JsonResponse(answer_batch(read_batch(asked["queries"])))
        if "extend" in asked:
            return JsonResponse(answer_extension(read_extension(asked["extend"]), site_of(request)))
        if request.method == "POST":
            raise RequestError("Send “queries” or “extend” in a form (application/x-www-form-urlencoded).")
    except RequestError as error:
        return _refused(error)
    return JsonResponse(manifest(site_of(request)))


def _parameters(request: HttpRequest) -> Any:
    if request.method != "POST":
        return request.GET
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise RequestError(f"The request is too long: at most {MOST_BYTES:,} bytes are read.", 413)
    return request.POST


def _refused(error: RequestError) -> JsonResponse:
    response = JsonResponse({"detail": str(error)}, status=error.status)
    if error.status == 503:
        response["Retry-After"] = "5"
    return response


def suggest(request: HttpRequest, what: str) -> JsonResponse:
    """Entities, properties or types that begin with ``prefix``; ``cursor`` skips as many."""
    prefix = " ".join(request.GET.get("prefix", "").replace("\0", " ").split())
    cursor = request.GET.get("cursor") or "0"
    try:
        if not (cursor.isascii() and cursor.isdecimal()) or int(cursor[:9]) > MOST_SKIPPED:
            raise RequestError(f"“cursor” has to be a whole number from 0 to {MOST_SKIPPED:,}.")
        if what == "entity":
            found: list[Any] = suggest_entities(prefix, request.GET.get("type", ""), int(cursor))
        else:
            found = {"property": suggest_properties, "type": suggest_types}[what](prefix, int(cursor))
    except RequestError as error:
        return _refused(error)
    return JsonResponse({"result": found})


def flyout(request: HttpRequest, what: str) -> JsonResponse:
    """A small preview of the entity, property or type with ``id``, as JSON with HTML in it."""
    key = request.GET.get("id", "")
    if what == "entity":
        context = card_context(_entity(key)) | {"site": site_of(request)}  # another site shows it
        html = render_to_string("entities/card.html", context, request)
    else:
        known = {each["id"]: each for each in (properties() if what == "property" else types())}
        if key not in known:
            raise Http404("There is nothing with this id.")
        html = format_html("<b>{}</b> {}", known[key]["name"], known[key].get("description", ""))
    return JsonResponse({"id": key, "html": html})


def propose_properties(request: HttpRequest) -> JsonResponse:
    """The properties that can be fetched for entities of a ``type``; ``limit`` is the most to return."""
    limit = request.GET.get("limit") or "0"
    try:
        if not (limit.isascii() and limit.isdecimal()):
            raise RequestError("“limit” has to be a whole number.")
        return JsonResponse(propose(request.GET.get("type", ""), int(limit[:9]) or None))
    except RequestError as error:
        return _refused(error)


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
def preview(request: HttpRequest) -> HttpResponse:
    """A small page about the entity with ``id``, for a frame on any site."""
    key = request.GET.get("id", "")
    try:
        entity = _entity(key)
        context: dict[str, Any] = card_context(entity)
    except Http404:
        return _framed(request, {"key": key}, 404)
    is_moved = key != key_of(entity) and ":" in key and "/" not in key
    context |= {
        "key": key,
        "kind": capfirst(str(KIND_NAMES[entity.kind])),
        "is_moved": is_moved,
        "identifiers": list(entity.identifiers.all()),
    }
    return _framed(request, context, 200)


def _framed(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, "reconciliation/preview.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def entity_with_key(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    """The page of an entity, by its identifier in the service."""
    return redirect(_entity(key).get_absolute_url())


def _entity(key: str) -> Entity:
    with transaction.atomic():
        found = find_keys([key])
        if key not in found:
            raise Http404("There is nothing with this identifier.")
        return Entity.objects.get(pk=found[key])
