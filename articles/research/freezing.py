"""Freeze a search: store what it finds now under a permanent URL."""

import hashlib
import hmac
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict

from articles.models import FrozenSearch
from articles.research.ids import checksum, matching_ids, pack
from articles.research.versions import software
from articles.search.engine import run
from articles.search.facet_types import MULTIPLE
from articles.search.filters import ArticleFilterSet
from articles.search.request import DEFAULT_MODES, PER_PAGE, SearchRequest
from articles.search.results import QueryPart, Understanding

KEY_CHARACTERS = 10
# No vowels, so that no key spells a word; no 0, 1 or l, which are easily misread.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
MOST_PER_HOUR = 30  # per reader
MOST_PER_DAY = 2_000  # in total
_PART_FIELDS = {each.name for each in fields(QueryPart)}


class TooManyFrozen(Exception):  # noqa: N818  (the name states the problem)
    """The limit on cited searches is reached; ``seconds``: how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class SearchReading:
    """How a search was interpreted when it was frozen: its query, the filters' labels, and notes."""

    understanding: Understanding
    filters: tuple[str, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, request: SearchRequest) -> "SearchReading":
        """Interpret a request as the results page does now."""
        results = run(request.changed(page=1, per_page=1, problems=request.problems))
        parts = Understanding(results.understanding.parts)
        notes = (*results.understanding.notes, *results.problems)
        return cls(parts, tuple(chip.label for chip in results.chips), notes)

    @classmethod
    def stored(cls, kept: dict[str, Any]) -> "SearchReading":
        """Read the stored JSON, ignoring fields that this version does not know."""
        parts = (
            QueryPart(**{name: value for name, value in part.items() if name in _PART_FIELDS})
            for part in kept.get("parts", ())
        )
        return cls(Understanding(tuple(parts)), tuple(kept.get("filters", ())), tuple(kept.get("notes", ())))

    def as_json(self) -> dict[str, Any]:
        """Return the JSON to store."""
        parts = [asdict(part) for part in self.understanding.parts]
        return {"parts": parts, "filters": list(self.filters), "notes": list(self.notes)}


def normalised(request: SearchRequest) -> SearchRequest:
    """Return the request without order and paging, which do not change which articles match."""
    return request.changed(sort="", page=1, per_page=PER_PAGE, problems=request.problems)


def posted_search(request: HttpRequest) -> SearchRequest:
    """Return the search that a form sends as a query string, in its field "search"."""
    return ArticleFilterSet(QueryDict(request.POST.get("search", "").removeprefix("?"))).search_request


def stored_query(request: SearchRequest) -> str:
    """Return the query string to store. It says "all" for several names even where that is the default."""
    pairs = request.parameters()
    pairs += [
        (f"{name}_mode", "all")
        for name in MULTIPLE
        if len(request.selected(name)) > 1 and request.mode(name) == DEFAULT_MODES[name] == "all"
    ]
    return "?" + urlencode(pairs)


def request_of(query: str) -> SearchRequest:
    """Return the request for a stored query string.

    Several names without a mode mean "any": that was the default when such searches were stored.
    """
    params = QueryDict(query.removeprefix("?"), mutable=True)
    for name in MULTIPLE:
        if len(params.getlist(name)) > 1:
            params.setdefault(f"{name}_mode", "any")
    return ArticleFilterSet(params).search_request


def current_query(query: str) -> str:
    """Return the query string that finds today what a stored one asks for."""
    return request_of(query).query_string()


def freeze(request: SearchRequest, address: str) -> FrozenSearch:
    """Store what the search finds now. The same search with the same result on the same day is one record.

    ``address``: the reader's IP address, used for the rate limit and not stored. Raises TooManyFrozen,
    SearchTooCostly.
    """
    asked = normalised(request)
    ids = matching_ids(asked)
    now = datetime.now(UTC)
    query, summed = stored_query(asked), checksum(ids)
    for attempt in range(10):
        key = _key(query, summed, now, attempt)
        found = FrozenSearch.objects.filter(pk=key).defer("ids").first()
        if found is None:
            break
        if (found.query, found.checksum) == (query, summed):
            return found
    asker = _mark(address, now)
    _check_limits(asker, now)
    made, _created = FrozenSearch.objects.get_or_create(
        key=key,
        defaults={
            "query": query,
            "reading": SearchReading.of(asked).as_json(),
            "frozen_at": now,
            "count": len(ids),
            "checksum": summed,
            "software": software(),
            "ids": pack(ids),
            "asker": asker,
        },
    )
    return made


def _key(query: str, summed: str, now: datetime, attempt: int) -> str:
    """Return ten letters and digits derived from query, checksum and day; each attempt gives another key."""
    told = f"{query}\n{summed}\n{now:%Y-%m-%d}\n{attempt or ''}"
    number = int.from_bytes(hashlib.sha256(told.encode()).digest())
    characters = []
    for _ in range(KEY_CHARACTERS):
        number, rest = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[rest])
    return "".join(characters)


def _mark(address: str, now: datetime) -> str:
    """Return a keyed hash of the reader's address that changes daily."""
    told = f"{now:%Y-%m-%d}\n{address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()[:32]


def _check_limits(asker: str, now: datetime) -> None:
    """Raise TooManyFrozen if this reader, or all readers together, have reached their limit."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    by_reader = FrozenSearch.objects.filter(asker=asker, frozen_at__gt=now - hour)
    if by_reader[:MOST_PER_HOUR].count() >= MOST_PER_HOUR:
        raise TooManyFrozen(int(hour.total_seconds()))
    if FrozenSearch.objects.filter(frozen_at__gt=now - day)[:MOST_PER_DAY].count() >= MOST_PER_DAY:
        raise TooManyFrozen(int(hour.total_seconds()))
