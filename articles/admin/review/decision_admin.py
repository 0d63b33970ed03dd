"""Admin list of decisions about unresolved names, which can be undone."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import DecisionsAdmin, editor_of
from articles.admin.review.deciding import say_undone
from articles.models import MentionDecision
from articles.text import fold_name, quoted


@admin.register(MentionDecision)
class DecisionAdmin(DecisionsAdmin[MentionDecision]):
    """Decisions about names. They are made in the review list and undone here."""

    list_display = ("words", "meaning", "where", "decided_by", "decided_at")
    list_display_links = None
    list_filter = ("kind",)
    list_per_page = 50
    list_select_related = ("entity", "article", "decided_by")
    show_full_result_count = False
    search_fields = ("folded",)  # shows the search box; see get_search_results
    search_help_text = _("The name, or an article ID")
    actions = ("undo",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MentionDecision]:
        """Load only the article's headline."""
        return super().get_queryset(request).only(
            "kind", "surface", "folded", "before", "decided_at", "entity__name", "entity__kind",
            "article__headline", "decided_by__username",
        )  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search by folded words or article id."""
        term = search_term.replace("\0", "").strip()[:300]
        if term.isdecimal() and len(term) < 19:
            return queryset.filter(article=int(term)), False
        return (queryset.filter(folded=fold_name(term)) if term else queryset), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a wrong decision is undone, and the words are reviewed again."""
        return False

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer actions only to users who may decide."""
        return super().get_actions(request) if self.has_view_permission(request) else {}

    @admin.display(description=_("name"), ordering="folded")
    def words(self, decision: MentionDecision) -> str:
        return quoted(decision.surface)

    @admin.display(description=_("entity"))
    def meaning(self, decision: MentionDecision) -> str | SafeString:
        """The entity, linked to its admin page."""
        if decision.entity is None:
            return gettext("none, or not a name")
        address = reverse("admin:articles_entity_change", args=[decision.entity.pk])
        return format_html('<a href="{}">{}</a>', address, decision.entity.name)

    @admin.display(description=pgettext_lazy("label", "article"))
    def where(self, decision: MentionDecision) -> SafeString:
        """The article, linked to its admin page."""
        address = reverse("admin:articles_article_change", args=[decision.article_id])
        return format_html('<a href="{}">{}</a>', address, decision.article.headline)

    @admin.action(description=_("Undo"))
    def undo(self, request: HttpRequest, queryset: QuerySet[MentionDecision]) -> None:
        """Undo decisions: the words are unresolved again, and the entity's link gets its former status."""
        ids = list(queryset.order_by("pk").values_list("pk", flat=True))
        say_undone(request, editing.undo_words(ids, editor_of(request)))
