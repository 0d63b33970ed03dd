"""What the admin pages of changes of many articles share: their progress and the way to the undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ModelAdminOf
from articles.admin.common.deferred import NO_WORKER
from articles.background import queue_state

if TYPE_CHECKING:
    _Base = ModelAdminOf[Any]
else:
    _Base = object


class UndoableAdmin(_Base):
    """Mixin for changes that are done in the background and can be undone. It is the first base class."""

    change_form_template = "admin/undoable/change_form.html"

    def may_undo(self, request: HttpRequest, change: Any) -> bool:
        """Whether the page offers to undo the change."""
        raise NotImplementedError

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what undoing would do; once confirmed, undo it."""
        raise NotImplementedError

    def own_views(self) -> dict[str, Any]:
        """Return the pages of one change by the end of their addresses."""
        return {"undo": self.undo_view}

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of one change."""
        own = [
            path(f"<int:pk>/{page}/", self.admin_site.admin_view(view), name=self._name(page))
            for page, view in self.own_views().items()
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a change with what can be done with it. The page of one that is at work follows it."""
        change = self.get_object(request, object_id)
        if change and change.is_at_work and queue_state().is_stuck:
            messages.warning(request, NO_WORKER)
        address = ""
        if change and self.may_undo(request, change):
            address = reverse(f"admin:{self._name('undo')}", args=[change.pk])
        shown = {
            "undo_address": address,
            "is_at_work": bool(change and change.is_at_work),
        }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    @admin.display(description=_("summary"), ordering="summary")
    def said(self, change: Any) -> str:
        """What was done, in the editor's language."""
        return str(change)

    @admin.display(description=_("state"))
    def progress(self, change: Any) -> str:
        """The state, with a bar while it is at work, and the problem."""
        return render_to_string("admin/undoable/progress.html", {"change": change})
