"""Saved searches: new articles in them, and the changes that a reader can make."""

from django.db import transaction
from django.utils import timezone

from articles.models import Alerts, SavedSearch, User
from articles.models.research.searches import new_token
from articles.research.freezing import normalised, request_of, stored_query
from articles.research.ids import Ids, difference, matching_ids, pack, union, unpack
from articles.search.request import SearchRequest

MOST = 100  # per reader


class TooManySaved(Exception):  # noqa: N818  (the name states the problem)
    """The reader has reached the maximum number of saved searches."""


def save_search(user: User, request: SearchRequest, name: str, alerts: str) -> SavedSearch:
    """Save a search for a reader, with its current matches marked as seen.

    Raises TooManySaved, SearchTooCostly.
    """
    if user.saved_searches.count() >= MOST:
        raise TooManySaved
    asked = normalised(request)
    found = pack(matching_ids(asked))
    return SavedSearch.objects.create(
        user=user,
        name=name,
        query=stored_query(asked),
        seen_ids=found,
        seen_at=timezone.now(),
        alerts=alerts,
        alerted_ids=found if alerts != Alerts.NONE else b"",
    )


def new_ids(saved: SavedSearch) -> Ids:
    """Return the ids that match now and that the reader has not seen. Raises SearchTooCostly."""
    return difference(matching_ids(request_of(saved.query)), unpack(saved.seen_ids))


def mark_seen(saved: SavedSearch) -> int:
    """Mark all current matches as seen; return how many were new. Raises SearchTooCostly."""
    with transaction.atomic():
        locked = SavedSearch.objects.select_for_update().get(pk=saved.pk)
        fresh = new_ids(locked)
        # Seen articles stay seen even while they do not match: an article is new only once.
        locked.seen_ids = pack(union(unpack(locked.seen_ids), fresh))
        locked.seen_at = timezone.now()
        locked.save(update_fields=["seen_ids", "seen_at"])
    return len(fresh)


def change(saved: SavedSearch, name: str, alerts: str) -> None:
    """Rename a saved search and set how often alerts are sent. Raises SearchTooCostly.

    When alerts are switched on, the current matches are not reported.
    """
    with transaction.atomic():
        locked = SavedSearch.objects.select_for_update().get(pk=saved.pk)
        if alerts != Alerts.NONE and locked.alerts == Alerts.NONE:
            locked.alerted_ids = pack(matching_ids(request_of(locked.query)))
        locked.name, locked.alerts = name, alerts
        locked.save(update_fields=["name", "alerts", "alerted_ids"])
        if alerts == Alerts.NONE:
            locked.mails.filter(sent_at=None).delete()


def stop_alerts(pk: int) -> SavedSearch | None:
    """Stop the emails about a saved search; return None if it has been deleted."""
    saved = SavedSearch.objects.filter(pk=pk).first()
    if saved is not None:
        change(saved, saved.name, Alerts.NONE)
    return saved


def renew_token(saved: SavedSearch) -> None:
    """Give the feed a new URL; the old one stops working."""
    saved.token = new_token()
    saved.save(update_fields=["token"])
