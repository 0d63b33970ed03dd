"""What the admin pages of background work share: its progress, and how to undo and continue it."""

# ruff: noqa: ARG002  (subclasses look at the arguments)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ModelAdminOf
from articles.admin.common.deferred import NO_WORKER
from articles.background import queue_state

if TYPE_CHECKING:
    _Base = ModelAdminOf[Any]
else:
    _Base = object


class UndoableAdmin(_Base):
    """Mixin for work that is done in the background and can be undone. It is the first base class."""

    change_form_template = "admin/undoable/change_form.html"

    def may_undo(self, request: HttpRequest, work: Any) -> bool:
        """Whether the page offers to undo the work."""
        raise NotImplementedError

    def may_continue(self, request: HttpRequest, work: Any) -> bool:
        """Whether the page offers to do the rest of work that stopped before its end."""
        return False

    def undo_view(self, request: HttpRequest, pk: int) -> Any:
        """Say what undoing would do; once confirmed, undo it."""
        raise NotImplementedError

    def own_views(self) -> dict[str, Any]:
        """Return the pages of one row by the end of their addresses."""
        return {"undo": self.undo_view}

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of one row."""
        names = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<int:pk>/{page}/", self.admin_site.admin_view(view), name=f"{names}_{page}")
            for page, view in self.own_views().items()
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the work with what can be done with it. The page of work in progress follows it."""
        work = self.get_object(request, object_id)
        if work and work.is_at_work and queue_state().is_stuck:
            messages.warning(request, NO_WORKER)
        shown = self.offered(request, work) if work else {}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def offered(self, request: HttpRequest, work: Any) -> dict[str, bool]:
        """Return what the page says of the work and offers to do with it, for the template."""
        return {
            "is_at_work": work.is_at_work,
            "may_undo": self.may_undo(request, work),
            "may_continue": self.may_continue(request, work),
        }


class UndoableChangeAdmin(UndoableAdmin):
    """Mixin for changes of many articles."""

    @admin.display(description=_("summary"), ordering="summary")
    def said(self, change: Any) -> str:
        """What was done, in the editor's language."""
        return str(change)

    @admin.display(description=_("state"))
    def progress(self, change: Any) -> str:
        """The state, with a bar while it is at work, and the problem."""
        return render_to_string("admin/undoable/progress.html", {"change": change})
