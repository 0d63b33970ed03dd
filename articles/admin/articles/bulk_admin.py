"""Admin pages of changes of many articles: the list, progress, and undoing them."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.bulk_action import work
from articles.admin.common.bases import editor_of
from articles.admin.common.deferred import NO_WORKER
from articles.admin.searches import ReadOnlyAdmin
from articles.background import queue_state
from articles.editing import bulk
from articles.models import BulkChange, ChangeState
from articles.store_once import store_once

NOT_NOW = _("This has not ended yet, or was already undone.")


@admin.register(BulkChange)
class BulkChangeAdmin(ReadOnlyAdmin[BulkChange]):
    """What was changed in many articles at once. Each change can be undone."""

    packed = ("values",)
    list_display = ("said", "state", "total", "made_by", "made_at")
    list_filter = ("state",)
    list_select_related = ("made_by",)
    fields = ("progress", ("made_by", "made_at", "ended_at"), ("undone_by", "undone_at"))
    readonly_fields = ("progress",)
    change_form_template = "admin/articles/bulkchange/change_form.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may change articles."""
        return request.user.has_perm("articles.change_article")

    def get_urls(self) -> list[URLPattern]:
        """Add the page that undoes a change."""
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="articles_bulkchange_undo"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a change, and follow one that is at work."""
        change = self.get_object(request, object_id)
        if change and change.is_at_work and queue_state().is_stuck:
            messages.warning(request, NO_WORKER)
        shown = {
            "may_undo": change and change.state in {ChangeState.DONE, ChangeState.FAILED},
            "is_at_work": bool(change and change.is_at_work),
        }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what undoing would do; once confirmed, undo it."""
        change = get_object_or_404(BulkChange, pk=pk)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if change.state not in {ChangeState.DONE, ChangeState.FAILED}:
            messages.error(request, NOT_NOW)
            return HttpResponseRedirect(change.get_admin_url())
        if request.method == "POST":
            answer: HttpResponse = _undo(request, change)
            return answer
        context = {
            **self.admin_site.each_context(request),
            "title": _("Undo"),
            "opts": self.opts,
            "change": change,
            "left": bulk.left_by(change),
        }
        return TemplateResponse(request, "admin/articles/bulkchange/undo.html", context)

    @admin.display(description=_("summary"), ordering="summary")
    def said(self, change: BulkChange) -> str:
        """What was changed."""
        return str(change)

    @admin.display(description=_("state"))
    def progress(self, change: BulkChange) -> str:
        """The state, with a bar while it is at work, and the problem."""
        return render_to_string("admin/articles/entitychange/progress.html", {"change": change})


@store_once
def _undo(request: HttpRequest, change: BulkChange) -> HttpResponse:
    if bulk.begin_bulk_undo(change, editor_of(request)):
        return work(request, change)
    messages.error(request, NOT_NOW)
    return HttpResponseRedirect(change.get_admin_url())
