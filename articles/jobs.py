"""Hourly jobs of the worker: feeds, embargoes, alerts, words, versions, duplicates, names of all kinds."""

import logging
import time
from typing import NoReturn

from django.conf import settings
from django.db import connections
from django.db.models import Count, Max

from articles.editing import draw_daily, publish_due
from articles.editing.duplicates import refresh_proposals
from articles.editing.queue import rank_names
from articles.extraction.store.surnames import link_surnames
from articles.importers.store.versions import fill_versions
from articles.importers.web.configured import make_fetcher
from articles.models import Entity
from articles.polling.poll import due_feeds, poll_all, polling_alone
from articles.research.alerts import send_alerts
from articles.search.spelling.vocabulary import GROWN, collect_words
from articles.stories.refresh import refresh
from newsarchive.failures import DATABASE_ERRORS, sentence

HOUR = 3600.0  # seconds
RETRY = 300.0  # seconds until the next round if something failed

log = logging.getLogger("newsarchive.worker")


def work() -> NoReturn:
    """Run all jobs once an hour until the process is stopped."""
    if not settings.SITE_URL and settings.EMBEDDED_POSTGRES is None:
        log.warning("SITE_URL is not set, so no alerts are sent.")
    while True:
        began = time.monotonic()
        pause = HOUR if run_jobs() else RETRY
        connections.close_all()
        time.sleep(max(0.0, began + pause - time.monotonic()))


def run_jobs() -> bool:
    """Run each job once and return whether all succeeded. A failure is logged; the other jobs still run."""
    well = True
    jobs = (feeds, embargoes, alerts, words, versions, stories, surnames, duplicates, samples, review_queue)
    for job in jobs:
        try:
            job()
        except DATABASE_ERRORS as error:
            said = "The worker could not finish its %s; it will try again soon. %s"
            log.error(said, job.__name__, sentence(error))  # a traceback would say no more
            well = False
        except Exception:
            log.exception("The worker could not finish its %s; it will try again soon.", job.__name__)
            well = False
    return well


def feeds() -> None:
    """Poll the feeds that are due, if the settings say so. A feed that fails is tried again later."""
    if not settings.POLL_SOURCES:
        return
    with polling_alone() as alone:
        for outcome in poll_all(due_feeds(), make_fetcher()) if alone else ():
            level = logging.WARNING if outcome.problem else logging.INFO
            said = outcome.problem or f"{outcome.created} new, {outcome.updated} updated"
            log.log(level, "Feed %s: %s.", outcome.feed.url, said)


def embargoes() -> None:
    """Publish articles whose embargo has ended, so that the alerts are about them, too."""
    if count := publish_due():
        log.info("%d embargoed articles published.", count)


def alerts() -> None:
    """Send the alerts that are due. If sending fails, the next round tries again."""
    if not settings.SITE_URL:
        return
    outcome = send_alerts(log.info)
    level = logging.WARNING if outcome.failed else logging.INFO
    log.log(level, "Emails sent: %d; not sent: %d.", outcome.sent, outcome.failed)


def words() -> None:
    """Rebuild the vocabulary if the archive has grown enough since the last time."""
    if made := collect_words(grown=GROWN):
        log.info("%d words collected.", made)


def versions() -> None:
    """Read the originals of articles with several originals again, if their texts are not stored yet."""
    if filled := fill_versions():
        log.info("%d originals read again as versions of their articles.", filled)


def stories() -> None:
    """Group the articles with nearly the same text that have not been compared yet."""
    if done := sum(refresh()):
        log.info("%d articles compared with the others.", done)


def review_queue() -> None:
    """Rank the names in doubt for editors."""
    log.debug("%d names in the review queue.", rank_names())


def duplicates() -> None:
    """Find entities that may be the same, if entities were added or removed since the last time."""
    seen = Entity.objects.aggregate(number=Count("pk"), last=Max("pk"))
    if seen != _last_seen:
        refresh_proposals()
        _last_seen.update(seen)


_last_seen: dict[str, int] = {}


def surnames() -> None:
    """Link surnames that articles never give in full, where the archive shows who is meant."""
    if linked := link_surnames():
        log.info("%d surnames linked to the person that the archive usually means by them.", linked)


def samples() -> None:
    """Draw the names of the day that editors check, from which the archive knows how often they are right."""
    if count := draw_daily():
        log.info("%d names drawn to be checked.", count)
