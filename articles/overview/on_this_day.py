"""Articles published on the same day of other years: one striking front, and one of each other year."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from articles.models import DATE_FIELDS, Article
from articles.overview.headlines import most_striking

MOST_YEARS = 200  # counted back from the last
DAYS_BACK = 6  # a day without a front takes that of one of the days before it
_LATEST = 30  # articles considered for each day
_ROUND = (100, 50, 25, 10, 5)  # anniversaries, the most striking first
_SHOWN = 900  # characters of the text
_LEAST = 200  # a text shorter than this makes no front


@dataclass(frozen=True, slots=True)
class Front:
    """An article of a past year to open with, its first paragraphs, and how many years ago it appeared."""

    article: Article
    paragraphs: list[str]
    years_ago: int


def anniversaries(day: date, first: date, last: date) -> list[date]:
    """Return this day in every other year from ``first`` to ``last``, latest first."""
    years = range(last.year, max(first.year, last.year - MOST_YEARS + 1) - 1, -1)
    leap = (day.month, day.day) == (2, 29)
    others = [year for year in years if year != day.year and (not leap or calendar.isleap(year))]
    return [other for year in others if first <= (other := day.replace(year=year)) <= last]


def on_this_day(
    day: date, dates: tuple[date, date] | None, most: int, *, samples: bool = False
) -> list[Article]:
    """Return one article of this day from each of at most ``most`` other years, latest year first.

    Of each day's articles, it is the one that mentions the most people and countries. ``dates`` are the first
    and last day of the archive. Each day is an index look-up. ``samples``: show samples, too. Call it in a
    transaction, under limited().
    """
    days = anniversaries(day, *dates) if dates else []
    if not days:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ONE_A_YEAR, {"days": days, "latest": _LATEST, "most": most, "samples": samples})
        ids = [pk for (pk,) in cursor.fetchall()]
    found = Article.objects.published().only(
        "headline", "language", "is_sample", *DATE_FIELDS, "source__name", "source__slug"
    )
    return list(found.filter(pk__in=ids).select_related("source").order_by("-published_on"))


def front_of(today: date, dates: tuple[date, date] | None, *, samples: bool = False) -> Front | None:
    """Return the front of this day in a past year, or else of the nearest day of the week before it.

    Round anniversaries come first, then the latest year. Call it in a transaction, under limited().
    """
    for back in range(DAYS_BACK + 1):
        day = today - timedelta(days=back)
        past = [each for each in anniversaries(day, *dates) if each < day] if dates else []
        if past and (found := _front(sorted(past, key=lambda each: _rank(day, each)), samples)):
            article = Article.objects.select_related("source").defer("search", "entity_names").get(pk=found)
            published = article.published_on or day
            return Front(article, opening(article.body), day.year - published.year)
    return None


def _rank(day: date, past: date) -> tuple[int, int]:
    ago = day.year - past.year
    place = next((place for place, number in enumerate(_ROUND) if ago % number == 0), len(_ROUND))
    return place, ago


def _front(days: Sequence[date], samples: bool) -> int | None:
    """Return the id of the article with the most striking headline of the first day that has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HEADLINES, {"days": list(days), "latest": _LATEST, "least": _LEAST, "samples": samples}
        )
        rows = cursor.fetchall()
    for day in days:
        found = most_striking([(pk, headline) for pk, headline, published in rows if published == day])
        if found is not None:
            return found
    return None


def opening(body: str) -> list[str]:
    """Return the first paragraphs of a text: as many as fit, at least one, if need be cut after a word."""
    shown: list[str] = []
    room = _SHOWN
    for paragraph in filter(None, (each.strip() for each in body[: 4 * _SHOWN].split("\n\n"))):
        if len(paragraph) > room:
            if not shown:
                shown.append(f"{paragraph[:room].rsplit(maxsplit=1)[0]} …")
            break
        shown.append(paragraph)
        room -= len(paragraph)
    return shown


_PUBLISHED = (
    "published_on = day AND published_until IS NULL AND status = 'published'"
    " AND (%(samples)s OR NOT is_sample)"
)
_ONE_A_YEAR = f"""
    SELECT best.id FROM unnest(%(days)s::date[]) AS each (day), LATERAL (
        SELECT id FROM (
            SELECT id, person_ids, country_ids FROM articles_article
            WHERE {_PUBLISHED} ORDER BY id DESC LIMIT %(latest)s
        ) latest ORDER BY cardinality(person_ids) + cardinality(country_ids) DESC, id DESC LIMIT 1
    ) best ORDER BY day DESC LIMIT %(most)s
"""  # noqa: S608  (no text of anyone's in it)
_HEADLINES = f"""
    SELECT latest.* FROM unnest(%(days)s::date[]) AS each (day), LATERAL (
        SELECT id, headline, published_on FROM articles_article
        WHERE {_PUBLISHED} AND octet_length(body) >= %(least)s ORDER BY id DESC LIMIT %(latest)s
    ) latest
"""  # noqa: S608
