"""What contributors may do with articles: write drafts of their own, until an editor publishes them."""

# ruff: noqa: ARG002  (Django defines these signatures)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ModelAdminOf, editor_of, page_name
from articles.models import Article, Status, User

if TYPE_CHECKING:
    _Base = ModelAdminOf[Article]
else:
    _Base = object
_RECENT = 500  # drafts, whose authors the filter lists


def contributes(request: HttpRequest) -> bool:
    """Whether the user may write drafts of their own."""
    return request.user.has_perm("articles.contribute_article")


def own_drafts(request: HttpRequest) -> QuerySet[Article]:
    """Return the user's drafts. Once an editor has published one, it is no longer among them."""
    return Article.objects.filter(contribution__author=editor_of(request), status=Status.DRAFT)


def sets_status(request: HttpRequest, article: Article | None = None) -> bool:
    """Whether the user decides when an article is published: a new one, if none is given."""
    may_add = article is None and request.user.has_perm("articles.add_article")
    return may_add or request.user.has_perm("articles.change_article")


class OwnDraftsAdmin(_Base):
    """Mixin for the admin of articles. Permissions on all articles stay what they are."""

    def sees_all(self, request: HttpRequest) -> bool:
        """Whether the user may see the articles of others."""
        return super().has_view_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or contributes(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) or contributes(request)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether the user may see the article. Without one: whether they may see some."""
        if self.sees_all(request):
            return True
        return contributes(request) and (obj is None or own_drafts(request).filter(pk=obj.pk).exists())

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether the user may change the article. Without one: whether they may change all.

        A draft that is no longer theirs does not exist for contributors; the page then shows what they sent.
        """
        if super().has_change_permission(request, obj):
            return True
        if obj is None:
            return contributes(request) and page_name(request) == "articles_article_change"
        return contributes(request) and own_drafts(request).filter(pk=obj.pk).exists()

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Whether the user may withdraw articles."""
        user = request.user
        return user.has_perm("articles.withdraw_article") or user.has_perm("articles.change_article")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Show contributors their own drafts only."""
        articles = super().get_queryset(request)
        if self.sees_all(request):
            return articles
        return articles.filter(contribution__author=editor_of(request), status=Status.DRAFT)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Return no filters for contributors: these name people and sources of articles by others."""
        return super().get_list_filter(request) if self.sees_all(request) else ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Say whether the page offers to withdraw the article."""
        context["may_withdraw"] = kwargs.get("obj") and self.has_withdraw_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Leave the publication of a contributor's draft to the editors."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if sets_status(request, obj) else (*fields, "status", "embargoed_until")


class AuthorFilter(admin.SimpleListFilter):
    """The drafts of one member of the staff."""

    title = _("author of the draft")
    parameter_name = "draft_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return those who wrote the newest drafts."""
        drafts = Article.objects.filter(status=Status.DRAFT).order_by("-pk")[:_RECENT]
        authors = User.objects.filter(contributions__article__in=drafts.values("pk"))
        return [
            (str(pk), name)
            for pk, name in authors.order_by("username").distinct().values_list("pk", "username")
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        author = self.author_of(self.value() or "")
        return queryset.filter(status=Status.DRAFT, contribution__author=author) if author else queryset

    @classmethod
    def author_of(cls, value: str) -> int:
        """Return the id that a value of the filter means; 0 for none."""
        return int(value) if value.isdecimal() and len(value) < 10 else 0
