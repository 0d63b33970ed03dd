"""Email alerts about new articles in saved searches.

A mail is stored in one transaction with the ids of its articles, and marked as sent once the mail server has
accepted it. If the process is killed before sending, the next run sends it; if killed between sending and
marking, it is sent again with the same Message-ID, by which mail systems recognise duplicates. A mail waits
until it can be sent; until then, no other mail is made for the same search.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.utils import DNS_NAME
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string

from articles.models import AlertMail, Alerts, SavedSearch
from articles.research.freezing import request_of
from articles.research.ids import Ids, difference, matching_ids, pack, union, unpack
from articles.research.letters import compose
from articles.search.timeouts import SearchTooCostly

# Slightly short, so that a search is still due if the timer fires a little earlier than the day before.
PAUSES = {Alerts.DAILY: timedelta(hours=22), Alerts.WEEKLY: timedelta(days=6, hours=22)}

Say = Callable[[str], None]


@dataclass(slots=True)
class AlertCounts:
    """How many mails were sent (in a dry run, would be sent) and how many failed."""

    sent: int = 0
    failed: int = 0


def send_alerts(say: Say, *, dry_run: bool = False) -> AlertCounts:
    """Send all due emails and report each to ``say``. A failure does not stop the others."""
    outcome, now = AlertCounts(), timezone.now()
    connection = get_connection()
    try:
        for pk in waiting().values_list("pk", flat=True):
            if dry_run:
                _tell(AlertMail.objects.select_related("search__user").get(pk=pk), outcome, say)
            else:
                _send(pk, connection, outcome, say)
        for pk in list(due(now).values_list("pk", flat=True)):
            _one_search(pk, now, connection, outcome, say, dry_run=dry_run)
    finally:
        connection.close()
    return outcome


def waiting() -> QuerySet[AlertMail]:
    """Return the unsent mails, oldest first."""
    able = Q(search__user__is_active=True) & ~Q(search__user__email="") & ~Q(search__alerts=Alerts.NONE)
    return AlertMail.objects.filter(able, sent_at=None).order_by("pk")


def due(now: datetime) -> QuerySet[SavedSearch]:
    """Return the saved searches due for a new mail, except those with an unsent one."""
    ripe = Q()
    for alerts, pause in PAUSES.items():
        ripe |= Q(alerts=alerts) & (Q(alerted_at=None) | Q(alerted_at__lte=now - pause))
    able = Q(user__is_active=True) & ~Q(user__email="")
    waits = Exists(AlertMail.objects.filter(search=OuterRef("pk"), sent_at=None))
    return SavedSearch.objects.filter(ripe, able, ~waits).order_by("pk")


def _one_search(
    pk: int, now: datetime, connection: BaseEmailBackend, outcome: AlertCounts, say: Say, *, dry_run: bool
) -> None:
    try:
        mail = make_mail(pk, now, keep=not dry_run)
    except SearchTooCostly:
        outcome.failed += 1
        say(f"Saved search {pk}: the search takes too long; nothing was sent.")
        return
    if mail is None:
        return
    if dry_run:
        _tell(mail, outcome, say)
    else:
        _send(mail.pk, connection, outcome, say)


def make_mail(pk: int, now: datetime, *, keep: bool = True) -> AlertMail | None:
    """Create the mail about new articles in a saved search; return None if there are none.

    The mail is stored only if ``keep``. Raises SearchTooCostly.
    """
    with transaction.atomic():
        # A locked search is being handled by another run.
        saved = due(now).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
        if saved is None:
            return None
        told = unpack(saved.alerted_ids)
        fresh: Ids = difference(matching_ids(request_of(saved.query)), told)
        if not len(fresh):
            return None
        mail = AlertMail(search=saved, ids=pack(fresh), message_id=_message_id())
        if keep:
            mail.save()
            saved.alerted_ids = pack(union(told, fresh))
            saved.alerted_at = now
            saved.save(update_fields=["alerted_ids", "alerted_at"])
    return mail


def _message_id() -> str:
    return f"<{get_random_string(32)}@{DNS_NAME}>"


def _send(pk: int, connection: BaseEmailBackend, outcome: AlertCounts, say: Say) -> None:
    """Send a waiting email, holding its row lock so that no other run sends it, too."""
    with transaction.atomic():
        locked = waiting().select_for_update(of=("self",), skip_locked=True)
        mail = locked.select_related("search__user").filter(pk=pk).first()
        if mail is None:
            return
        to = mail.search.user.email
        try:
            message = compose(mail)
            if message is not None:
                message.connection = connection
                message.send()
        except (SMTPException, OSError, ValueError) as error:
            connection.close()  # its state is unknown; the next email opens a new one
            outcome.failed += 1
            mail.attempts += 1
            mail.problem = f"{type(error).__name__}: {error}"[:1_000]
            mail.save(update_fields=["attempts", "problem"])
            say(f"{to}: not sent ({mail.problem}); the next run tries again.")
            return
        mail.sent_at = timezone.now()
        mail.save(update_fields=["sent_at"])
    if message is not None:
        outcome.sent += 1
        say(f"{to}: {len(unpack(mail.ids)):,} new in “{mail.search.name}”.")


def _tell(mail: AlertMail, outcome: AlertCounts, say: Say) -> None:
    outcome.sent += 1
    say(f"{mail.search.user.email}: would be sent {len(unpack(mail.ids)):,} new in “{mail.search.name}”.")
