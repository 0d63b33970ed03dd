"""Articles related to an article, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext

from articles.fulltext.languages import config_of
from articles.models import DATE_FIELDS, Article, Entity
from articles.search.page.snippets import lexemes_of
from articles.search.query.ast import Term
from articles.search.query.lexemes import tsqueries
from articles.search.timeouts import by_index
from articles.text import quoted

MOST_ENTITIES = 8  # of each kind (people, organisations, countries) that articles are compared by
MOST_WORDS = 5  # of its headline; each costs a look-up of all articles that contain it
# Articles considered for each shared person or organisation, the newest.
NEWEST = 50
COMMON_WORD = 0.01  # of all articles; a more frequent word in a headline is ignored
_WEIGHTS = {"person": 3.0, "organisation": 1.5, "country": 1.0, "word": 2.5}
_READ = (
    *("headline", "language", *DATE_FIELDS, "is_sample"),
    *("person_ids", "country_ids", "organisation_ids"),
)
_CLOSE_DAYS = 14  # articles published this close are more likely about the same event


@dataclass(frozen=True, slots=True)
class Related:
    """A related article and the reason in words: "also about John Kerry and Ukraine"."""

    article: Article
    reason: str


_FREQUENT = """
    SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = current_schema() AND tablename = 'articles_article' AND attname = 'search'
"""
# Each shared person, organisation and word yields candidates, which are scored by everything they share. The
# search column is read only for the words: reading it for every candidate would take most of the time.
_SCORE = """
    WITH found AS (
        SELECT article.id, 0 AS words FROM unnest(%(entities)s::int[]) AS shared (id) CROSS JOIN LATERAL (
            SELECT article_id AS id FROM articles_articleentity
            WHERE entity_id = shared.id AND status <> 'rejected' ORDER BY article_id DESC LIMIT %(newest)s
        ) article
        UNION ALL
        SELECT article.id, 1 FROM unnest(%(words)s::text[]) AS word CROSS JOIN LATERAL (
            SELECT id FROM articles_article WHERE ts_filter(search, '{a}') @@ word::tsquery LIMIT %(newest)s
        ) article
    ), near AS (
        SELECT id, sum(words) AS words FROM found GROUP BY id
    ), scored AS (
        SELECT id, published_on,
            %(person)s * (SELECT count(*) FROM unnest(person_ids) v WHERE v = ANY(%(person_ids)s))
            + %(organisation)s * (SELECT count(*) FROM unnest(organisation_ids) v
                WHERE v = ANY(%(organisation_ids)s))
            + %(country)s * (SELECT count(*) FROM unnest(country_ids) v WHERE v = ANY(%(country_ids)s))
            + %(word)s * words
            + CASE WHEN published_until IS NULL AND abs(published_on - %(day)s::date) <= %(close)s
                THEN 1.5 ELSE 0 END AS score
        FROM articles_article JOIN near USING (id) WHERE status = 'published' AND id <> ALL(%(without)s)
    )
    SELECT id FROM scored
    ORDER BY score DESC, abs(published_on - %(day)s::date) NULLS LAST, id DESC LIMIT %(limit)s
