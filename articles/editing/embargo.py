"""Publish embargoed articles when their moment has come.

No query of the archive knows about embargoes: an embargoed article is as hidden as a draft until its status
changes here. docs/decisions/0018-embargoes-end-with-a-change-of-status.md says why.
"""

from django.db import connection, transaction
from django.db.models import DateTimeField, Func
from django.utils import timezone

from articles.models import Article, Status

#: SQL: whether articles wait for ``publish_due``, in a database that can be written to (migration 0032).
IS_DUE = "articles_embargo_has_ended()"


class _Now(Func):
    """The database's clock, also within a transaction."""

    template = "statement_timestamp()"
    output_field = DateTimeField()


def publish_due() -> int:
    """Publish the articles whose embargo has ended; return their number.

    Articles that someone else is changing are left for the next time, so that no reader waits. Of several
    processes, one publishes an article. A standby leaves it to its primary.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IS_DUE}")
        if cursor.fetchone() != (True,):
            return 0
    with transaction.atomic():
        due = Article.objects.filter(status=Status.EMBARGOED, embargoed_until__lte=_Now()).order_by("pk")
        ids = list(due.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
        articles = Article.objects.filter(pk__in=ids)
        return articles.update(status=Status.PUBLISHED, modified_at=timezone.now()) if ids else 0
