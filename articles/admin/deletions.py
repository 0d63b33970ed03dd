"""The articles that were deleted, which imports leave out until an editor allows them again."""

# ruff: noqa: ARG002  (Django says what these methods are given)

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from articles.admin.bases import ModelAdminOf, counted
from articles.models import DeletedOriginal


@admin.register(DeletedOriginal)
class DeletedOriginalAdmin(ModelAdminOf[DeletedOriginal]):
    """Deleted articles: a row for each original that an article had."""

    list_display = ("headline", "reference", "deleted_at", "deleted_by")
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("reference",)
    search_help_text = "The beginning of a reference, a whole SHA-256, or the id that the article had"
    actions = ("allow_again",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Only what an index answers."""
        term = search_term.replace("\0", "").strip()[:2000]
        if not term:
            return queryset, False
        condition = Q(reference__startswith=term) | Q(sha256=term.lower())
        if term.isdecimal() and len(term) < 19:
            condition |= Q(article_id=int(term))
        return queryset.filter(condition), False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who may add articles may also let deleted ones back in."""
        return request.user.has_perm("articles.add_article")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for the list itself."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The database adds a row when an article is deleted."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing here is typed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The action does it for all originals of an article at once."""
        return False

    @admin.action(description="Allow imports to add these articles again", permissions=["view"])
    def allow_again(self, request: HttpRequest, queryset: QuerySet[DeletedOriginal]) -> None:
        """Forget that the articles were deleted, with all their originals."""
        ids = set(queryset.values_list("article_id", flat=True))
        DeletedOriginal.objects.filter(article_id__in=ids).delete()
        self.message_user(
            request,
            f"{counted(len(ids), 'article')} can be imported again. Import the file once more to bring "
            f"{'it' if len(ids) == 1 else 'them'} back.",
            messages.SUCCESS,
        )
