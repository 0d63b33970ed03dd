"""What editors decide about proposals: merge some, and remember the others as distinct."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from articles.editing.changes import ChangeRefusedError, begin_merge, carry_on
from articles.editing.names.candidates import article_numbers, number_in_words
from articles.models import (
    Article,
    DistinctEntities,
    DuplicateProposal,
    Entity,
    EntityChange,
    User,
)

SAMPLES = 3  # articles shown of each entity
SAID = 120  # characters of each part of its description
_NEWEST = """
    SELECT wanted.id, ARRAY(
           SELECT article_id FROM articles_articleentity
            WHERE entity_id = wanted.id AND status <> 'rejected' ORDER BY article_id DESC LIMIT %s)
      FROM unnest(%s::int[]) AS wanted (id)
"""


@dataclass(frozen=True, slots=True)
class Member:
    """An entity of a proposal, with its number of articles and the newest of them."""

    entity: Entity
    articles: int
    samples: Sequence[Article]

    @property
    def number(self) -> str:
        """The number of articles with its noun."""
        return number_in_words(self.articles)

    @property
    def about(self) -> str:
        """What tells it apart: "3 articles; US; Secretary of State; also J. Kerry"."""
        also = ", ".join(each.name for each in self.entity.names.all())
        known_as = gettext("also %(names)s") % {"names": also} if also else ""
        described = self.entity.code, self.entity.description, known_as
        return "; ".join([self.number, *(each[:SAID] for each in described if each)])


@dataclass(frozen=True, slots=True)
class Cluster:
    """A proposal with those of its members that there still are, most articles first."""

    proposal: DuplicateProposal
    members: Sequence[Member]

    @property
    def names(self) -> str:
        """The names of the members."""
        return ", ".join(member.entity.name for member in self.members)


def clusters(proposals: Sequence[DuplicateProposal]) -> list[Cluster]:
    """Return the proposals with their entities, in a fixed number of queries.

    Entities that are gone, or that were told apart from the first, are left out; so are proposals of fewer
    than two.
    """
    ids = {pk for each in proposals for pk in each.entity_ids}
    entities = {each.pk: each for each in Entity.objects.filter(pk__in=ids).prefetch_related("names")}
    pairs = DistinctEntities.objects.filter(first__in=ids, second__in=ids)
    apart = set(pairs.values_list("first", "second"))
    numbers = article_numbers(ids)
    samples = _samples(ids)
    result = []
    for proposal in proposals:
        there = [pk for pk in proposal.entity_ids if pk in entities]
        same = [pk for pk in there if (min(pk, there[0]), max(pk, there[0])) not in apart]
        members = [Member(entities[pk], numbers[pk], samples.get(pk, [])) for pk in same]
        if len(members) > 1:
            result.append(Cluster(proposal, members))
    return result


def _samples(ids: Iterable[int]) -> dict[int, list[Article]]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [SAMPLES, sorted(ids)])
        newest = dict(cursor.fetchall())
    wanted = {article_id for each in newest.values() for article_id in each}
    articles = Article.objects.only("headline", "status").in_bulk(wanted)
    return {pk: [articles[each] for each in listed if each in articles] for pk, listed in newest.items()}


def tell_apart(entities: Sequence[Entity], others: Sequence[Entity], editor: User | None) -> int:
    """Remember that none of ``entities`` is one of ``others``, and return the number of new pairs."""
    wanted = {
        (min(one.pk, other.pk), max(one.pk, other.pk))
        for one in entities
        for other in others
        if one.pk != other.pk
    }
    made = [
        DistinctEntities(first_id=first, second_id=second, decided_by=editor, decided_at=timezone.now())
        for first, second in sorted(wanted)
    ]
    known = set(DistinctEntities.objects.filter(_among(wanted)).values_list("first", "second"))
    DistinctEntities.objects.bulk_create(made, ignore_conflicts=True)
    return len(wanted - known)


def _among(pairs: Iterable[tuple[int, int]]) -> Q:
    firsts, seconds = {first for first, _ in pairs}, {second for _, second in pairs}
    return Q(first__in=firsts, second__in=seconds)


def all_apart(entities: Sequence[Entity], editor: User | None) -> int:
    """Remember that no two of the entities are the same."""
    with transaction.atomic():
        return sum(tell_apart([one], [other], editor) for one, other in combinations(entities, 2))


def merge_sure(proposals: Iterable[DuplicateProposal], editor: User | None) -> Iterator[EntityChange]:
    """Merge the proposals that are surely one thing or person; yield each change.

    The one with most articles is kept. What was changed meanwhile is left out. Each can be undone.
    """
    for cluster in clusters([each for each in proposals if each.is_sure]):
        first, *rest = (member.entity for member in cluster.members)
        try:
            change = begin_merge(first, rest, editor)
            carry_on(change)
        except ChangeRefusedError:
            continue
        yield change
