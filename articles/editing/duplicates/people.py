"""People who have several pages under forms of one name: "Chuck Schumer" and "Charles Schumer"."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import connection

from articles.extraction.person_names.spellings import FREQUENT, PersonName, alike, parse

#: Years that may lie between the articles of two forms of one name.
YEARS_APART = 3
#: Families with more names than this are not compared: the names are too frequent to tell people apart.
MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person with the number of articles, and the years of the first and last one (None: no dates)."""

    id: int
    name: str
    articles: int
    first: int | None
    last: int | None
    parts: PersonName

    @property
    def years(self) -> str:
        """Return the years as text: "2006-2011", "" if unknown."""
        return f"{self.first}-{self.last}" if self.first else ""


@dataclass(frozen=True, slots=True)
class MergeProposal:
    """Pages that probably are one person's, the most frequent one first; doubt: why it is not sure, or ""."""

    people: Sequence[NamedPerson]
    doubt: str


def propose_people() -> list[MergeProposal]:
    """Return the proposals, sure ones first, and then by the number of articles."""
    families: defaultdict[str, list[NamedPerson]] = defaultdict(list)
    for person in _people():
        families[person.parts.group[1]].append(person)
    found = [
        _proposal(cluster, family)
        for family in families.values()
        if 1 < len(family) <= MOST_NAMES
        for cluster in _clusters(family)
    ]
    return sorted(found, key=lambda each: (bool(each.doubt), -sum(person.articles for person in each.people)))


def _people() -> list[NamedPerson]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT entity.id, entity.name, count(*), extract(year FROM min(article.published_on))::int,
                   extract(year FROM max(article.published_on))::int
              FROM articles_entity AS entity
              JOIN articles_articleentity AS link ON link.entity_id = entity.id AND link.status <> 'rejected'
              JOIN articles_article AS article ON article.id = link.article_id
             WHERE entity.kind = 'person'
             GROUP BY entity.id
            """
        )
        rows = cursor.fetchall()
    return [
        NamedPerson(entity_id, name, number, first, last, parts)
        for entity_id, name, number, first, last in rows
        if (parts := parse(name)) is not None
    ]


def _clusters(family: list[NamedPerson]) -> list[list[NamedPerson]]:
    """Return the groups of two or more names that can all be one person's."""
    clusters: list[list[NamedPerson]] = []
    for person in sorted(family, key=lambda each: (-each.articles, each.id)):
        if len(person.parts.given) < 2:
            continue
        fitting = [each for each in clusters if all(alike(person.parts, other.parts) for other in each)]
        if fitting:
            fitting[0].append(person)
        else:
            clusters.append([person])
    return [cluster for cluster in clusters if len(cluster) > 1]


def _proposal(cluster: list[NamedPerson], family: list[NamedPerson]) -> MergeProposal:
    inside = {person.id for person in cluster}
    rivals = [
        other.name
        for other in family
        if other.id not in inside and any(alike(other.parts, person.parts) for person in cluster)
    ]
    doubt = ""
    if rivals:
        doubt = f"it may be {rivals[0]}, too"
    elif cluster[0].parts.family in FREQUENT:
        doubt = "the surname is frequent"
    elif any(_are_apart(one, other) for one, other in combinations(cluster, 2)):
        doubt = "the articles are years apart"
    return MergeProposal(cluster, doubt)


def _are_apart(one: NamedPerson, other: NamedPerson) -> bool:
    if None in {one.first, one.last, other.first, other.last}:
        return True
    gap = max(one.first or 0, other.first or 0) - min(one.last or 0, other.last or 0)
    return gap > YEARS_APART
