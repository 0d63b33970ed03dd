"""The fetcher as the settings want it."""

from django.conf import settings

from articles.importers.web.answers import Limits
from articles.importers.web.fetcher import Fetcher
from articles.importers.web.pace import Pace
from articles.importers.web.robots import TOKEN
from newsarchive.version import version


def user_agent() -> str:
    """Return the User-Agent, which names the software, the archive, and whom to contact."""
    about = "; ".join(filter(None, (settings.SITE_URL and f"+{settings.SITE_URL}", settings.CONTACT)))
    return f"{TOKEN}/{version()} ({about})" if about.isascii() and about else f"{TOKEN}/{version()}"


def make_fetcher(*, limits: Limits | None = None, pace: Pace | None = None) -> Fetcher:
    """Return a fetcher that says who we are."""
    return Fetcher(user_agent(), allowed=settings.FETCH_ALLOW_NETWORKS, limits=limits, pace=pace)
