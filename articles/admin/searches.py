"""Read-only admin pages for cited and saved searches and alert emails."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ViewableAdmin
from articles.models import AlertMail, FrozenSearch, SavedSearch

_Model = TypeVar("_Model", bound=Model)


class ReadOnlyAdmin(ViewableAdmin[_Model]):
    """Read-only rows. The ``packed`` columns are never loaded."""

    packed: tuple[str, ...] = ()
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[_Model]:
        """Leave out the packed ids, which may be long."""
        return super().get_queryset(request).defer(*self.packed)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Allow only the list's own filters: others could reveal secrets, such as a feed's token."""
        filters: Any = self.list_filter
        shown = [_name_of(each) for each in filters]
        return lookup.partition("__")[0] in shown and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: the archive adds rows, or readers do on the public pages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a record that can be changed proves nothing."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: cited searches are permanent, and saved searches belong to their readers."""
        return False


def _name_of(each: Any) -> str:
    """Return the parameter of a filter, given as in ``list_filter``."""
    if isinstance(each, str):
        return each
    return str(each[0] if isinstance(each, tuple) else each.parameter_name)


@admin.register(FrozenSearch)
class FrozenSearchAdmin(ReadOnlyAdmin[FrozenSearch]):
    """Searches whose results were stored for citation."""

    packed = ("ids",)
    list_display = ("key", "query", "count", "frozen_at")
    search_fields = ("key__exact", "checksum__exact")
    search_help_text = _("A full key or checksum")
    fields = ("key", "page", "query", "reading", "frozen_at", "count", "checksum", "software")
    readonly_fields = ("page",)

    @admin.display(description=_("page"))
    def page(self, frozen: FrozenSearch) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', frozen.get_absolute_url())


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin[SavedSearch]):
    """Saved searches of readers, without the feed's token."""

    packed = ("seen_ids", "alerted_ids")
    list_display = ("name", "user", "alerts", "seen_at", "alerted_at")
    list_filter = ("alerts",)
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fields = ("name", "user", "query", "alerts", "created_at", "seen_at", "alerted_at")


@admin.register(AlertMail)
class AlertMailAdmin(ReadOnlyAdmin[AlertMail]):
    """Emails about saved searches, sent or failed."""

    packed = ("ids",)
    list_display = ("search", "reader", "made_at", "sent_at", "attempts", "problem")
    list_filter = (("sent_at", admin.EmptyFieldListFilter),)
    list_select_related = ("search__user",)
    fields = ("search", "reader", "message_id", "made_at", "sent_at", "attempts", "problem")
    readonly_fields = ("reader",)

    @admin.display(description=_("to"))
    def reader(self, mail: AlertMail) -> str:
        return mail.search.user.email
