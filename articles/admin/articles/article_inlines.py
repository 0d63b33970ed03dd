"""The entities of an article on its page: those it has, and rows to add others."""

# ruff: noqa: ARG002  (Django says what these methods are given)

from typing import Any

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.articles.article_forms import FoundFormSet, LinkForm
from articles.admin.common.bases import TabularInlineOf
from articles.admin.common.entity_select import EntitySelect
from articles.models import Article, ArticleEntity, Decision, Mention

SHOWN_WORDS = 6


class FoundInline(TabularInlineOf[ArticleEntity, Article]):
    """What the article names: here an editor confirms or rejects."""

    model = ArticleEntity
    form = LinkForm
    formset = FoundFormSet  # type: ignore[assignment]  # the stubs mean one exact form
    verbose_name_plural = "People and places in the article"
    fields = ("name", "kind", "words", "status", "is_about", "reported_from", "times", "decided")
    readonly_fields = ("name", "kind", "words", "times", "decided")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Adding has rows of its own, below."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleEntity]:
        """All that a row shows, in one query."""
        surfaces = Mention.objects.filter(article=OuterRef("article"), entity=OuterRef("entity"))
        return (
            super()
            .get_queryset(request)
            .select_related("entity", "decided_by")
            .annotate(
                surfaces=ArraySubquery(
                    surfaces.order_by("surface").values("surface").distinct()[: SHOWN_WORDS + 1]
                )
            )
            .order_by("entity__kind", "-mention_count", "entity__name", "pk")
        )

    @admin.display(description="Name")
    def name(self, link: ArticleEntity) -> str | SafeString:
        """The entity, linked to its page in the admin."""
        if not link.entity_id:
            return ""
        address = reverse("admin:articles_entity_change", args=[link.entity_id])
        return format_html('<a href="{}">{}</a>', address, link.entity.name)

    @admin.display(description="Kind")
    def kind(self, link: ArticleEntity) -> str:
        """Person, country, organisation or place."""
        return link.entity.get_kind_display() if link.entity_id else ""

    @admin.display(description="Words in the text")
    def words(self, link: ArticleEntity) -> str:
        """The words that put the entity here; a country may be here through its cities alone."""
        surfaces: list[str] = getattr(link, "surfaces", [])
        shown = ", ".join(f"“{surface}”" for surface in surfaces[:SHOWN_WORDS])
        return f"{shown}, …" if len(surfaces) > SHOWN_WORDS else shown

    @admin.display(description="Mentions")
    def times(self, link: ArticleEntity) -> str:
        """How often it is named."""
        return str(link.mention_count) if link.entity_id else ""

    @admin.display(description="Decided by")
    def decided(self, link: ArticleEntity) -> str:
        """Who decided, and on which day."""
        if link.status == Decision.AUTOMATIC or not link.decided_at:
            return ""
        return f"{link.decided_by or 'unknown'}, {link.decided_at:%Y-%m-%d}"


class AddedInline(TabularInlineOf[ArticleEntity, Article]):
    """What extraction missed: here an editor adds it. What is there already is confirmed by that."""

    model = ArticleEntity
    verbose_name = "entity"
    verbose_name_plural = "Add entities missing from the list above"
    fields = ("entity", "is_about")
    extra = 1
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleEntity]:
        """No existing row: those stand above."""
        return super().get_queryset(request).none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There is nothing here to change."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Shown only to those who may add."""
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Entities are found by typing; the suggestions say of which kind they are."""
        if db_field.name == "entity":
            kwargs["widget"] = EntitySelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
