"""Finds entities that may be the same, by their names and by those that they appear with."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from django.db import connection, transaction

from articles.editing.duplicates.keys import fingerprint, groups, near_pairs, plain
from articles.editing.duplicates.people import propose_people
from articles.extraction.person_names.spellings import PersonName, alike, parse, shared_keys
from articles.models import DistinctEntities, DuplicateProposal, Entity, EntityName, Kind, ProposalReason

MOST_MEMBERS = 30  # of a proposal
SHARED = 2  # entities in common that make "J. Kerry" John Kerry
RECENT = 100  # articles of an entity in which others are looked for
_BATCH = 500

_NUMBERS = """
    SELECT entity_id, count(*) FROM articles_articleentity
     WHERE status <> 'rejected' AND entity_id = ANY(%s) GROUP BY entity_id
"""
_COMPANY = """
    SELECT wanted.id, array_agg(DISTINCT other.entity_id)
      FROM unnest(%s::int[]) AS wanted (id)
     CROSS JOIN LATERAL (
           SELECT article_id FROM articles_articleentity
            WHERE entity_id = wanted.id AND status <> 'rejected' ORDER BY article_id DESC LIMIT %s) AS own
      JOIN articles_articleentity other ON other.article_id = own.article_id
       AND other.entity_id <> wanted.id AND other.status <> 'rejected'
      JOIN articles_entity entity ON entity.id = other.entity_id AND entity.kind <> 'country'
     GROUP BY wanted.id