"""


def related(article: Article, limit: int = 5, without: Iterable[Article] = ()) -> list[Related]:
    """Return the most closely related published articles, best first, leaving out those of ``without``.

    They share people, organisations, countries or rare headline words with ``article``; a close date adds to
    the score.
    """
    words = _rare_words(article)
    people, organisations = article.person_ids[:MOST_ENTITIES], article.organisation_ids[:MOST_ENTITIES]
    if not (words or people or organisations):
        return []
    parameters = {
        **_WEIGHTS,
        "without": [article.pk, *(each.pk for each in without)],
        "day": article.day,
        "close": _CLOSE_DAYS,
        "entities": [*people, *organisations],
        "person_ids": people,
        "organisation_ids": organisations,
        "country_ids": article.country_ids[:MOST_ENTITIES],
        "words": list(words.values()),
        "newest": NEWEST,
        "limit": limit,
    }
    with transaction.atomic(), by_index(), connection.cursor() as cursor:
        cursor.execute(_SCORE, parameters)
        ids = [row[0] for row in cursor.fetchall()]
    found = Article.objects.published().only(*_READ).in_bulk(ids)
    near = [found[pk] for pk in ids if pk in found]
    shared = {pk for each in near for pk in _entity_ids(each)} & set(_entity_ids(article))
    names = Entity.objects.only("kind", "name", "code").in_bulk(shared)
    return [Related(each, _reason(article, each, names, words)) for each in near]


def _entity_ids(article: Article) -> list[int]:
    return [*article.person_ids, *article.country_ids, *article.organisation_ids]


def _rare_words(article: Article) -> dict[str, str]:
    """Return the rare words of a headline, each with the tsquery that finds it in headlines."""
    found = lexemes_of(article.headline, article.language)
    words = {lexeme: word for word, lexeme in found if len(lexeme) > 2}
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FREQUENT)
        row = cursor.fetchone()
    # A table without statistics is small, so that every word is worth a look-up.
    frequent = (
        {word for word, share in zip(*row, strict=False) if share > COMMON_WORD} if row and row[0] else set()
    )
    rare = [Term(word) for lexeme, word in words.items() if lexeme not in frequent]
    queries = tsqueries(rare[:MOST_WORDS], config_of(article.language))
    return {term.text: query for term, query in queries.items() if query}


def _reason(article: Article, other: Article, names: dict[int, Entity], words: dict[str, str]) -> str:
    """Describe what both have in common: people and countries, else organisations, else headline words.

    Add the number of days between them, if they are few.
    """

    def both(mine: Sequence[int], theirs: Sequence[int]) -> list[str]:
        return [names[pk].label for pk in mine if pk in theirs and pk in names]

    people = both(article.person_ids, other.person_ids)
    countries = both(article.country_ids, other.country_ids)
    organisations = both(article.organisation_ids, other.organisation_ids)
    who = [*people[:2], *organisations[: 1 if people else 2], *countries[:2]]
    if people or organisations:
        said = gettext("also about %(names)s") % {"names": _join_names(who[:3])}
    else:
        said = _about_words(article, other, words, countries[:2])
    when = _apart(article, other)
    return gettext("%(reason)s; %(when)s") % {"reason": said, "when": when} if when else said


def _about_words(article: Article, other: Article, words: Iterable[str], countries: Sequence[str]) -> str:
    """Describe the words that both headlines share."""
    theirs = {lexeme for _, lexeme in lexemes_of(other.headline, other.language)}
    same = [
        quoted(word)
        for word in words
        if {lexeme for _, lexeme in lexemes_of(word, article.language)} & theirs
    ]
    if not same and countries:
        return gettext("similar topic, also about %(countries)s") % {"countries": _join_names(countries)}
    if not same:
        return gettext("on a similar topic")
    given = {"words": _join_names(same[:3]), "countries": _join_names(countries)}
    if countries:
        return gettext("also has %(words)s in the headline, also about %(countries)s") % given
    return gettext("also has %(words)s in the headline") % given


def _apart(article: Article, other: Article) -> str:
    """Describe when the other one was published: "the day after"; "" if that is unknown or far apart."""
    if article.day is None or other.day is None:
        return ""
    days = (other.day - article.day).days
    if abs(days) > _CLOSE_DAYS:
        return ""
    near = {0: gettext("the same day"), 1: gettext("the day after"), -1: gettext("the day before")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("%(days)d day later", "%(days)d days later", days) % {"days": days}
    return ngettext("%(days)d day earlier", "%(days)d days earlier", -days) % {"days": -days}


def _join_names(names: Iterable[str]) -> str:
    return get_text_list(list(names), gettext("and"))
