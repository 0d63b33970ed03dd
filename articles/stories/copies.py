"""The other articles that tell a story, and what each of them changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from articles.models import Article
from articles.models.articles.articles import article_slug
from articles.partial_dates import PartialDate, from_days
from articles.stories.changes import Changes, ComparedText
from articles.stories.fingerprints import MOST_CHARACTERS

SHOWN = 20  # of one story
_READ = f"""
    SELECT article.id, article.story_id, article.headline, article.body, coalesce(source.name, ''),
        coalesce(source.slug, ''), number, published_on, published_until, date_is_approximate
    FROM (
        SELECT id, story_id, headline, left(body, {MOST_CHARACTERS}) AS body, source_id,
            published_on, published_until, date_is_approximate,
            row_number() OVER told AS place, count(*) OVER (PARTITION BY story_id) AS number
        FROM articles_article WHERE story_id = ANY(%s) AND status = 'published' AND id <> ALL(%s)
        WINDOW told AS (PARTITION BY story_id ORDER BY published_on NULLS LAST, id)
    ) article
    LEFT JOIN articles_source source ON source.id = source_id
    WHERE place <= {SHOWN} ORDER BY place
"""  # noqa: S608  (made of constants)


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that tells a story, and how it differs from the one that is shown."""

    id: int
    headline: str
    date: PartialDate | None
    source: str
    source_slug: str
    changes: Changes
    shown: int

    @property
    def url(self) -> str:
        """The article's page."""
        return reverse("article", args=[self.id, article_slug(self.headline)])

    @property
    def difference_url(self) -> str:
        """The page that compares the two texts word by word."""
        return reverse("article-difference", args=[self.shown, self.id])


@dataclass(frozen=True, slots=True)
class Copies:
    """The published articles that tell a story besides the one that is shown, at most SHOWN of ``number``."""

    number: int = 0
    listed: tuple[Copy, ...] = ()

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.number - len(self.listed)


def copies_of(articles: Sequence[Article], bodies: Mapping[int, str]) -> dict[int, Copies]:
    """Return the copies of articles that have any, with one query. No two articles may be of one story."""
    shown = {each.story_id: each for each in articles if each.story_id is not None}
    if not shown:
        return {}
    texts = {story: ComparedText.of(each.headline, bodies[each.pk]) for story, each in shown.items()}
    found: dict[int, list[Copy]] = {}
    numbers: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(shown), [each.pk for each in shown.values()]])
        for pk, story, headline, body, source, slug, number, first, until, about in cursor.fetchall():
            changes = ComparedText.of(headline, body).changes_from(texts[story])
            date = from_days(first, until, approximate=about)
            copy = Copy(pk, headline, date, source, slug, changes, shown[story].pk)
            found.setdefault(shown[story].pk, []).append(copy)
            numbers[shown[story].pk] = number
    return {pk: Copies(numbers[pk], tuple(listed)) for pk, listed in found.items()}
