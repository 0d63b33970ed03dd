"""Rows of a table of entities: each adds an entity or names, a description and identifiers to a known one."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from articles.editing.changes import ChangeRefusedError
from articles.editing.changes.renaming import checked, rename
from articles.exports.entity_table import joined_names
from articles.identifiers import SCHEMES, IdentifierError, normalise, read_list
from articles.locking import lock_archive_exclusively, retried
from articles.models import Entity, EntityIdentifier, Kind
from articles.text import fold_name

Outcome = Literal["created", "updated", "unchanged"]
_LARGEST = 2**31 - 1


class EntityRowError(Exception):
    """A row cannot be imported; the message is a sentence that says why."""


@retried
def import_row(row: Mapping[str, str]) -> Outcome:
    """Import a row, by the names of its columns. An empty cell changes nothing, and nothing is deleted.

    Raises EntityRowError; then the row has changed nothing.
    """
    try:
        with transaction.atomic():
            lock_archive_exclusively()
            return _imported(row)
    except (ChangeRefusedError, IdentifierError) as error:
        raise EntityRowError(str(error)) from error
    except ValidationError as error:
        raise EntityRowError(" ".join(error.messages)) from error


def _imported(row: Mapping[str, str]) -> Outcome:
    name = checked(row["name"]) if row.get("name") else ""
    kind = row.get("kind", "").lower()
    if kind and kind not in Kind.values:
        raise EntityRowError(f"“{kind[:40]}” is not a kind. Use one of: {', '.join(Kind.values)}.")
    entity = _by_id(row["id"], kind) if row.get("id") else _by_name(kind, name)
    created = entity is None
    if entity is None:
        entity = _created(kind, name)
    changed = [
        bool(row.get("id")) and _renamed(entity, name),
        _add_names(entity, row.get("other_names", "")),
        _describe(entity, row.get("description", "")),
        _identify(entity, row),
    ]
    return "created" if created else "updated" if any(changed) else "unchanged"


def _by_id(given: str, kind: str) -> Entity:
    entity = _at_id(given)
    if entity is None:
        raise EntityRowError(f"There is no entity with the id {given[:40]}. Leave it empty for a new one.")
    if kind and kind != entity.kind:
        raise EntityRowError(f"{entity.name} (id {entity.pk}) is a {entity.kind}, not a {kind}.")
    return entity


def _at_id(given: str) -> Entity | None:
    """Find an entity by its number, or its identifier in the reconciliation service or the address of it."""
    if given.isascii() and given.isdecimal():
        known = len(given) < 11 and int(given) <= _LARGEST
        return Entity.objects.filter(pk=int(given)).first() if known else None
    kind, _, key = unquote(given).rpartition("/")[2].partition(":")
    if kind == Kind.COUNTRY:
        return Entity.objects.filter(kind=kind, code=key.upper()).first()
    return Entity.objects.at(kind, key)


def _by_name(kind: str, name: str) -> Entity | None:
    """Find an entity by its name, else by another name. Raises EntityRowError if there are several."""
    if not kind or not name:
        raise EntityRowError("Give an id, or a kind and a name.")
    folded = fold_name(name)
    for condition in (Q(folded=folded), Q(names__folded=folded)):
        found = list(Entity.objects.filter(condition, kind=kind).distinct().order_by("pk")[:2])
        if len(found) > 1:
            ids = " and ".join(f"id {each.pk}" for each in found)
            raise EntityRowError(f"More than one {kind} is called {name} ({ids}). Give the id.")
        if found:
            return found[0]
    return None


def _created(kind: str, name: str) -> Entity:
    if kind == Kind.COUNTRY:
        raise EntityRowError(f"No country is called {name}. Add it in the admin, with its ISO code.")
    return Entity.objects.create(kind=kind, name=name)


def _renamed(entity: Entity, name: str) -> bool:
    if not name or name == entity.name:
        return False
    rename(entity, name)
    return True


def _add_names(entity: Entity, cell: str) -> bool:
    if not cell or cell == joined_names(entity):  # a name may contain a semicolon
        return False
    wanted = [checked(name) for name in cell.replace("\n", ";").split(";") if name.strip()]
    known = {entity.name, *entity.names.values_list("name", flat=True)}
    new = [name for name in dict.fromkeys(wanted) if name not in known]
    for name in new:
        entity.names.create(name=name)
    return bool(new)


def _describe(entity: Entity, text: str) -> bool:
    if not text or text == entity.description:
        return False
    entity.description = text
    entity.save(update_fields=["description", "modified_at"])
    return True


def _identify(entity: Entity, row: Mapping[str, str]) -> bool:
    """Add the identifiers in the column for all schemes, and in those of one scheme each."""
    cells = [(key, row.get(key, "").split(";")) for key in SCHEMES]
    given = [(key, normalise(key, each)) for key, cell in cells for each in cell if each.strip()]
    known = set(entity.identifiers.values_list("scheme", "value"))
    wanted = dict.fromkeys([*read_list(row.get("identifiers", "")), *given])
    new = [pair for pair in wanted if pair not in known]
    for scheme, value in new:
        identifier = EntityIdentifier(entity=entity, scheme=scheme, value=value)
        identifier.full_clean()
        identifier.save()
    return bool(new)
