"""Match new names to people known under another spelling.

All likely spellings of a new name are looked up at once. A matched name becomes another name of the person,
so that it is found directly from then on and editors can see it. A name is matched only if it is the same
beyond reasonable doubt (`spellings.joinable`) and fits only one person. Exact names take precedence, so
editors' names and merges are kept; to separate two people, an editor creates the second one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection

from articles.extraction.person_names.spellings import PersonName, base_name, joinable, parse, spellings
from articles.locking import Lock, advisory_lock
from articles.models import Entity, EntityName, Kind
from articles.text import fold_name

#: People with more names than this, and families with more new names, are not compared.
MAX_NAMES = 40
#: Names that differ in middle names are not the same person's if no article is within so many years.
DECADE = 10
#: The first and last year of the articles with a name.
Years = tuple[int, int]


def lock_new_people() -> None:
    """Take the lock on creating people until the transaction ends.

    Otherwise two transactions could each create the same person under different spellings.
    """
    advisory_lock(Lock.NEW_PEOPLE)


def find_joinable(names: Iterable[str], years: Mapping[str, Years] | None = None) -> dict[str, int]:
    """Return the person's id for each full name that is another spelling of a known person's name.

    years: of the articles with each name, if known.
    """
    forms = {name: spellings(name) for name in names}
    wanted = {form for each in forms.values() for form in each}
    if not wanted:
        return {}
    by_name: defaultdict[str, set[int]] = defaultdict(set)
    for folded, entity_id in _rows(wanted):
        by_name[folded].add(entity_id)
    known = _names_of({entity_id for ids in by_name.values() for entity_id in ids})
    fitting = [
        (name, entity_id)
        for name, each in forms.items()
        for entity_id in {entity_id for form in each for entity_id in by_name.get(form, ())}
        if _fits(name, known[entity_id])
    ]
    doubtful = [(name, entity_id) for name, entity_id in fitting if _lacks_middles(name, known[entity_id])]
    far = decades_apart(doubtful, years or {})
    found: defaultdict[str, list[int]] = defaultdict(list)
    for name, entity_id in fitting:
        if (name, entity_id) not in far:
            found[name].append(entity_id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _lacks_middles(name: str, others: list[str]) -> bool:
    """Whether a name has more or fewer middle names than a person's own name, the first of the others."""
    parts, own = parse(name), parse(others[0])
    return parts is None or own is None or len(parts.middles) != len(own.middles)


def decades_apart(pairs: Iterable[tuple[str, int]], years: Mapping[str, Years]) -> set[tuple[str, int]]:
    """Return those of the pairs of a name and a person's id where the person has dated articles, but none
    within DECADE of the articles with the name: "John Kennedy" of 2018 is not John F. Kennedy."""
    asked = [(name, entity_id, *years[name]) for name, entity_id in pairs if name in years]
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.name, wanted.entity_id
              FROM unnest(%s::text[], %s::int[], %s::int[], %s::int[])
                   AS wanted (name, entity_id, first, last)
             WHERE EXISTS (SELECT FROM articles_articleentity AS link
                             JOIN articles_article AS article ON article.id = link.article_id
                            WHERE link.entity_id = wanted.entity_id AND article.published_on IS NOT NULL)
               AND NOT EXISTS (SELECT FROM articles_articleentity AS link
                                 JOIN articles_article AS article ON article.id = link.article_id
                                WHERE link.entity_id = wanted.entity_id
                                  AND extract(year FROM article.published_on)
                                      BETWEEN wanted.first - %s AND wanted.last + %s)
            """,
            [*map(list, zip(*asked, strict=True)), DECADE, DECADE],
        )
        return {(name, entity_id) for name, entity_id in cursor.fetchall()}


# Arrays, since one parameter for each of thousands of spellings takes longer than finding them.
_FIND = """
    SELECT folded, id FROM articles_entity WHERE kind = %s AND folded = ANY(%s)
    UNION ALL
    SELECT name.folded, entity.id
      FROM articles_entityname AS name JOIN articles_entity AS entity ON entity.id = name.entity_id
     WHERE name.folded = ANY(%s) AND entity.kind = %s
