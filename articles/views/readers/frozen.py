"""Cited searches: creating one, its page, the changes since, and its files."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.exports.formats import FILES, FORMATS, ExportHeader, OriginalsFormat
from articles.http import accepts, client_address, is_cross_site, site_of
from articles.models import Article, FrozenSearch, User
from articles.presentation.withdrawn import WithdrawalNotice, notices
from articles.research.differences import Changes
from articles.research.freezing import (
    SearchReading,
    TooManyFrozen,
    current_query,
    freeze,
    posted_search,
    request_of,
)
from articles.research.ids import Ids, unpack
from articles.research.ro_crate import ro_crate
from articles.research.search_citations import citing
from articles.research.titles import title_of
from articles.search.engine import hits_of
from articles.search.results import Hit
from articles.search.timeouts import SearchTooCostly
from articles.views.exports import send, send_articles

SHOWN = 5  # articles of each list of changes on the main page
PER_PAGE = 50  # on the pages of one list
MOST_BY_DATE = 10_000  # articles; sorting more by date takes too long
LISTS = {
    "added": gettext_lazy("Matches now, did not match then"),
    "changed": gettext_lazy("Matched then, no longer matches"),
    "gone": gettext_lazy("Matched then, no longer public"),
}
FROZEN_FORMATS = {suffix: each for suffix, each in FILES.items() if suffix != "json"}


@dataclass(frozen=True)
class ChangedArticles:
    """One list of changes, as sorted article ids."""

    name: str
    ids: Ids

    @property
    def label(self) -> str:
        return str(LISTS[self.name])

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def more(self) -> bool:
        """Whether the main page shows only the first of them."""
        return self.count > SHOWN


@dataclass(frozen=True)
class ShownChanges:
    """The part of a list that a page shows: hits, or what may be said of articles that are not public.

    notices: of those withdrawn with a public notice; silent: the number of the others.
    """

    listed: ChangedArticles
    hits: list[Hit]
    notices: list[WithdrawalNotice]
    silent: int

    @classmethod
    def of(cls, frozen: FrozenSearch, listed: ChangedArticles, ids: Ids) -> "ShownChanges":
        """Load the hits for these ids, or the notices of articles that are not public."""
        numbers: list[int] = ids.tolist()
        if listed.name != "gone":
            return cls(listed, hits_of(request_of(frozen.query), numbers), [], 0)
        told = notices(numbers)
        return cls(listed, [], [told[pk] for pk in numbers if pk in told], len(numbers) - len(told))


# A cited search has no owner, so there is no user to impersonate; and a CSRF token would make every results
# page private to one reader.
@accepts("POST")
@csrf_exempt
def freeze_search(request: HttpRequest) -> HttpResponse:
    """Store a search for citation and redirect to its page. Requests from other sites are refused."""
    if is_cross_site(request):
        raise PermissionDenied
    asked = posted_search(request)
    try:
        frozen = freeze(asked, client_address(request))
    except TooManyFrozen as error:
        response = render(request, "searches/too_many.html", {"query": asked.query_string()}, status=429)
        response["Retry-After"] = str(error.seconds)
        return response
    except SearchTooCostly:
        return render(request, "searches/costly.html", {"query": asked.query_string()}, status=503)
    if isinstance(request.user, User):
        frozen.readers.add(request.user)
    return redirect(frozen)


@accepts("POST")
@login_required
def forget_search(request: HttpRequest, key: str) -> HttpResponse:
    """Take a cited search off the reader's list. Its page stays."""
    frozen = get_object_or_404(FrozenSearch.objects.only("pk"), pk=key)
    assert isinstance(request.user, User)
    frozen.readers.remove(request.user)
    messages.success(request, _("The search has been removed from your list. Its page and link stay."))
    return redirect("searches")


@require_safe
def frozen_search(request: HttpRequest, key: str) -> HttpResponse:
    """The page of a cited search: its original result, the changes since, and how to cite it."""
    frozen = get_object_or_404(FrozenSearch, pk=key)
    now = _Now(frozen)
    site = site_of(request)
    page = found_then(frozen, request.GET.get("page"))
    context = {
        **_context(frozen),
        "changes": now.changes,
        "lists": [ShownChanges.of(frozen, each, each.ids[:SHOWN]) for each in now.lists if each.count],
        "page": page,
        "found": hits_of(request_of(frozen.query), list(page.object_list)),
        "citing": citing(frozen, site, datetime.now(UTC).date()),
        "address": site + frozen.get_absolute_url(),
        "formats": FROZEN_FORMATS,
    }
    return _answer(render(request, "searches/frozen.html", context))


