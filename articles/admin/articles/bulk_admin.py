"""Admin pages of changes of many articles: the list, progress, and undoing them."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.bulk_action import work
from articles.admin.common.bases import editor_of
from articles.admin.common.undoable import UndoableChangeAdmin
from articles.admin.searches import ReadOnlyAdmin
from articles.editing import bulk
from articles.models import BulkChange, ChangeState
from articles.store_once import store_once

NOT_NOW = _("This has not ended yet, or was already undone.")


@admin.register(BulkChange)
class BulkChangeAdmin(UndoableChangeAdmin, ReadOnlyAdmin[BulkChange]):
    """What was changed in many articles at once. Each change can be undone."""

    packed = ("values",)
    list_display = ("said", "state", "total", "made_by", "made_at")
    list_filter = ("state",)
    list_select_related = ("made_by",)
    fields = ("progress", ("made_by", "made_at", "ended_at"), ("undone_by", "undone_at"))
    readonly_fields = ("progress",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may change articles."""
        return request.user.has_perm("articles.change_article")

    def may_undo(self, request: HttpRequest, work: BulkChange) -> bool:
        """Whether it has ended. Whoever sees the page may undo it."""
        return work.state in {ChangeState.DONE, ChangeState.FAILED}

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what undoing would do; once confirmed, undo it."""
        change = get_object_or_404(BulkChange, pk=pk)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not self.may_undo(request, change):
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


@store_once
def _undo(request: HttpRequest, change: BulkChange) -> HttpResponse:
    if bulk.begin_bulk_undo(change, editor_of(request)):
        return work(request, change)
    messages.error(request, NOT_NOW)
    return HttpResponseRedirect(change.get_admin_url())
