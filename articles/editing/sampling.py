"""A random sample of what extraction linked, a few a day, from which the archive knows how often it is right.

Each kind of entity gets as many; within a kind, every link has the same chance. So the share that is right
in the sample estimates the share in the archive. Links that editors chose to look at would not: they seemed
wrong.
"""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.editing.names.decisions import decide
from articles.models import ArticleEntity, Decision, EntitySample, Kind, User

#: How many are drawn in a day, and how many wait for an editor at most.
DAILY, MOST_WAITING = 10, 40
#: How many rows are looked at for one that can be drawn, and how often that is tried.
WINDOW, TRIES = 2000, 5

_DRAW = """
    SELECT link.article_id, link.entity_id,
           coalesce(mention.evidence, ''), coalesce(mention.origin, '')
      FROM (SELECT * FROM articles_articleentity WHERE id >= %(start)s ORDER BY id LIMIT %(window)s) AS link
      JOIN articles_entity AS entity ON entity.id = link.entity_id
      JOIN articles_article AS article ON article.id = link.article_id
      LEFT JOIN LATERAL (
           SELECT evidence, origin FROM articles_mention AS own
            WHERE own.article_id = link.article_id AND own.entity_id = link.entity_id
            ORDER BY field, start LIMIT 1) AS mention ON true
     WHERE entity.kind = %(kind)s AND link.status = 'automatic' AND link.is_about
       AND article.status = 'published' AND NOT article.is_sample
       AND NOT EXISTS (SELECT FROM articles_entitysample AS drawn
                        WHERE drawn.article_id = link.article_id AND drawn.entity_id = link.entity_id)
     ORDER BY link.id LIMIT 1
"""


def draw_daily(random: Random | None = None) -> int:
    """Draw links until DAILY were drawn in the last day, unless MOST_WAITING wait. Return how many were
    drawn."""
    forget_gone()
    yesterday = timezone.now() - timedelta(days=1)
    drawn = EntitySample.objects.filter(drawn_at__gt=yesterday).count()
    wanted = min(DAILY - drawn, MOST_WAITING - undecided().count())
    return draw(wanted, random or Random()) if wanted > 0 else 0  # noqa: S311  (not for security)


def draw(number: int, random: Random) -> int:
    """Draw up to so many links, of each kind as many, and return how many there were to draw."""
    counts = {kind: EntitySample.objects.filter(entity__kind=kind).count() for kind in Kind.values}
    drawn = 0
    while counts and drawn < number:
        kind = min(counts, key=lambda each: (counts[each], each))
        if _draw_one(kind, random):
            counts[kind] += 1
            drawn += 1
        else:
            del counts[kind]
    return drawn


def undecided() -> QuerySet[EntitySample]:
    """Return the drawn links on which no editor has decided."""
    return EntitySample.objects.filter(_link(status=Decision.AUTOMATIC))


def forget_gone() -> int:
    """Delete the drawn links that extraction no longer finds, and return their number."""
    return EntitySample.objects.exclude(_link()).delete()[0]


def judge(samples: Iterable[EntitySample], editor: User, *, right: bool) -> int:
    """Confirm or reject the drawn links, and return their number. A country is right if the article is about
    it."""
    status = Decision.CONFIRMED if right else Decision.REJECTED
    decided = [decide(sample.article, sample.entity, status, editor) for sample in samples]
    return len(decided)


def _link(**conditions: str) -> Q:
    links = ArticleEntity.objects.filter(article=OuterRef("article"), entity=OuterRef("entity"), **conditions)
    return Q(Exists(links))


def _draw_one(kind: str, random: Random) -> bool:
    """Draw a link of the kind: the next one after a random place in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM articles_articleentity")
        first, last = cursor.fetchone()
        for number in range(TRIES if first is not None else 0):
            start = first if last - first < WINDOW and number else random.randint(first, last)
            cursor.execute(_DRAW, {"start": start, "window": WINDOW, "kind": kind})
            row = cursor.fetchone()
            if row is not None:
                article_id, entity_id, evidence, origin = row
                EntitySample.objects.get_or_create(
                    article_id=article_id,
                    entity_id=entity_id,
                    defaults={"evidence": evidence, "origin": origin},
                )
                return True
    return False
