"""What a robots.txt permits (RFC 9309)."""

from collections.abc import Callable

from django.utils.translation import gettext
from protego import Protego

from articles.importers.web.addresses import WebAddress
from articles.importers.web.answers import Answer, FetchError, HostError

#: The product token that robots.txt files can name.
TOKEN = "NewsArchive"  # noqa: S105  (not a secret)
MAX_BYTES = 512_000  # what comes after may be ignored
_BUSY = 429  # a kind of 4xx, but it says nothing about the file


class Robots:
    """The robots.txt files of all servers of a run. get: fetches one, with redirects. Raises FetchError."""

    def __init__(self, get: Callable[[WebAddress], Answer]) -> None:
        self._get = get
        self._known: dict[str, Protego | FetchError] = {}

    def check(self, address: WebAddress) -> float:
        """Return the pause that the server asks for, in seconds. Raises FetchError if it forbids the page."""
        if address.origin not in self._known:
            self._known[address.origin] = self._rules(address)
        rules = self._known[address.origin]
        if isinstance(rules, FetchError):
            raise rules
        if not rules.can_fetch(address.url, TOKEN):
            raise FetchError(gettext("its robots.txt forbids it"))
        return rules.crawl_delay(TOKEN) or 0.0

    def _rules(self, address: WebAddress) -> Protego | FetchError:
        """Return the rules. Without a file everything is permitted; if the server fails, nothing is."""
        try:
            answer = self._get(WebAddress(f"{address.origin}/robots.txt", address.host, address.port))
        except HostError as error:
            return error
        except FetchError as error:
            reason = gettext("its robots.txt cannot be read: %(reason)s") % {"reason": error}
            return FetchError(reason, is_temporary=error.is_temporary, wait=error.wait)
        if answer.status == _BUSY or answer.status >= 500:
            reason = gettext("its robots.txt cannot be read: the server answers %(code)s") % {
                "code": f"{answer.status} {answer.reason}"
            }
            return FetchError(reason.strip(), is_temporary=True)
        text = answer.body.decode("utf-8-sig", "replace") if answer.status == 200 else ""
        return Protego.parse(text)
