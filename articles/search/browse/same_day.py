"""Articles of other sources on a similar topic, published on the same day."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log
from time import time

from django.db import connection
from django.db.models import Q

from articles.models import Article
from articles.search.page.snippets import lexemes_of

#: The least similarity of articles on the same topic. Tried on news of 2006 to 2020: many pairs below it
#: share no more than a person who was in all the news.
ALIKE = 5.0
MOST_COMPARED = 500  # articles of one day that share a name with the article
SHOWN = 4  # articles; the others are folded away
_RAREST = (
    0.0005  # of all articles: a rarer name or word weighs no more, and one without statistics weighs as much
)
_KEPT = 3600  # seconds that the shares of names and words are kept in memory
_LEAST = 4  # names and words that an article is taken to have at least
_WEIGHTS = {"person_ids": 1.0, "organisation_ids": 0.8, "place_ids": 0.6, "country_ids": 0.6, "search": 1.3}
_READ = ("headline", "language", "source__name", "person_ids", "organisation_ids", "place_ids", "country_ids")
#: The shares of articles that have the most frequent values; PostgreSQL keeps them for its planner.
_SHARES = """
    SELECT attname, value, share
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (value, share)
    WHERE schemaname = current_schema() AND tablename = 'articles_article' AND attname = ANY(%s)
        AND value IS NOT NULL
"""


#: A name or word that an article has: the column, and the id or lexeme.
Feature = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SameDay:
    """The most similar article of each other source, most similar first."""

    articles: tuple[Article, ...] = ()

    @property
    def sources(self) -> int:
        """The number of other sources."""
        return len(self.articles)

    @property
    def first(self) -> tuple[Article, ...]:
        """The articles shown at first. A single remaining one is shown too rather than folded away."""
        return self.articles if self.sources == SHOWN + 1 else self.articles[:SHOWN]

    @property
    def rest(self) -> tuple[Article, ...]:
        """The articles that are folded away."""
        return self.articles[len(self.first) :]


def same_day(article: Article) -> SameDay:
    """Find what other sources published on the same day on a similar topic, in one short query.

    Articles are alike if they share names and words of the headline that few articles have. Samples are
    compared with samples only.
    """
    if article.day is None:
        return SameDay()
    own = _features(article)
    best: dict[int, tuple[float, Article]] = {}
    for other in _candidates(article):
        likeness = _likeness(own, _features(other))
        if likeness >= max(ALIKE, best.get(other.source_id or 0, (0.0,))[0]):
            best[other.source_id or 0] = likeness, other
    return SameDay(
        tuple(other for _, other in sorted(best.values(), key=lambda pair: (-pair[0], pair[1].pk)))
    )


def _candidates(article: Article) -> Iterable[Article]:
    shared = Q(person_ids__overlap=article.person_ids) | Q(organisation_ids__overlap=article.organisation_ids)
    return (
        Article.objects.published()
        .filter(
            shared | Q(place_ids__overlap=article.place_ids), published_on=article.day, published_until=None
        )
        .filter(is_sample=article.is_sample, source__isnull=False)
        .exclude(source=article.source_id)
        .exclude(pk=article.pk)
        .select_related("source")
        .only(*_READ)
        .order_by()[:MOST_COMPARED]
    )


def _features(article: Article) -> set[Feature]:
    """Return what an article is compared by: its names and the words of its headline, by column."""
    names = {
        (column, str(pk)) for column in _WEIGHTS if column != "search" for pk in getattr(article, column)
    }
    return names | {("search", lexeme) for _, lexeme in lexemes_of(article.headline, article.language)}


def _likeness(own: set[Feature], theirs: set[Feature]) -> float:
    """Return the weight of all that two articles share, less for articles with many names."""
    sizes = max(_LEAST, len(own)) * max(_LEAST, len(theirs))
    return sum(map(_weight, own & theirs)) / float(sizes**0.25)


def _weight(feature: Feature) -> float:
    """Return how much it counts that two articles share something: the more, the fewer articles have it."""
    share = _shares(int(time() // _KEPT)).get(feature, _RAREST)
    return _WEIGHTS[feature[0]] * -log(max(share, _RAREST))


@lru_cache(maxsize=1)
def _shares(_period: int) -> dict[Feature, float]:
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [list(_WEIGHTS)])
        return {(column, value): share for column, value, share in cursor.fetchall()}
