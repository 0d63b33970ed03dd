"""Link surnames that an article never gives in full to the person that the archive usually means by them.

How often does a full name with this surname, in articles of these years, belong to which person? Only where
one person is overwhelmingly likely is a surname linked; its evidence is then "archive", and its score is low.
A relative named in full comes first: extraction has linked the surname to that person already. Editors can
reject a link, or all links of a person that rest on surnames alone; then no more are made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, transaction

from articles.extraction.lexicon.words import FEMALE_NAMES, GIVEN_NAMES
from articles.extraction.person_names.offices import FEMALE, MALE
from articles.extraction.person_names.spellings import FREQUENT
from articles.extraction.store.annotate import lock_articles, refresh_arrays
from articles.extraction.store.editor_decisions import rejected_by_surname
from articles.locking import retried

SCORE = 0.6
#: Years before and after an article in which full names count.
YEARS = 2
#: A person needs this many articles in these years, and this share of all with the surname.
FEWEST, SHARE = 8, 0.95
#: Articles in a transaction.
BATCH = 500

Usage = Mapping[int, Counter[int]]


class OpenSurname(NamedTuple):
    """A surname without a person, in articles of a year (None: without a date)."""

    surname: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """An open mention, and the person it is to mean."""

    mention_id: int
    article_id: int
    entity_id: int
    before: str


def link_surnames() -> int:
    """Link the open surnames of all articles where the archive shows who is meant; return their number.

    Repeating it changes nothing unless articles were added. Each batch is its own transaction.
    """
    wanted = _open()
    meant = _meant(wanted)
    done = 0
    links: list[Link] = []
    for link in _links(meant):
        if len(links) >= BATCH and link.article_id != links[-1].article_id:
            done += _write(links)
            links = []
        links.append(link)
    return done + (_write(links) if links else 0)


def _open() -> list[OpenSurname]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT mention.folded, extract(year FROM article.published_on)::int
              FROM articles_mention AS mention JOIN articles_article AS article ON article.id = article_id
             WHERE mention.kind = 'person' AND mention.status = 'unknown' AND mention.evidence = 'surname'
            """
        )
        return [OpenSurname(*row) for row in cursor.fetchall() if row[0] not in FREQUENT]


def _meant(wanted: Iterable[OpenSurname]) -> dict[OpenSurname, int]:
    """Return the person's id for each surname and year that has one."""
    wanted = list(wanted)
    people = _people({each.surname for each in wanted})
    usage = _usage([entity_id for ids in people.values() for entity_id in ids])
    blocked = rejected_by_surname(usage)
    found: dict[OpenSurname, int] = {}
    for each in wanted:
        entity_id = usual_person(people.get(each.surname, ()), usage, each.year)
        if entity_id is not None and entity_id not in blocked:
            found[each] = entity_id
    return found


def usual_person(entity_ids: Iterable[int], usage: Usage, year: int | None) -> int | None:
    """Return the one of the people that nearly all articles around the year mean, or None.

    usage: by person, the number of articles of each year with the full name; year: None for all years.
    """
    counts: Counter[int] = Counter()
    for entity_id in entity_ids:
        by_year = usage.get(entity_id, Counter())
        near = by_year if year is None else {y: n for y, n in by_year.items() if abs(y - year) <= YEARS}
        counts[entity_id] = sum(near.values())
    if not counts:
        return None
    first, number = counts.most_common(1)[0]
    return first if number >= FEWEST and number >= SHARE * counts.total() else None


def _people(surnames: set[str]) -> dict[str, list[int]]:
    """Return the people whose name, or another name, ends with each surname."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT split_part(folded, ' ', -1), id FROM articles_entity
             WHERE kind = 'person' AND split_part(folded, ' ', -1) = ANY(%(surnames)s)
             UNION
            SELECT split_part(name.folded, ' ', -1), entity_id
              FROM articles_entityname AS name JOIN articles_entity AS entity ON entity.id = entity_id
             WHERE entity.kind = 'person' AND split_part(name.folded, ' ', -1) = ANY(%(surnames)s)
            """,
            {"surnames": sorted(surnames)},
        )
        found: defaultdict[str, list[int]] = defaultdict(list)
        for surname, entity_id in cursor.fetchall():
            found[surname].append(entity_id)
        return found


