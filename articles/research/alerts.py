"""Telling readers by email what is new in their saved searches.

A mail is written down in one transaction with the articles it tells of, and marked as sent once it was handed
over. Killed before that, the next run sends it; killed in the moment between, it is sent again with the same
Message-ID, by which mail systems know it for the same. It waits until it can be sent, and no other mail about
the same search is made meanwhile.
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

# A timer that comes a little earlier than the day before still finds the search due.
PAUSES = {Alerts.DAILY: timedelta(hours=22), Alerts.WEEKLY: timedelta(days=6, hours=22)}

Say = Callable[[str], None]


@dataclass(slots=True)
class Outcome:
    """How many mails were sent (or would be, in a dry run) and how many could not be."""

    sent: int = 0
    failed: int = 0


def send_alerts(say: Say, *, dry_run: bool = False) -> Outcome:
    """Send what is due; ``say`` is given a line about each mail. Nothing that fails stops the others."""
    outcome, now = Outcome(), timezone.now()
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
    """Mails that were made and not sent, the oldest first."""
    able = Q(search__user__is_active=True) & ~Q(search__user__email="") & ~Q(search__alerts=Alerts.NONE)
    return AlertMail.objects.filter(able, sent_at=None).order_by("pk")


def due(now: datetime) -> QuerySet[SavedSearch]:
    """Saved searches that a mail may be made about now, and for which none waits."""
    ripe = Q()
    for alerts, pause in PAUSES.items():
        ripe |= Q(alerts=alerts) & (Q(alerted_at=None) | Q(alerted_at__lte=now - pause))
    able = Q(user__is_active=True) & ~Q(user__email="")
    waits = Exists(AlertMail.objects.filter(search=OuterRef("pk"), sent_at=None))
    return SavedSearch.objects.filter(ripe, able, ~waits).order_by("pk")


def _one_search(
    pk: int, now: datetime, connection: BaseEmailBackend, outcome: Outcome, say: Say, *, dry_run: bool
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
    """Write down the mail about what is new in a saved search; None where nothing is.

    Unless ``keep``, the mail is only made to look at. Raises SearchTooCostly.
    """
    with transaction.atomic():
        # Another run that is at this search has it locked, and sees to it.
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


def _send(pk: int, connection: BaseEmailBackend, outcome: Outcome, say: Say) -> None:
    """Send a mail that waits; the row is locked meanwhile, so that no other run sends it too."""
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
            connection.close()  # it may be in any state; the next mail opens another
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


def _tell(mail: AlertMail, outcome: Outcome, say: Say) -> None:
    outcome.sent += 1
    say(f"{mail.search.user.email}: would be sent {len(unpack(mail.ids)):,} new in “{mail.search.name}”.")
