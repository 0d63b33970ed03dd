"""Admin pages for the feeds of sources, with a look at what a feed would bring."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.defaultfilters import floatformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ModelAdminOf
from articles.admin.common.edit_conflicts import GuardedAdmin
from articles.admin.common.text_forms import TextForm
from articles.importers.web.addresses import parse_address
from articles.importers.web.answers import FetchError, Limits
from articles.importers.web.configured import make_fetcher
from articles.importers.web.entries import Entry
from articles.importers.web.pace import Pace
from articles.models import FeedText, SourceFeed
from articles.polling.read_feed import entry_reader, read_feed

_SHOWN = 50  # entries
# An editor waits for the answer, and a thread of the server is busy with it.
_LIMITS = Limits(seconds=10, bytes=5_000_000)
_PATIENCE = 5.0  # seconds


class FeedForm(TextForm[SourceFeed]):
    """Form for a feed."""

    def clean_url(self) -> str:
        """Refuse addresses that would never be fetched."""
        url: str = self.cleaned_data["url"]
        try:
            parse_address(url)
        except FetchError as error:
            raise ValidationError(
                gettext("This address cannot be used: %(reason)s.") % {"reason": error}
            ) from error
        return url


@dataclass(frozen=True, slots=True)
class _Shown:
    """An entry as the page shows it."""

    headline: str
    date: str
    characters: int
    from_page: bool
    is_new: bool


class StateFilter(admin.SimpleListFilter):
    """The feeds that need attention."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [("failing", _("Failing")), ("quiet", _("Quiet"))]

    def queryset(self, _request: HttpRequest, queryset: Any) -> Any:
        """Keep active feeds in the chosen state."""
        if self.value() == "failing":
            return queryset.filter(is_active=True, failures__gt=0)
        if self.value() == "quiet":
            return queryset.filter(pk__in=SourceFeed.quiet_ids())
        return queryset


@admin.register(SourceFeed)
class SourceFeedAdmin(GuardedAdmin, ModelAdminOf[SourceFeed]):
    """Feeds. What polls found out is shown, and cannot be changed."""

    form = FeedForm
    change_form_template = "admin/articles/sourcefeed/change_form.html"
    list_display = ("url", "source", "is_active", "polled_at", "new_at", "state")
    list_filter = ("is_active", StateFilter)
    list_select_related = ("source",)
    list_per_page = 50
    search_fields = ("url", "source__name")
    search_help_text = _("Part of the address or of the source’s name")
    autocomplete_fields = ("source",)
    readonly_fields = ("state", "polled_at", "next_poll_at", "new_at", "usual", "failures", "problem")
    fields = ("source", "url", "text", "interval", "is_active", *readonly_fields)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search, cut to the length of a name."""
        return super().get_search_results(request, queryset, search_term.replace("\0", "")[:200])

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_now)
        return [path("<int:pk>/try/", view, name="articles_sourcefeed_try"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: SourceFeed, form: Any, change: bool) -> None:
        """Save the feed. If its address changed, the next poll starts afresh."""
        if "url" in form.changed_data:
            obj.etag = obj.last_modified = obj.problem = ""
            obj.next_poll_at, obj.failures = None, 0
        super().save_model(request, obj, form, change)

    @admin.display(description=_("state"))
    def state(self, feed: SourceFeed) -> str:
        """Whether it works, and whether it is quiet."""
        if not feed.is_active:
            return gettext("not polled")
        if feed.failures:
            return gettext("failing: %(problem)s") % {"problem": feed.problem}
        if feed.is_quiet:
            return gettext("quiet: nothing new since %(day)s") % {
                "day": date_format(max(feed.arrivals), "SHORT_DATE_FORMAT")
            }
        return (feed.problem or "works") if feed.polled_at else gettext("not polled yet")

    @admin.display(description=_("usual gap between articles"))
    def usual(self, feed: SourceFeed) -> str:
        """The rhythm of the feed, in words."""
        gap = feed.usual_gap
        if gap is None:
            return gettext("not known yet")
        hours = gap.total_seconds() / 3600
        return (
            gettext("%(number)s days") % {"number": floatformat(hours / 24, 1)}
            if hours >= 48
            else gettext("%(number)s hours") % {"number": floatformat(hours, 1)}
        )

    def try_now(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Fetch the feed and show what a poll would import. Nothing is stored."""
        feed = SourceFeed.objects.select_related("source").filter(pk=pk).first()
        if not self.has_change_permission(request, feed):
            raise PermissionDenied
        if feed is None:
            raise Http404(gettext("This feed does not exist."))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try the feed"),
            "opts": self.opts,
            "feed": feed,
        }
        return TemplateResponse(request, "admin/articles/sourcefeed/try.html", context | _look(feed))


def _look(feed: SourceFeed) -> dict[str, Any]:
    """Return what is in the feed now, or the problem."""
    fetcher = make_fetcher(limits=_LIMITS, pace=Pace(patience=_PATIENCE))
    try:
        with entry_reader(feed, fetcher) as reader:
            now = read_feed(feed, fetcher, reader, again=True)
    except FetchError as error:
        return {"problem": str(error)}
    new = {entry.fingerprint for entry in now.new}
    shown = [_shown(entry, feed, is_new=entry.fingerprint in new) for entry in now.entries]
    return {
        "entries": shown[:_SHOWN],
        "new": len(now.new),
        "total": len(shown),
        "troubles": now.troubles[:_SHOWN],
    }


def _shown(entry: Entry, feed: SourceFeed, *, is_new: bool) -> _Shown:
    record = entry.record
    from_page = feed.text == FeedText.PAGE and entry.is_summary and bool(record.url)
    date = record.date.text if record.date else ""
    return _Shown(record.headline, date, len(record.body), from_page, is_new)
