"""Admin list of the originals that verify_fixity has compared with their checksums."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.searches import ReadOnlyAdmin
from articles.models import FixityCheck


@admin.register(FixityCheck)
class FixityCheckAdmin(ReadOnlyAdmin[FixityCheck]):
    """Verified originals. The list reads nothing of them, so that damaged ones can be listed, too."""

    list_display = ("capture_id", "original", "verified_at", "is_damaged")
    list_filter = ("is_damaged",)
    list_display_links = None
    ordering = ("-capture_id",)  # "-capture" would be the order of captures, and sort all rows
    sortable_by = ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may view originals."""
        return request.user.has_perm("articles.view_capture")

    @admin.display(description=_("original"))
    def original(self, check: FixityCheck) -> SafeString:
        """A link to the original."""
        address = reverse("admin:articles_capture_change", args=[check.capture_id])
        return format_html('<a href="{}">{}</a>', address, gettext("View"))
