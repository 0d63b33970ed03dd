"""The answers of the service, as JSON: its manifest, and the candidates of queries."""

from collections.abc import Iterator, Mapping
from typing import Any

from articles.exports.citations.citation import ARCHIVE
from articles.models import Entity, Kind
from articles.reconciliation.candidates import Found, find_candidates
from articles.reconciliation.comparing import OTHER_NAME, Candidate
from articles.reconciliation.extension import SETTINGS
from articles.reconciliation.keys import key_of
from articles.reconciliation.properties import PROPERTIES
from articles.reconciliation.queries import MOST_QUERIES, Query, RequestError
from articles.reconciliation.register import Facts

VERSIONS = ("0.2",)
PATH = "/reconcile"
WIDTH, HEIGHT = 430, 260  # pixels of a preview


def types() -> list[dict[str, str]]:
    """Return the types of entities."""
    return [{"id": kind.value, "name": str(kind.label)} for kind in Kind]


def manifest(site: str) -> dict[str, Any]:
    """Describe the service. ``site``: the archive's base URL."""
    return {
        "versions": list(VERSIONS),
        "name": ARCHIVE,
        "identifierSpace": f"{site}{PATH}/id/",
        "schemaSpace": "https://schema.org/Thing",
        "documentation": f"{site}/about/#ways-out",
        "defaultTypes": types(),
        "batchSize": MOST_QUERIES,
        "view": {"url": f"{site}{PATH}/id/{{{{id}}}}"},
        "preview": {"url": f"{site}{PATH}/preview/?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            name: {
                "service_url": site,
                "service_path": f"{PATH}/suggest/{name}",
                "flyout_service_url": site,
                "flyout_service_path": f"{PATH}/flyout/{name}?id=${{id}}",
            }
            for name in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": site, "service_path": f"{PATH}/extend/propose"},
            "property_settings": list(SETTINGS),
        },
    }


def answer_batch(queries: Mapping[str, Query]) -> dict[str, Any]:
    """Return the candidates of each query. Raises SearchTooCostly, and RequestError."""
    found = find_candidates(queries)
    return {
        key: {"result": list(_candidates(found[key], query))}
        if key in found
        else {"result": [], "error": query.problem}
        for key, query in queries.items()
    }


def _candidates(found: Found, query: Query) -> Iterator[dict[str, Any]]:
    for each in found.candidates:
        entity = found.facts.entities[each.pk]
        yield {
            "id": key_of(entity),
            "name": entity.name,
            "description": described(entity, found.facts),
            "type": [{"id": each.kind, "name": str(Kind(each.kind).label)}],
            "score": each.score,
            "match": each is found.match,
            "features": _features(each, query),
        }


def _features(candidate: Candidate, query: Query) -> list[dict[str, Any]]:
    features: dict[str, bool | float] = {
        "name_similarity": round(candidate.name, 1),
        "same_name": candidate.name >= OTHER_NAME,
        "articles": candidate.articles,
    }
    if candidate.is_identified:
        features["identifier"] = True
    if len(query.preferred) < len(Kind):
        features["type"] = candidate.fits_kind
    features |= {f"property_{name}": round(each, 2) for name, each in candidate.agreements.items()}
    return [{"id": name, "value": value} for name, value in features.items()]


def described(entity: Entity, facts: Facts) -> str:
    """Return what tells an entity from its namesakes: its description, or kind, country and articles."""
    if entity.description:
        return entity.description
    country = facts.country_entities.get(entity.code) if entity.kind == Kind.PLACE else None
    number = facts.counts[entity.pk]
    where = f" in {country.name}" if country else ""
    return f"{Kind(entity.kind).label}{where}, {number:,} article{'' if number == 1 else 's'}"


def propose(kind: str, limit: int | None) -> dict[str, Any]:
    """Return the properties of entities of a kind; of all kinds for "", as OpenRefine asks without a type.

    Raises RequestError.
    """
    if kind and kind not in Kind.values:
        raise RequestError(f"There is no type “{kind[:40]}”. The types are: {', '.join(Kind.values)}.")
    found = [each.as_item() for each in PROPERTIES.values() if not kind or kind in each.kinds]
    return {"type": kind, "properties": found[:limit]} | ({"limit": limit} if limit else {})
