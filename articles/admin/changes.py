"""Admin list of everything that editors changed, also of what has been deleted since."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ViewableAdmin
from articles.admin.common.history.log import described
from articles.models import ArchiveChange


@admin.register(ArchiveChange)
class ChangeAdmin(ViewableAdmin[ArchiveChange]):
    """Changes, newest first. Nothing can be changed here."""

    list_display = ("made_at", "editor", "what", "name", "fields_changed")
    list_filter = ("model",)
    sortable_by = ("made_at",)  # only this has an index
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("label",)  # shows the search box; see get_search_results
    search_help_text = _("The user name of an editor, or the number of an object")
    change_form_template = "admin/history/change.html"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search by editor or object id."""
        term = search_term.replace("\0", "").strip()[:150]
        if term.isdecimal() and len(term) < 19:
            return queryset.filter(object_id=int(term)), False
        return (queryset.filter(editor=term) if term else queryset), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: saving adds changes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the past does not change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the past does not change."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one change with the values before and after."""
        change = self.get_object(request, object_id)
        extra = {"logged": described(change), "target": self._address(change)} if change else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    @admin.display(description=_("kind"))
    def what(self, change: ArchiveChange) -> str:
        return change.model

    @admin.display(description=_("name"))
    def name(self, change: ArchiveChange) -> str | SafeString:
        """What was changed, linked to its history."""
        address = self._address(change)
        return format_html('<a href="{}">{}</a>', address, change.label) if address else change.label

    @admin.display(description=_("fields"))
    def fields_changed(self, change: ArchiveChange) -> str:
        """The fields that were changed."""
        if not change.after:
            return "deleted"
        return ", ".join(name.replace("_", " ") for name in change.after) if change.before else "added"

    def _address(self, change: ArchiveChange) -> str:
        """Return the address of the object's history; empty if the object was deleted."""
        if not change.after:
            return ""
        return reverse(f"admin:articles_{change.model}_history", args=[change.object_id])
