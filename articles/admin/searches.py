"""Frozen and saved searches and the emails about them, to look at. Only their readers change them."""

# ruff: noqa: ARG002  (Django says what these methods are given)

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ModelAdminOf
from articles.models import AlertMail, FrozenSearch, SavedSearch

_Model = TypeVar("_Model", bound=Model)


class ReadOnlyAdmin(ModelAdminOf[_Model]):
    """Rows to look at. What is packed is not read from the database at all."""

    packed: tuple[str, ...] = ()
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[_Model]:
        """Without the packed ids, which may be long."""
        return super().get_queryset(request).defer(*self.packed)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Allow only the list's own filters: others could reveal hidden secrets, such as a feed's address."""
        filters: Any = self.list_filter
        shown = [each if isinstance(each, str) else each[0] for each in filters]
        return lookup.partition("__")[0] in shown and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made on the archive's pages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A record that could be changed would prove nothing."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What others cite stays; a saved search is its reader's."""
        return False


@admin.register(FrozenSearch)
class FrozenSearchAdmin(ReadOnlyAdmin[FrozenSearch]):
    """Searches frozen to be cited."""

    packed = ("ids",)
    list_display = ("key", "query", "count", "frozen_at")
    search_fields = ("key__exact", "checksum__exact")
    search_help_text = _("A full key or checksum")
    fields = ("key", "page", "query", "reading", "frozen_at", "count", "checksum", "software")
    readonly_fields = ("page",)

    @admin.display(description=_("page"))
    def page(self, frozen: FrozenSearch) -> SafeString:
        """Its page, linked."""
        return format_html('<a href="{0}">{0}</a>', frozen.get_absolute_url())


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin[SavedSearch]):
    """Saved searches of readers; the secret of the feed is not shown."""

    packed = ("seen_ids", "alerted_ids")
    list_display = ("name", "user", "alerts", "seen_at", "alerted_at")
    list_filter = ("alerts",)
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fields = ("name", "user", "query", "alerts", "created_at", "seen_at", "alerted_at")


@admin.register(AlertMail)
class AlertMailAdmin(ReadOnlyAdmin[AlertMail]):
    """Emails about saved searches: what was sent, and what could not be."""

    packed = ("ids",)
    list_display = ("search", "reader", "made_at", "sent_at", "attempts", "problem")
    list_filter = (("sent_at", admin.EmptyFieldListFilter),)
    list_select_related = ("search__user",)
    fields = ("search", "reader", "message_id", "made_at", "sent_at", "attempts", "problem")
    readonly_fields = ("reader",)

    @admin.display(description=_("to"))
    def reader(self, mail: AlertMail) -> str:
        """The address it goes to."""
        return mail.search.user.email
