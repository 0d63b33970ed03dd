"""The years that the archive has articles of, read from an index, whatever its size."""

from django.db import connection

_YEARS = """
WITH RECURSIVE years (first) AS (
    (SELECT published_on FROM articles_article WHERE published_on IS NOT NULL
     ORDER BY published_on LIMIT 1)
    UNION ALL
    SELECT (SELECT published_on FROM articles_article
            WHERE published_on >= date_trunc('year', first)::date + interval '1 year'
            ORDER BY published_on LIMIT 1)
    FROM years WHERE first IS NOT NULL
)
SELECT extract(year FROM first)::int FROM years WHERE first IS NOT NULL
"""


def years() -> list[int]:
    """Return the years, first to last, with one look into the index for each."""
    with connection.cursor() as cursor:
        cursor.execute(_YEARS)
        return [year for (year,) in cursor.fetchall()]