def _usage(entity_ids: Sequence[int]) -> dict[int, Counter[int]]:
    """Return the number of articles that give the full name, by person and year (0: without a date)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT entity_id, coalesce(extract(year FROM article.published_on), 0)::int,
                   count(DISTINCT article_id)
              FROM articles_mention AS mention JOIN articles_article AS article ON article.id = article_id
             WHERE entity_id = ANY(%s) AND evidence = 'name'
             GROUP BY 1, 2
            """,
            [list(entity_ids)],
        )
        found: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for entity_id, year, number in cursor.fetchall():
            found[entity_id][year] = number
        return found


def _links(meant: Mapping[OpenSurname, int]) -> Iterator[Link]:
    """Yield what to link, by article, without people that an editor has rejected there."""
    if not meant:
        return
    keys = list(meant)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT mention.id, mention.article_id, wanted.entity_id,
                   substr(CASE mention.field WHEN 'headline' THEN article.headline
                                             WHEN 'standfirst' THEN article.standfirst
                                             WHEN 'caption' THEN article.caption
                                             WHEN 'dateline' THEN article.dateline
                                             ELSE article.body END,
                          greatest(mention.start - 9, 1), least(mention.start, 10))
              FROM unnest(%s::text[], %s::int[], %s::int[]) AS wanted (surname, year, entity_id)
              JOIN articles_mention AS mention ON mention.folded = wanted.surname
              JOIN articles_article AS article ON article.id = mention.article_id
               AND extract(year FROM article.published_on)::int IS NOT DISTINCT FROM wanted.year
             WHERE mention.kind = 'person' AND mention.status = 'unknown' AND mention.evidence = 'surname'
               AND NOT EXISTS (SELECT FROM articles_articleentity AS link
                                WHERE link.article_id = article.id AND link.entity_id = wanted.entity_id
                                  AND link.status = 'rejected')
             ORDER BY mention.article_id, mention.id
            """,
            [[key.surname for key in keys], [key.year for key in keys], list(meant.values())],
        )
        rows = [Link(*row) for row in cursor.fetchall()]
    givens = _given_names({row.entity_id for row in rows})
    yield from (row for row in rows if _fits_title(row.before, givens[row.entity_id]))


def _given_names(entity_ids: set[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM articles_entity WHERE id = ANY(%s)", [list(entity_ids)])
        return {entity_id: name.partition(" ")[0] for entity_id, name in cursor.fetchall()}


def _fits_title(before: str, given: str) -> bool:
    """Whether "Mr." or "Mrs." before the surname does not contradict the given name."""
    word = before.rpartition(" ")[0].rpartition(" ")[2] if before.endswith(" ") else ""
    if given not in GIVEN_NAMES or word not in FEMALE | MALE:
        return True
    return (given in FEMALE_NAMES) is (word in FEMALE)


@retried
def _write(links: Sequence[Link]) -> int:
    """Link mentions that are still open, and count them in their articles."""
    article_ids = sorted({link.article_id for link in links})
    with transaction.atomic():
        lock_articles(article_ids)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH linked AS (
                    UPDATE articles_mention AS mention
                       SET entity_id = wanted.entity_id, status = 'linked', evidence = 'archive',
                           score = least(mention.score, %s), folded = ''
                      FROM unnest(%s::bigint[], %s::int[]) AS wanted (id, entity_id)
                     WHERE mention.id = wanted.id AND mention.status = 'unknown'
                    RETURNING mention.article_id, mention.entity_id
                ), counted AS (
                    INSERT INTO articles_articleentity AS link
                           (article_id, entity_id, mention_count, is_about, reported_from, status)
                    SELECT article_id, entity_id, count(*), true, false, 'automatic'
                      FROM linked GROUP BY article_id, entity_id
                    ON CONFLICT (article_id, entity_id) DO UPDATE
                       SET mention_count = link.mention_count + excluded.mention_count
                )
                SELECT count(*) FROM linked
                """,
                [SCORE, [link.mention_id for link in links], [link.entity_id for link in links]],
            )
            number: int = cursor.fetchone()[0]
        refresh_arrays(article_ids)
    return number
