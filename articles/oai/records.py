"""The records of articles, a page at a time. No page reads more of a table than it shows."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.models import HarvestRecord, Source
from articles.oai.arguments import ListRequest, Place

PAGE = 100  # records
_SETS = {
    ("source", False): "source_id IS NOT NULL",
    ("source", True): "source_id = %(value)s",
    ("language", False): "language <> ''",
    ("language", True): "language = %(value)s",
}
# Changes of a running transaction become visible later, with a time from after its beginning.
_ALL_VISIBLE_UNTIL = """
    SELECT min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""
_LANGUAGES = """
    WITH RECURSIVE found AS (
        SELECT min(language) AS language FROM articles_harvestrecord
        UNION ALL
        SELECT (SELECT min(language) FROM articles_harvestrecord WHERE language > found.language)
        FROM found WHERE language IS NOT NULL
    )
    SELECT language FROM found WHERE language <> ''
"""


def page_of(wanted: ListRequest) -> tuple[list[HarvestRecord], Place | None]:
    """Return a page of records, in the order of their changes, and where to go on if there are more."""
    conditions = ["(changed_at, article_id) > (%(after)s, %(article)s)"]
    after = wanted.after or Place(wanted.since or datetime.min.replace(year=2, tzinfo=UTC), 0)
    values: dict[str, Any] = {"after": after.changed_at, "article": after.article}
    if wanted.until:
        conditions.append("changed_at < %(until)s")
        values["until"] = wanted.until
    if wanted.chosen_set:
        kind, value = wanted.chosen_set
        conditions.append(_SETS[kind, bool(value)])
        values["value"] = int(value) if kind == "source" and value else value
    found = list(
        HarvestRecord.objects.raw(
            f"SELECT * FROM articles_harvestrecord WHERE {' AND '.join(conditions)} "  # noqa: S608  (constants)
            f"ORDER BY changed_at, article_id LIMIT {PAGE + 1}",
            values,
        )
    )
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    return found[:PAGE], Place(last.changed_at, last.article_id)


def earliest() -> datetime:
    """Return the time of the oldest change, or now."""
    found = HarvestRecord.objects.order_by("changed_at", "article_id").first()
    return found.changed_at if found else timezone.now()


def answered_at() -> datetime:
    """Return the time until which this answer is complete, which is now if nobody is writing.

    Harvesters ask next time for what has changed since then, so nothing escapes them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALL_VISIBLE_UNTIL)
        row = cursor.fetchone()
    now = timezone.now()
    return min(now, row[0]) if row and row[0] else now


def sets() -> dict[str, str]:
    """Return the names of all sets by their specifications."""
    found = {"source": "All articles with a source", "language": "All articles with a language"}
    found |= {f"source:{pk}": name for pk, name in Source.objects.public().values_list("pk", "name")}
    with connection.cursor() as cursor:
        cursor.execute(_LANGUAGES)
        return found | {f"language:{code}": f"Language: {code}" for (code,) in cursor.fetchall()}


def sets_of(record: HarvestRecord) -> list[str]:
    """Return the sets that a record is in."""
    source = [f"source:{record.source_id}"] if record.source_id else []
    return [*source, *([f"language:{record.language}"] if record.language else [])]