@require_safe
def frozen_changes(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One list of changes since, with pages."""
    frozen = get_object_or_404(FrozenSearch, pk=key)
    listed = next((each for each in _Now(frozen).lists if each.name == name), None)
    ids: Any = listed.ids if listed else []
    page: Page[Any] = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    shown = ShownChanges.of(frozen, listed, page.object_list) if listed else None  # type: ignore[arg-type]
    context = {**_context(frozen), "label": LISTS[name], "shown": shown, "page": page}
    return _answer(render(request, "searches/changes.html", context))


@require_safe
def frozen_file(request: HttpRequest, key: str, suffix: str) -> HttpResponseBase:
    """Export the public articles of a cited search, by id; .json exports the record itself."""
    frozen = get_object_or_404(FrozenSearch, pk=key)
    name = f"search-{frozen.pk}.{suffix}"
    if suffix == "json":
        now = _Now(frozen)
        _ignored = now.changes  # errors occur before the response begins
        return send(request, record(frozen, now, site_of(request)), FORMATS["json"].media_type, name)
    if suffix not in FROZEN_FORMATS:
        raise Http404("There is no such format.")
    return send_articles(request, lambda _patience: _found(frozen), FROZEN_FORMATS[suffix], name)


@require_safe
def frozen_crate(request: HttpRequest, key: str) -> HttpResponseBase:
    """Export a cited search with its record and its public articles as an RO-Crate."""
    frozen = get_object_or_404(FrozenSearch, pk=key)
    now = _Now(frozen)
    _ignored = now.changes  # errors occur before the response begins

    def write(ids: Sequence[int], site: str) -> Iterator[bytes]:
        return ro_crate(frozen, record(frozen, now, site), ids, site)

    crate = OriginalsFormat("RO-Crate", "application/zip", write)
    return send_articles(request, lambda _patience: _found(frozen), crate, f"search-{frozen.pk}.crate.zip")


def _found(frozen: FrozenSearch) -> tuple[list[int], ExportHeader]:
    ids: list[int] = unpack(frozen.ids).tolist()
    return ids, ExportHeader(frozen.query, len(ids), ())


def found_then(frozen: FrozenSearch, number: str | None) -> Page[int]:
    """Return a page of ids of the articles found then: the newest first, or by id if there are very many.

    By date, it leaves out articles that are no longer public; by id, they are missing from their page.
    """
    ids: list[int] = unpack(frozen.ids)[::-1].tolist()
    if len(ids) <= MOST_BY_DATE:
        newest = F("published_on").desc(nulls_last=True), "-pk"
        ids = list(
            Article.objects.published().filter(pk__in=ids).order_by(*newest).values_list("pk", flat=True)
        )
    return Paginator(ids, PER_PAGE).get_page(number)


def record(frozen: FrozenSearch, now: "_Now", site: str) -> Iterator[str]:
    """Yield the record of a cited search as JSON: query, original and current results, and all ids."""
    told: dict[str, Any] = {
        "key": frozen.pk,
        "url": site + frozen.get_absolute_url(),
        "search": frozen.query,
        "search_url": f"{site}/articles/{current_query(frozen.query)}",
        "reading": frozen.reading,
        "frozen_at": frozen.frozen_at.isoformat(),
        "software": frozen.software,
        "count": frozen.count,
        "checksum": f"sha256:{frozen.checksum}",
        "now": None,
    }
    if now.changes:
        told["now"] = {
            "count": len(now.changes.now),
            "checksum": f"sha256:{now.changes.checksum}",
            **{each.name: each.count for each in now.lists},
        }
    yield json.dumps(told, ensure_ascii=False, indent=2).removesuffix("\n}")
    for name, ids in (("ids", unpack(frozen.ids)), *((each.name, each.ids) for each in now.lists)):
        yield f',\n  "{name}": ['
        for begin in range(0, len(ids), 10_000):
            yield ("," if begin else "") + ",".join(map(str, ids[begin : begin + 10_000].tolist()))
        yield "]"
    yield "\n}\n"


class _Now:
    """The changes since, computed on demand; None if the search now takes too long."""

    def __init__(self, frozen: FrozenSearch) -> None:
        self._frozen = frozen

    @cached_property
    def changes(self) -> Changes | None:
        try:
            return Changes.since(self._frozen)
        except SearchTooCostly:
            return None

    @property
    def lists(self) -> list[ChangedArticles]:
        return [ChangedArticles(name, getattr(self.changes, name)) for name in LISTS] if self.changes else []


def _context(frozen: FrozenSearch) -> dict[str, Any]:
    asked, reading = request_of(frozen.query), SearchReading.stored(frozen.reading)
    return {
        "here": "searches",
        "base": "/articles/",
        "frozen": frozen,
        "title": title_of(asked, reading),
        "reading": reading,
        "request_q": asked.q,
    }


def _answer(response: HttpResponse) -> HttpResponse:
    """Keep search engines and caches away: the page shows current results."""
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_cache=True)
    return response
