"""The entities on an article's admin page: those found, and rows to add others."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.article_forms import CorrectionForm, FoundFormSet, LinkForm
from articles.admin.common.bases import TabularInlineOf
from articles.admin.common.entity_select import EntitySelect
from articles.models import Article, ArticleEntity, Correction, Decision, Mention

SHOWN_WORDS = 6


class FoundInline(TabularInlineOf[ArticleEntity, Article]):
    """The entities of the article, for an editor to confirm or reject."""

    model = ArticleEntity
    form = LinkForm
    formset = FoundFormSet  # type: ignore[assignment]  # the stubs accept only one form class
    verbose_name_plural = _("People and places in the article")
    fields = ("name", "kind", "words", "status", "is_about", "reported_from", "times", "decided")
    readonly_fields = ("name", "kind", "words", "times", "decided")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: AddedInline adds entities."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleEntity]:
        """Load everything that the rows show in one query."""
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

    @admin.display(description=_("Name"))
    def name(self, link: ArticleEntity) -> str | SafeString:
        """The entity, linked to its admin page."""
        if not link.entity_id:
            return ""
        address = reverse("admin:articles_entity_change", args=[link.entity_id])
        return format_html('<a href="{}">{}</a>', address, link.entity.name)

    @admin.display(description=_("Kind"))
    def kind(self, link: ArticleEntity) -> str:
        return link.entity.get_kind_display() if link.entity_id else ""

    @admin.display(description=_("Words in the text"))
    def words(self, link: ArticleEntity) -> str:
        """The words that mention the entity; none for a country mentioned only through its cities."""
        surfaces: list[str] = getattr(link, "surfaces", [])
        shown = ", ".join(f"“{surface}”" for surface in surfaces[:SHOWN_WORDS])
        return f"{shown}, …" if len(surfaces) > SHOWN_WORDS else shown

    @admin.display(description=_("Mentions"))
    def times(self, link: ArticleEntity) -> str:
        return str(link.mention_count) if link.entity_id else ""

    @admin.display(description=_("Decided by"))
    def decided(self, link: ArticleEntity) -> str:
        if link.status == Decision.AUTOMATIC or not link.decided_at:
            return ""
        return f"{link.decided_by or gettext('unknown')}, {date_format(link.decided_at, 'SHORT_DATE_FORMAT')}"


class CorrectionInline(TabularInlineOf[Correction, Article]):
    """The corrections of the article. Whoever may change an article may enter them."""

    model = Correction
    form = CorrectionForm
    fields = ("day", "text")
    extra = 0

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_article")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request) or request.user.has_perm("articles.view_article")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)


class AddedInline(TabularInlineOf[ArticleEntity, Article]):
    """Rows to add entities that extraction missed. Adding one that is already there confirms it."""

    model = ArticleEntity
    verbose_name = _("entity")
    verbose_name_plural = _("Add entities missing from the list above")
    fields = ("entity", "is_about")
    extra = 1
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleEntity]:
        """Show no existing rows: FoundInline has them."""
        return super().get_queryset(request).none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: only users who may add entities see these rows."""
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Find entities by autocomplete, whose suggestions include the kind."""
        if db_field.name == "entity":
            kwargs["widget"] = EntitySelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