"""


@dataclass(slots=True)
class _Names:
    """The names of one kind, the codes of places, and what was proposed already."""

    kind: str
    name: dict[int, str]
    code: dict[int, str]
    others: list[tuple[int, str]]
    distinct: set[tuple[int, int]]
    proposed: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def read(cls, kind: str) -> "_Names":
        rows = list(Entity.objects.filter(kind=kind).order_by("pk").values_list("pk", "name", "code"))
        others = EntityName.objects.filter(entity__kind=kind).order_by().values_list("entity", "name")
        pairs = DistinctEntities.objects.filter(first__kind=kind).values_list("first", "second")
        return cls(
            kind,
            {pk: name for pk, name, _ in rows},
            {pk: code for pk, _, code in rows},
            list(others),
            set(pairs),
        )

    def may_be_same(self, one: int, other: int) -> bool:
        """Whether nobody said that they differ, and they are not places in different countries."""
        codes = {self.code[one], self.code[other]} - {""}
        return (min(one, other), max(one, other)) not in self.distinct and len(codes) < 2

    def is_new(self, members: Iterable[int]) -> bool:
        """Whether not all of these were proposed together already."""
        pairs = set(combinations(sorted(members), 2))
        is_new = not pairs <= self.proposed
        self.proposed |= pairs
        return is_new


def find_proposals(
    kinds: Iterable[str] = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE),
) -> list[DuplicateProposal]:
    """Return what may be the same, without storing it: most articles first."""
    found: list[DuplicateProposal] = []
    for kind in kinds:
        names = _Names.read(kind)
        found += _of_kind(names)
    return sorted(found, key=lambda each: (-each.articles, each.entity_ids))


def refresh_proposals(go_on: Callable[[], None] = lambda: None) -> int:
    """Find all proposals again, replace the stored ones, and return their number."""
    go_on()
    found = find_proposals()
    with transaction.atomic():
        DuplicateProposal.objects.all().delete()
        DuplicateProposal.objects.bulk_create(found, batch_size=1000)
    return len(found)


def _of_kind(names: _Names) -> list[DuplicateProposal]:
    candidates: list[tuple[ProposalReason, list[int], bool]] = [
        (ProposalReason.KEY, members, is_sure) for members, is_sure in _same_words(names)
    ]
    initials: list[tuple[int, int]] = []
    if names.kind == Kind.PERSON:
        candidates += [
            (ProposalReason.NICKNAME, members, not each.doubt)
            for each in propose_people()
            if _all_may_be_same(names, members := [person.id for person in each.people])
        ]
        pairs, initials = _short_forms(names)
        candidates += [(ProposalReason.NICKNAME, [*pair], False) for pair in pairs]
    candidates += [(ProposalReason.NEAR, [*pair], False) for pair in _near(names)]
    ids = {pk for _, members, _ in candidates for pk in members} | {pk for pair in initials for pk in pair}
    company, numbers = _company(ids), _numbers(ids)
    candidates += [(ProposalReason.COMPANY, [*pair], False) for pair in _by_company(initials, company)]
    made = []
    for reason, members, is_sure in candidates:
        if not names.is_new(members):
            continue
        ranked = sorted(members, key=lambda pk: (-numbers.get(pk, 0), pk))[:MOST_MEMBERS]
        shared = len(company.get(ranked[0], set()) & company.get(ranked[1], set()))
        total = sum(numbers.get(pk, 0) for pk in ranked)
        made.append(
            DuplicateProposal(
                kind=names.kind,
                reason=reason,
                entity_ids=ranked,
                articles=total,
                shared=shared,
                is_sure=is_sure,
            )
        )
    return made


def _same_words(names: _Names) -> Iterator[tuple[list[int], bool]]:
    every = [*names.name.items(), *names.others]
    keys = ((key, pk) for pk, name in every if (key := fingerprint(names.kind, name)))
    for members in groups(keys):
        for part in _compatible(names, members):
            own = {plain(names.name[pk]) for pk in part}
            folded = {names.name[pk] for pk in part}
            yield part, len(own) == 1 and len(folded) == len(part)


def _compatible(names: _Names, members: list[int]) -> Iterator[list[int]]:
    """Split the members into groups in which each may be the same as the first."""
    left = members
    while len(left) > 1:
        first = left[0]
        group = [first, *(pk for pk in left[1:] if names.may_be_same(first, pk))]
        if len(group) > 1:
            yield group
        left = [pk for pk in left if pk not in group]


def _all_may_be_same(names: _Names, members: list[int]) -> bool:
    return all(names.may_be_same(one, other) for one, other in combinations(members, 2))


def _short_forms(names: _Names) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return pairs such as Bill and William Clinton, and pairs such as J. and John Kerry."""
    parsed = {pk: parts for pk, name in names.name.items() if (parts := parse(name))}
    pairs: dict[tuple[int, int], None] = {}
    initials: dict[tuple[int, int], None] = {}
    for members in groups((key, pk) for pk, parts in parsed.items() for key in shared_keys(parts)):
        for one, other in combinations(members[:MOST_MEMBERS], 2):
            if names.may_be_same(one, other) and alike(parsed[one], parsed[other]):
                into = initials if _has_initial(parsed[one], parsed[other]) else pairs
                into[one, other] = None
    return list(pairs), list(initials)


def _has_initial(one: PersonName, other: PersonName) -> bool:
    return 1 in {len(one.given), len(other.given)}


def _near(names: _Names) -> Iterator[tuple[int, int]]:
    words = {pk: plain(name) for pk, name in names.name.items()}
    if names.kind == Kind.PERSON:
        words = {pk: name for pk, name in words.items() if " " in name}
    for one, other in near_pairs(words):
        if names.may_be_same(one, other):
            yield one, other


def _by_company(
    initials: Iterable[tuple[int, int]], company: dict[int, set[int]]
) -> Iterator[tuple[int, int]]:
    for one, other in initials:
        if len(company.get(one, set()) & company.get(other, set())) >= SHARED:
            yield one, other


def _company(ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the entities that appear in the latest articles of each, without countries."""
    wanted = sorted(ids)
    found: dict[int, set[int]] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), _BATCH):
            cursor.execute(_COMPANY, [wanted[start : start + _BATCH], RECENT])
            found |= {pk: set(others) for pk, others in cursor.fetchall()}
    return found


def _numbers(ids: Iterable[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [sorted(ids)])
        found: defaultdict[int, int] = defaultdict(int)
        found.update(cursor.fetchall())
    return found