"""


def _rows(folded: set[str]) -> set[tuple[str, int]]:
    wanted = list(folded)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [Kind.PERSON.value, wanted, wanted, Kind.PERSON.value])
        return set(cursor.fetchall())


def _names_of(entity_ids: set[int]) -> dict[int, list[str]]:
    known: dict[int, list[str]] = defaultdict(list)
    for entity_id, name in Entity.objects.filter(pk__in=entity_ids).order_by().values_list("id", "name"):
        known[entity_id].append(name)
    rows = EntityName.objects.filter(entity__in=entity_ids).order_by("id").values_list("entity_id", "name")
    for entity_id, name in rows:
        known[entity_id].append(name)
    return known


def _fits(name: str, others: list[str]) -> bool:
    """Whether a name conflicts with none of a person's full names and is joinable with one of them."""
    parts = parse(name)
    parsed = [other for each in others[:MAX_NAMES] if (other := parse(each)) is not None]
    if parts is None or len(others) > MAX_NAMES:
        return False
    return any(joinable(parts, other) for other in parsed) and not any(_differ(parts, o) for o in parsed)


def _differ(one: PersonName, other: PersonName) -> bool:
    """Whether two names differ only in middle names that conflict ("George W.", "George H.W.")."""
    return one.group == other.group and not joinable(one, other) and bool(one.middles and other.middles)


def group(names: Mapping[str, int]) -> dict[str, str]:
    """Group new names (with their counts) by person; return the name to create the person under, by name.

    A name that fits two people stays separate.
    """
    families: dict[tuple[str, str], list[tuple[str, PersonName]]] = defaultdict(list)
    first: dict[str, str] = {name: name for name in names}
    for name in names:
        if (parts := parse(name)) is not None:
            families[parts.group].append((name, parts))
    for namesakes in families.values():
        if 1 < len(namesakes) <= MAX_NAMES:
            for members in _clusters(namesakes):
                chosen = max(members, key=lambda name: (names[name], name))
                first.update(dict.fromkeys(members, chosen))
    return first


def _clusters(namesakes: list[tuple[str, PersonName]]) -> list[list[str]]:
    """Cluster the names, most specific first, so that a short name joins a cluster only if one fits."""
    ordered = sorted(namesakes, key=lambda each: (-len(each[1].middles), each[0]))
    clusters: list[list[tuple[str, PersonName]]] = []
    for name, parts in ordered:
        fitting = [each for each in clusters if all(joinable(parts, other) for _, other in each)]
        if len(fitting) == 1:
            fitting[0].append((name, parts))
        else:
            clusters.append([(name, parts)])
    return [[name for name, _ in cluster] for cluster in clusters]


def add_names(joined: Mapping[str, int], made: Mapping[str, int]) -> None:
    """Store matched spellings as other names of their people, and for new people (``made``) the name without
    initials ("John Kerry" for John F. Kerry), unless it is taken."""
    wanted = [(entity_id, name) for name, entity_id in sorted(joined.items())]
    claims = [(base, entity_id) for name, entity_id in made.items() if (base := base_name(name))]
    often = Counter(base for base, _ in claims)
    bases = {base: entity_id for base, entity_id in claims if often[base] == 1}
    free = {fold_name(base) for base in bases}
    free -= {folded for folded, _ in _rows(free)} | {fold_name(name) for name in joined}
    wanted += [(entity_id, base) for base, entity_id in sorted(bases.items()) if fold_name(base) in free]
    EntityName.objects.bulk_create(
        [
            EntityName(entity_id=entity_id, name=name, folded=fold_name(name), learned=True)
            for entity_id, name in wanted
        ],
        ignore_conflicts=True,
    )
