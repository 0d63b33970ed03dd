"""Resolve names to entities in the database, in bulk."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from articles.extraction.annotations import ExtractedMention, Extraction
from articles.extraction.store.person_matching import (
    Years,
    add_names,
    decades_apart,
    find_joinable,
    group,
    lock_new_people,
)
from articles.models import Entity, EntityName, Kind
from articles.text import NAME_CHARACTERS, fold_name, make_slug

#: Kind, entity and code of a mention.
MentionKey = tuple[str, str | None, str | None]


class EntityKey(NamedTuple):
    """The key of an entity: kind, folded name, and country code if known."""

    kind: str
    folded: str
    code: str


def key_of(mention: ExtractedMention) -> EntityKey | None:
    """Return the key of a linked mention's entity, or None if unlinked or a country, whose code suffices."""
    if mention.status != "linked" or not mention.entity or mention.kind == "country":
        return None
    return _key(mention.kind, mention.entity, mention.code or "")


@lru_cache(maxsize=20_000)
def _key(kind: str, entity: str, code: str) -> EntityKey | None:
    name = fold_name(entity[:NAME_CHARACTERS])
    return EntityKey(kind, name, code) if name else None


@dataclass
class Resolver:
    """Resolves mentions to entities, creating missing ones.

    A name shared by several entities resolves to None: the mention is ambiguous, for an editor to decide.
    keys: cache of entity keys by (kind, entity, code), so that each name is folded only once.
    """

    countries: dict[str, int] = field(default_factory=dict)
    entities: dict[EntityKey, int | None] = field(default_factory=dict)
    keys: dict[MentionKey, EntityKey | None] = field(default_factory=dict)

    @classmethod
    def for_extractions(
        cls, extractions: Iterable[Extraction], days: Iterable[date | None] = ()
    ) -> "Resolver":
        """Return a resolver for every entity named in ``extractions``. Call it in a transaction.

        days: when the article of each was published, which tells people of one name apart.
        """
        resolver = cls()
        names: dict[EntityKey, str] = {}
        counts: Counter[EntityKey] = Counter()
        years: dict[str, Years] = {}
        for found, day in zip_longest(extractions, days):
            for mention in found.mentions:
                if key := resolver._key(mention):
                    name = names.setdefault(key, (mention.entity or "")[:NAME_CHARACTERS])
                    counts[key] += 1
                    if day is not None and key.kind == Kind.PERSON:
                        first, last = years.get(name, (day.year, day.year))
                        years[name] = (min(first, day.year), max(last, day.year))
        resolver.countries = dict(
            Entity.objects.filter(kind=Kind.COUNTRY).order_by().values_list("code", "id")
        )
        resolver.entities = _find(names, years)
        missing = {key: name for key, name in names.items() if key not in resolver.entities}
        people = {key: name for key, name in missing.items() if key.kind == Kind.PERSON}
        resolver.entities |= _create({key: name for key, name in missing.items() if key not in people})
        if people:
            resolver.entities |= _make_people(people, counts, years)
        return resolver

    def entity_id(self, mention: ExtractedMention) -> int | None:
        """Return the id of the mention's entity, or None if it is unlinked or ambiguous."""
        if mention.kind == "country" and mention.status == "linked":
            return self.country_id(mention.code or "")
        key = self._key(mention)
        return self.entities.get(key) if key else None

    def country_id(self, code: str) -> int | None:
        """Return the id of the country with this ISO code, or None."""
        return self.countries.get(code)

    def _key(self, mention: ExtractedMention) -> EntityKey | None:
        if mention.status != "linked":
            return None
        said = (mention.kind, mention.entity, mention.code)
        if said not in self.keys:
            self.keys[said] = key_of(mention)
        return self.keys[said]


