"""Hourly jobs: alerts about saved searches, the vocabulary for "Did you mean", and groups of duplicates."""

import logging
import time
from typing import NoReturn

from django.conf import settings
from django.db import connections

from articles.research.alerts import send_alerts
from articles.search.spelling.vocabulary import GROWN, collect_words
from articles.stories.refresh import refresh

HOUR = 3600.0  # seconds
RETRY = 300.0  # seconds until the next round if something failed

log = logging.getLogger("newsarchive.worker")


def work() -> NoReturn:
    """Run all jobs once an hour until the process is stopped."""
    if not settings.SITE_URL:
        log.warning("SITE_URL is not set, so no alerts are sent.")
    while True:
        began = time.monotonic()
        pause = HOUR if run_jobs() else RETRY
        connections.close_all()
        time.sleep(max(0.0, began + pause - time.monotonic()))


def run_jobs() -> bool:
    """Run each job once and return whether all succeeded. A failure is logged; the other jobs still run."""
    well = True
    for job in (alerts, words, stories):
        try:
            job()
        except Exception:
            log.exception("The worker could not finish its %s; it will try again soon.", job.__name__)
            well = False
    return well


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


def stories() -> None:
    """Group the articles with nearly the same text that have not been compared yet."""
    if done := sum(refresh()):
        log.info("%d articles compared with the others.", done)
