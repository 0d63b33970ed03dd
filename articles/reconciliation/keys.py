"""What entities are called in the service: "person:john-kerry", "country:UA"."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from articles.models import Entity
from articles.models.entities.entities import PATHS
from articles.search.query.entity_lookup import known_ids

LONGEST = 300  # characters of an identifier or an address
_KINDS = {path: kind for kind, path in PATHS.items()}
_KEY = re.compile(rf"({'|'.join(PATHS)}):([-\w]+)")
_PAGE = re.compile(rf"(?:https?://[^/\s]+)?/({'|'.join(_KINDS)})/([-\w]+)/?")


def key_of(entity: Entity) -> str:
    """Return the identifier of an entity. It keeps its former ones, also if it is merged."""
    return f"{entity.kind}:{entity.key}"


def find_keys(texts: Iterable[str]) -> dict[str, int]:
    """Return the ids of the public entities that have, or once had, these identifiers or addresses of pages.

    Texts that are neither are left out. At most three database queries.
    """
    read = {text: parts for text in texts if (parts := _parts(text))}
    asked: dict[str, tuple[str, ...]] = {}
    for kind, key in read.values():
        asked[kind] = (*asked.get(kind, ()), key)
    known = known_ids(asked) if asked else {}
    return {text: known[parts] for text, parts in read.items() if parts in known}


def _parts(text: str) -> tuple[str, str] | None:
    """Return the kind and the slug or code in an identifier or an address."""
    text = text.strip()
    if len(text) > LONGEST or not (found := _KEY.fullmatch(text) or _PAGE.fullmatch(unquote(text))):
        return None
    kind = _KINDS.get(found[1], found[1])
    return kind, found[2].upper() if kind == "country" else found[2]
