"""Limits failed sign-ins by IP address, by user name, and by both together.

An address may fail ten times for one name and fifty times for all names; a name may fail fifty times from all
addresses. After that, sign-in is refused for a quarter of an hour. So that nobody can lock others out by
guessing, the limit for a name does not apply where its owner has signed in before: from the same address, or
in the same browser, which keeps a signed cookie.
"""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db.models import GenericIPAddressField, Lookup, QuerySet, Sum
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from articles.http import GetResponse
from articles.models import User
from newsarchive.rate_limiter import client_of

MOST_OF_ADDRESS = MOST_OF_NAME = 50
COOKIE = "known"
COOKIE_AGE = 365 * 24 * 3600  # seconds
_SALT = "newsarchive.guessing"  # existing cookies are signed with this


@GenericIPAddressField.register_lookup
class Within(Lookup):  # type: ignore[type-arg]  # no type parameters at run time
    """Matches addresses that are equal to an address or inside a network."""

    lookup_name = "within"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} <<= %s::inet", (*parameters, self.rhs)


class GuessingHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Counts failures by name and address together, as axes does, and also by each alone."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the number of failures to compare with AXES_FAILURE_LIMIT."""
        failures: int = super().get_failures(request, credentials)
        guessed = is_guessed(request, get_client_username(request, credentials) or "")
        return max(failures, settings.AXES_FAILURE_LIMIT) if guessed else failures


def is_guessed(request: Any, username: str) -> bool:
    """Whether sign-in failed too often from this address, or for this name from all addresses."""
    if _is_known_browser(request, username):
        return False
    recent = AccessAttempt.objects.filter(attempt_time__gt=get_cool_off_threshold(request))
    here = {"ip_address__within": client_of(request.axes_ip_address)} if request.axes_ip_address else None
    if here and _failures(recent.filter(**here)) >= MOST_OF_ADDRESS:
        return True
    if _failures(recent.filter(username=username)) < MOST_OF_NAME:
        return False
    return not (here and AccessLog.objects.filter(username=username, **here).exists())


def _failures(attempts: QuerySet[Any]) -> int:
    return attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0


def _is_known_browser(request: HttpRequest, username: str) -> bool:
    known = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=COOKIE_AGE)
    return bool(username) and known == username


@receiver(user_logged_in)
def _note_user(request: Any, user: User, **_kwargs: Any) -> None:
    request.signed_in_as = user.get_username()


def known_browser(get_response: GetResponse) -> object:
    """Middleware that stores the name of a user who signs in as a signed cookie."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if username := getattr(request, "signed_in_as", ""):
            response.set_signed_cookie(
                COOKIE, username, salt=_SALT, max_age=COOKIE_AGE,
                secure=settings.HTTPS, httponly=True, samesite="Lax",
            )  # fmt: skip
        return response

    return middleware
