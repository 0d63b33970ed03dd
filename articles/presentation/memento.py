"""Captures of pages from the web by their address and time: the Memento framework (RFC 7089).

Only pages count as mementos. A record that names the address of its article is not what was found there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import http_date

from articles.models import Capture, Status, captures_of

LINK_FORMAT = "application/link-format"
MOST = 10_000  # mementos in one TimeMap
_PAGES = ("text/html", "application/xhtml+xml", "multipart/related")
_COLUMNS = ("pk", "captured_at")
# Proxies may turn the two slashes of an address within a path into one.
_SCHEME = re.compile(r"(https?):/{1,2}(?=[^/])", re.IGNORECASE)
_SAFE = "%/:?#[]@!$&'()*+,;=~"  # everything that may stand in an address, except "<" and ">"

#: The id of a capture, and its time.
Memento = tuple[int, datetime]


def public_captures(address: str) -> QuerySet[Capture]:
    """Return the captures of an address that readers may see, however the address is written."""
    plain = unquote(address)
    captures = captures_of(address, plain, quote(plain, safe=_SAFE))
    return captures.filter(article__status=Status.PUBLISHED)


def whole_address(path: str, query: str) -> str:
    """Return the web address that is in the path of a request and its query."""
    address = path.strip() + (f"?{query}" if query else "")
    if not _SCHEME.match(address):
        address = f"http://{address}"
    return _SCHEME.sub(r"\1://", address, count=1)


@dataclass(frozen=True, slots=True)
class Mementos:
    """The public captures of a page. site: the base of this archive's addresses."""

    address: str
    site: str

    def all(self) -> QuerySet[Capture]:
        """Return them, oldest first."""
        return public_captures(self.address).filter(media_type__in=_PAGES).order_by("captured_at", "pk")

    def nearest(self, moment: datetime | None) -> Memento | None:
        """Return the capture nearest to a moment; without one, the latest."""
        found = self.all().values_list(*_COLUMNS)
        if moment is None:
            return found.last()
        near = [found.filter(captured_at__lte=moment).last(), found.filter(captured_at__gt=moment).first()]
        return min(filter(None, near), key=lambda each: abs(each[1] - moment), default=None)

    def around(self, pk: int, at: datetime) -> Iterator[tuple[str, Memento]]:
        """Yield a capture, those before and after it, the first and the last, each with its relations."""
        found = self.all().values_list(*_COLUMNS)
        before = found.filter(captured_at__lte=at).exclude(captured_at=at, pk__gte=pk).last()
        after = found.filter(captured_at__gte=at).exclude(captured_at=at, pk__lte=pk).first()
        named = [("first", found.first()), ("prev", before), ("next", after), ("last", found.last())]
        relations: dict[Memento, list[str]] = {(pk, at): []}
        for relation, memento in named:
            if memento is not None:
                relations.setdefault(memento, []).append(relation)
        for memento, names in sorted(relations.items(), key=lambda each: (each[0][1], each[0][0])):
            yield " ".join([*names, "memento"]), memento

    def timemap(self, page: int) -> Iterator[str]:
        """Yield the links of a TimeMap, or nothing if it has no captures."""
        begin = (page - 1) * MOST
        found = list(self.all().values_list(*_COLUMNS)[begin : begin + MOST + 1])
        if not found:
            return
        yield link(self.address, "original")
        yield link(self.timegate_url, "timegate")
        times = (http_date(moment.timestamp()) for _, moment in (found[0], found[:MOST][-1]))
        itself = f'{link(self.timemap_url(page), "self")}; type="{LINK_FORMAT}"'
        yield f'{itself}; from="{next(times)}"; until="{next(times)}"'
        if len(found) > MOST:
            yield f'{link(self.timemap_url(page + 1), "timemap")}; type="{LINK_FORMAT}"'
        for number, memento in enumerate(found[:MOST]):
            ends = ["first"] * (begin + number == 0) + ["last"] * (begin + number == begin + len(found) - 1)
            yield self.memento_link(" ".join([*ends, "memento"]), memento)

    def links(self, mementos: Iterable[tuple[str, Memento]] = ()) -> str:
        """Return the value of the Link header: the original, the TimeGate, the TimeMap, and mementos."""
        timemap = f'{link(self.timemap_url(), "timemap")}; type="{LINK_FORMAT}"'
        about = [link(self.address, "original"), link(self.timegate_url, "timegate"), timemap]
        return ", ".join([*about, *(self.memento_link(*each) for each in mementos)])

    def memento_link(self, relation: str, memento: Memento) -> str:
        """Return the link to a capture, with its time."""
        pk, at = memento
        return f'{link(self.memento_url(pk), relation)}; datetime="{http_date(at.timestamp())}"'

    def memento_url(self, pk: int) -> str:
        """Return the address of a capture in this archive."""
        return self.site + reverse("capture", args=[pk])

    def timemap_url(self, page: int = 1) -> str:
        """Return the address of the TimeMap, or of one of its further pages."""
        number = f"{page}/" if page > 1 else ""
        return f"{self.site}/timemap/link/{number}{self.address}"

    @property
    def timegate_url(self) -> str:
        """The address of the TimeGate."""
        return f"{self.site}/timegate/{self.address}"


def link(address: str, relation: str) -> str:
    """Return a link as in RFC 8288."""
    return f'<{quote(address, safe=_SAFE)}>; rel="{relation}"'


def is_memento(capture: Capture) -> bool:
    """Whether a capture is of a page from the web."""
    return capture.media_type in _PAGES and bool(_SCHEME.match(capture.reference))


def accepted_moment(text: str) -> datetime:
    """Read the value of Accept-Datetime, such as "Thu, 31 May 2007 20:35:00 GMT". Raises ValueError."""
    return datetime.strptime(text.strip(), "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
