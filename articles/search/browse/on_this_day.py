"""Articles published on the same day of other years."""

import calendar
from datetime import date

from django.db import connection

from articles.models import Article

MOST_YEARS = 200  # counted back from the last
_LATEST = 20  # articles considered for each day


def same_day(day: date, first: date, last: date) -> list[date]:
    """Return this day in every other year from ``first`` to ``last``, latest first."""
    years = range(last.year, max(first.year, last.year - MOST_YEARS + 1) - 1, -1)
    leap = (day.month, day.day) == (2, 29)
    others = [year for year in years if year != day.year and (not leap or calendar.isleap(year))]
    return [other for year in others if first <= (other := day.replace(year=year)) <= last]


def on_this_day(day: date, dates: tuple[date, date] | None, most: int) -> list[Article]:
    """Return one article of this day from each of at most ``most`` other years, latest year first.

    Of each day's articles, it is the one that mentions the most people and countries. ``dates`` are the first
    and last day of the archive. Each day is an index look-up. Call it in a transaction, under limited().
    """
    days = same_day(day, *dates) if dates else []
    if not days:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"days": days, "latest": _LATEST, "most": most})
        ids = [pk for (pk,) in cursor.fetchall()]
    found = Article.objects.published().only("headline", "published_on", "source__name", "source__slug")
    return list(found.filter(pk__in=ids).select_related("source").order_by("-published_on"))


_SQL = """
    SELECT best.id FROM unnest(%(days)s::date[]) AS each (day), LATERAL (
        SELECT id FROM (
            SELECT id, person_ids, country_ids FROM articles_article
            WHERE published_on = day AND status = 'published' ORDER BY id DESC LIMIT %(latest)s
        ) latest ORDER BY cardinality(person_ids) + cardinality(country_ids) DESC, id DESC LIMIT 1
    ) best ORDER BY day DESC LIMIT %(most)s
"""
