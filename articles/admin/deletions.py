"""Admin list of deleted articles, which imports skip until an editor allows them again."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.common.bases import find_originals
from articles.admin.searches import ReadOnlyAdmin
from articles.models import DeletedOriginal


@admin.register(DeletedOriginal)
class DeletedOriginalAdmin(ReadOnlyAdmin[DeletedOriginal]):
    """Deleted articles, one row per original."""

    list_display = ("headline", "reference", "deleted_at", "deleted_by")
    list_display_links = None
    search_fields = ("reference",)
    search_help_text = _("The beginning of a reference, a full SHA-256, or the article ID")
    actions = ("allow_again",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return find_originals(queryset, search_term), False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may import: such users may also allow deleted articles again."""
        return request.user.has_perm("articles.add_importrun")

    @admin.action(description=_("Allow imports to add these articles again"), permissions=["view"])
    def allow_again(self, request: HttpRequest, queryset: QuerySet[DeletedOriginal]) -> None:
        """Forget that the articles and all their originals were deleted."""
        ids = set(queryset.values_list("article_id", flat=True))
        DeletedOriginal.objects.filter(article_id__in=ids).delete()
        self.message_user(
            request,
            ngettext(
                "%(number)s article can be imported again. Import the file again to bring it back.",
                "%(number)s articles can be imported again. Import the file again to bring them back.",
                len(ids),
            )
            % {"number": intcomma(len(ids))},
            messages.SUCCESS,
        )