def _make_people(
    names: dict[EntityKey, str], counts: Counter[EntityKey], years: Mapping[str, Years]
) -> dict[EntityKey, int | None]:
    """Return entity ids for unknown names of people: known people with other spellings, or new ones.

    Takes a lock, so that people created by other transactions are seen.
    """
    lock_new_people()
    found = _find(names, years)
    left = {key: name for key, name in names.items() if key not in found}
    joined = find_joinable(left.values(), years)
    first = group({name: counts[key] for key, name in left.items() if name not in joined})
    keys = {name: key for key, name in left.items()}
    heads = {keys[head]: head for head in set(first.values())}
    created = _create(heads)
    ids = {name: created[keys[head]] for name, head in first.items()}
    made = {name: entity_id for name, entity_id in ids.items() if entity_id}
    others = {name: entity_id for name, entity_id in made.items() if first[name] != name}
    add_names(joined | others, {name: made[name] for name in made if first[name] == name})
    return found | {key: joined.get(name) or ids.get(name) for key, name in left.items()}


def _find(names: dict[EntityKey, str], years: Mapping[str, Years]) -> dict[EntityKey, int | None]:
    """Return the entity id for each known key, or None if several entities match.

    Of people, those match who may have been in the news in these years, if they have the name only without
    their middle names, or share it with others.
    """
    folded = {key.folded for key in names}
    rows: list[tuple[Any, ...]] = list(
        Entity.objects.filter(folded__in=folded).exclude(kind=Kind.COUNTRY).order_by()
        .values_list("kind", "folded", "code", "id")
    )  # fmt: skip
    rows += (
        EntityName.objects.filter(folded__in=folded).exclude(entity__kind=Kind.COUNTRY).order_by()
        .values_list("entity__kind", "folded", "entity__code", "entity_id", "learned", "entity__folded")
    )  # fmt: skip
    known: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    shortened: set[tuple[str, int]] = set()
    for kind, name, code, entity_id, *learned in rows:
        known[kind, name][entity_id] = code
        if kind == Kind.PERSON and learned and learned[0] and learned[1].count(" ") > name.count(" "):
            shortened.add((name, entity_id))
    candidates = {
        key: [
            entity_id
            for entity_id, code in known[key.kind, key.folded].items()
            if not key.code or not code or code == key.code
        ]
        for key in names
    }
    doubtful = [
        (names[key], entity_id)
        for key, ids in candidates.items()
        for entity_id in ids
        if key.kind == Kind.PERSON and (len(ids) > 1 or (key.folded, entity_id) in shortened)
    ]
    far = decades_apart(doubtful, years)
    near = {key: [each for each in ids if (names[key], each) not in far] for key, ids in candidates.items()}
    return {key: ids[0] if len(ids) == 1 else None for key, ids in near.items() if ids}


def _create(names: dict[EntityKey, str]) -> dict[EntityKey, int | None]:
    """Create entities for the keys, reusing those that another process creates at the same time."""
    # Sorted, since two processes that create the same entities in different orders would deadlock.
    stems = {key: make_slug(names[key], key.kind) for key in sorted(names)}
    taken = set(Entity.objects.filter(slug__in=stems.values()).order_by().values_list("kind", "slug"))
    plain: dict[tuple[str, str], EntityKey] = {}
    for key, slug in stems.items():
        if (key.kind, slug) not in taken:
            plain.setdefault((key.kind, slug), key)
    Entity.objects.bulk_create(
        [
            Entity(kind=kind, name=names[key], slug=slug, code=key.code, folded=key.folded)
            for (kind, slug), key in plain.items()
        ],
        ignore_conflicts=True,
    )
    slugs = [slug for _, slug in plain]
    rows = Entity.objects.filter(slug__in=slugs).order_by().values_list("kind", "folded", "code", "id")
    made = {EntityKey(kind, folded, code): entity_id for kind, folded, code, entity_id in rows}
    return {key: made[key] if key in made else _create_numbered(key, names[key]) for key in stems}


def _create_numbered(key: EntityKey, name: str) -> int:
    """Create an entity whose slug is taken; its own slug gets the first free number. Return its id."""
    while True:
        entity = Entity(kind=key.kind, name=name, code=key.code)
        try:
            with transaction.atomic():
                entity.save()
        except IntegrityError:  # another process has just taken the number, perhaps for the same entity
            same = Entity.objects.filter(kind=key.kind, folded=key.folded, code=key.code).first()
            if same is None:
                continue
            return same.pk
        return entity.pk
