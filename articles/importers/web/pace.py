"""How fast we ask: one request at a time, with a pause for each host, longer where it says so."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

from articles.importers.web.answers import FetchError

PAUSE = 1.0  # seconds between two requests to a host
#: The longest pause that a robots.txt can ask for.
LONGEST_PAUSE = 60.0
_FIRST_WAIT = 5.0  # seconds after a busy answer that does not say how long, then twice as long
_PATIENCE = 120.0  # seconds that we wait for a busy host before we give up


class Pace:
    """Knows when each host may be asked again.

    pause: the seconds between requests; patience: the longest wait; sleep and clock: for tests.
    """

    def __init__(
        self,
        pause: float = PAUSE,
        patience: float = _PATIENCE,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pause, self._patience = pause, patience
        self._sleep, self._clock = sleep, clock
        self._next: dict[str, float] = {}
        self._pauses: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Wait until the host may be asked. Raises FetchError if that takes too long."""
        seconds = self._next.get(host, 0) - self._clock()
        if seconds > self._patience:
            raise FetchError(
                gettext("%(host)s is busy and asks us to wait %(time)s")
                % {"host": host, "time": _words(seconds)},
                is_temporary=True,
                wait=seconds,
            )
        if seconds > 0:
            self._sleep(seconds)

    def asked(self, host: str) -> None:
        """Take note of a request that has just ended."""
        self._next[host] = self._clock() + self._pauses.get(host, self._pause)

    def slow_down(self, host: str, delay: float) -> None:
        """Use the pause that a robots.txt asks for, up to a limit, from now on."""
        self._pauses[host] = max(self._pause, min(delay, LONGEST_PAUSE))
        if host in self._next:
            self._next[host] = max(self._next[host], self._clock() + self._pauses[host])

    def hold(self, host: str, retry_after: str, attempt: int) -> None:
        """Leave a busy host alone: as long as it says, or else longer after each attempt (from 0)."""
        self._next[host] = self._clock() + (_seconds(retry_after) or _FIRST_WAIT * 2**attempt)


def _seconds(retry_after: str) -> float:
    """Return how long a Retry-After says to wait; 0 if it says nothing that can be used."""
    text = retry_after.strip()
    if text.isdecimal() and len(text) < 9:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _words(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes > 1:
        return gettext("%(number)s minutes") % {"number": intcomma(minutes)}
    return gettext("%(number)s seconds") % {"number": f"{seconds:.0f}"}
