"""Admin list of the errors that readers report."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles.admin.common.bases import ViewableAdmin
from articles.admin.common.edit_conflicts import GuardedAdmin
from articles.models import ErrorReport, ReportStatus


@admin.register(ErrorReport)
class ErrorReportAdmin(GuardedAdmin, ViewableAdmin[ErrorReport]):
    """Reports, open ones first. Editors of articles set the status and write a note."""

    list_display = ("beginning", "article_link", "status", "reported_at", "email")
    list_filter = ("status",)
    list_select_related = ("article",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("message", "note", "email")
    search_help_text = _("Part of the message, the note or the email address, or an article ID")
    fields = ("article_link", "page", "message", "email", "reported_at", "status", "note")
    readonly_fields = ("article_link", "page", "message", "email", "reported_at")
    actions = ("mark_done", "reopen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErrorReport]:
        """Leave out the article's long texts."""
        return (
            super().get_queryset(request).defer("article__body", "article__search", "article__entity_names")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search the texts, or by article id."""
        term = search_term.replace("\0", "").strip()[:300]
        if term.isdecimal() and len(term) < 19:
            return queryset.filter(article=int(term)), False
        return super().get_search_results(request, queryset, term)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may change articles."""
        return request.user.has_perm("articles.change_article")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: readers send reports from the page of an article."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may delete articles: a report may contain personal data."""
        return request.user.has_perm("articles.delete_article")

    @admin.display(description=_("message"))
    def beginning(self, report: ErrorReport) -> str:
        return f"{report.message[:120]}…" if len(report.message) > 120 else report.message

    @admin.display(description=pgettext_lazy("label", "article"))
    def article_link(self, report: ErrorReport) -> SafeString:
        """The article, linked to its admin page."""
        address = reverse("admin:articles_article_change", args=[report.article_id])
        return format_html('<a href="{}">{}</a>', address, report.article.headline)

    @admin.display(description=_("page"))
    def page(self, report: ErrorReport) -> SafeString:
        """The public page of the article."""
        return format_html('<a href="{0}">{0}</a>', report.article.get_absolute_url())

    @admin.action(description=_("Mark as done"), permissions=["change"])
    def mark_done(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> None:
        """Set the status of the chosen reports to done."""
        self._set(request, queryset, ReportStatus.DONE)

    @admin.action(description=_("Open again"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> None:
        """Set the status of the chosen reports to open."""
        self._set(request, queryset, ReportStatus.OPEN)

    def _set(self, request: HttpRequest, queryset: QuerySet[ErrorReport], status: ReportStatus) -> None:
        number = (
            ErrorReport.objects.filter(pk__in=queryset.values("pk"))
            .exclude(status=status)
            .update(status=status)
        )
        self.message_user(
            request,
            ngettext("%(number)s report changed.", "%(number)s reports changed.", number)
            % {"number": intcomma(number)},
            messages.SUCCESS,
        )
