"""Group articles into stories: each belongs to the nearest story that an article before it leads.

The leader is the article with the lowest id. Every other one is near the leader itself, so that stories do
not grow in chains. Articles are taken in the order of their ids: added one by one or all at once, they make
the same stories.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import groupby

from django.db import connection, transaction

from articles.locking import Lock, advisory_lock, retried
from articles.models import Article, Fingerprint
from articles.stories.candidates import pairs_with, read_some
from articles.stories.similarity import Compared, similarity

CHUNK = 20_000  # articles compared with all others at once
_TEXTS = 2_000  # kept in memory
_AT_ONCE = 200  # articles whose texts are read together

# The whole story is compared again if its leader has another text or is gone, or if only the leader is left;
# otherwise only the members that have another text. Deleting an article marks its story (migration 0041).
_LEAVE = """
    WITH changed AS (
        SELECT DISTINCT story_id FROM articles_fingerprint
        JOIN articles_article article ON article.id = article_id
        WHERE NOT is_compared AND story_id IS NOT NULL
    ), members AS (
        SELECT article.id, story_id, coalesce(is_compared, true) AS stays
        FROM changed JOIN articles_article article USING (story_id)
        LEFT JOIN articles_fingerprint ON article_id = article.id
    ), kept AS (
        SELECT story_id FROM members WHERE stays
        GROUP BY story_id HAVING bool_or(id = story_id) AND count(*) > 1
    ), leaving AS (
        SELECT id FROM members WHERE NOT stays OR story_id NOT IN (SELECT story_id FROM kept)
    ), locked AS (
        SELECT id FROM articles_article WHERE id IN (SELECT id FROM leaving) ORDER BY id FOR NO KEY UPDATE
    ), left_story AS (
        UPDATE articles_article SET story_id = NULL WHERE id IN (SELECT id FROM locked) RETURNING id
    )
    UPDATE articles_fingerprint SET is_compared = false WHERE article_id IN (SELECT id FROM left_story)
    RETURNING article_id
"""
_JOIN = """
    UPDATE articles_article SET story_id = story
    FROM unnest(%s::bigint[], %s::bigint[]) AS found (article, story)
    WHERE id = article AND story_id IS DISTINCT FROM story
"""


def group_new() -> Iterator[int]:
    """Compare all new fingerprints with all others; yield after each chunk how many were compared."""
    while done := _group_chunk():
        yield done


def group_now(article_ids: Sequence[int]) -> None:
    """Compare these articles with all others, and the stories they left, unless a run is doing so."""
    _group_chunk(article_ids)


@retried
def _group_chunk(only: Sequence[int] | None = None) -> int:
    with transaction.atomic():
        if not advisory_lock(Lock.STORIES, wait=only is None):
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_LEAVE)
            left = [pk for (pk,) in cursor.fetchall()]
        new = Fingerprint.objects.filter(is_compared=False).order_by("article")
        if only is not None:
            new = new.filter(article__in=[*only, *left])
        ids = list(new.values_list("article", flat=True)[:CHUNK])
        if not ids:
            return 0
        _store(_Stories(pairs_with(read_some(ids))).found())
        Fingerprint.objects.filter(article__in=ids).update(is_compared=True)
    return len(ids)


def _store(stories: dict[int, int]) -> None:
    if not stories:
        return
    ids = sorted(stories)
    list(Article.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    with connection.cursor() as cursor:
        cursor.execute(_JOIN, [ids, [stories[pk] for pk in ids]])


class _Stories:
    """The stories of articles that may be near others, given as sorted pairs of a new article and another."""

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        self._pairs = pairs
        self._new = {one for one, _ in pairs}
        involved = self._new | {other for _, other in pairs}
        known = Article.objects.filter(pk__in=involved).exclude(story_id=None)
        self._stories = {pk: story for pk, story in known.values_list("pk", "story_id") if story}
        self._texts: OrderedDict[int, Compared] = OrderedDict()

    def found(self) -> dict[int, int]:
        """Return the articles that join or lead a story, with its leader."""
        found: dict[int, int] = {}
        groups = [
            (one, [other for _, other in each]) for one, each in groupby(self._pairs, lambda pair: pair[0])
        ]
        for begin in range(0, len(groups), _AT_ONCE):
            part = groups[begin : begin + _AT_ONCE]
            self._read({pk for one, others in part for pk in (one, *others, *map(self._leader, others))})
            for one, others in part:
                story = self._nearest(one, others)
                if story is not None:
                    leader = story if story in self._stories else min(one, story)
                    changed = {one: leader, story: leader}
                    self._stories |= changed
                    found |= changed
        return found

    def _leader(self, pk: int) -> int:
        return self._stories.get(pk, pk)

    def _nearest(self, one: int, others: Sequence[int]) -> int | None:
        """Return the nearest leader, or article without a story, among known ones and new ones before it."""
        leaders = {self._leader(other) for other in others if other not in self._new or other < one}
        self._read({one, *leaders})
        if one not in self._texts:  # deleted since
            return None
        near = [(similarity(self._texts[one], self._texts[pk]), -pk) for pk in leaders if pk in self._texts]
        best = max(near, default=(0.0, 0))
        return -best[1] if best[0] else None

    def _read(self, ids: set[int]) -> None:
        """Keep these texts in memory, and few others."""
        missing = ids - self._texts.keys()
        for pk in ids - missing:
            self._texts.move_to_end(pk)
        if not missing:
            return
        found = Article.objects.filter(pk__in=missing)
        for pk, body, first, until in found.values_list("pk", "body", "published_on", "published_until"):
            self._texts[pk] = Compared.of(body, first, until)
        while len(self._texts) > max(_TEXTS, len(ids)):
            self._texts.popitem(last=False)
