"""Admin pages of merges, splits and renames: the list, progress, and undoing them."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import editing
from articles.admin.common.bases import editor_of, undone_by
from articles.admin.common.undoable import UndoableChangeAdmin
from articles.admin.entities.working import queue, tell_queued, work
from articles.admin.searches import ReadOnlyAdmin
from articles.models import ChangeState, Entity, EntityChange
from articles.store_once import store_once


class EntityFilter(admin.SimpleListFilter):
    """Changes of one entity; the page of the entity links here."""

    title = _("entity")
    parameter_name = "entity"
    template = "admin/articles/entitychange/no_filter.html"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer nothing: there are too many entities."""
        return [("", "")]

    def queryset(self, request: Any, queryset: QuerySet[EntityChange]) -> QuerySet[EntityChange]:
        """Keep the changes of the entity."""
        given = self.value() or ""
        if not given:
            return queryset
        pk = int(given) if given.isdecimal() and len(given) < 10 else 0
        return queryset.filter(entity_ids__contains=[pk])


@admin.register(EntityChange)
class EntityChangeAdmin(UndoableChangeAdmin, ReadOnlyAdmin[EntityChange]):
    """What was merged, split and renamed. Each can be undone."""

    packed = ("rows", "asked")
    list_display = ("said", "kind", "state", "total", "made_by", "made_at")
    list_filter = ("kind", "state", EntityFilter)
    list_select_related = ("made_by",)
    fields = ("progress", "entities", ("made_by", "made_at", "ended_at"), "undone")
    readonly_fields = ("progress", "entities", "undone")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may view entities."""
        return request.user.has_perm("articles.view_entity") or request.user.has_perm(
            "articles.change_entity"
        )

    def own_views(self) -> dict[str, Any]:
        """Add the button that continues a change."""
        return super().own_views() | {"continue": self.continue_view}

    def may_undo(self, request: HttpRequest, work: EntityChange) -> bool:
        """Whether it has ended, and the user may change entities."""
        return _may_change(request) and work.state == ChangeState.DONE

    def may_continue(self, request: HttpRequest, work: EntityChange) -> bool:
        """Whether it failed or nothing queued would go on with it, and the user may change entities."""
        stopped = work.state == ChangeState.FAILED or (work.is_at_work and not is_queued(work))
        return _may_change(request) and stopped

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what undoing would do; once confirmed, undo it."""
        change = get_object_or_404(EntityChange, pk=pk)
        if not _may_change(request):
            raise PermissionDenied
        try:
            if request.method == "POST":
                answer: HttpResponse = _undo(request, change)
                return answer
            plan = editing.plan_change_undo(change)
        except editing.ChangeRefusedError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(change.get_admin_url())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Undo"),
            "opts": self.opts,
            "change": change,
            "plan": plan,
            "more": plan.touched - len(plan.examples),
            "may_see_articles": request.user.has_perm("articles.view_article"),
        }
        return TemplateResponse(request, "admin/articles/entitychange/undo.html", context)

    def continue_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Queue a change again that failed or was interrupted."""
        change = get_object_or_404(EntityChange, pk=pk)
        if request.method != "POST" or not self.may_continue(request, change):
            raise PermissionDenied
        if change.state == ChangeState.FAILED:
            EntityChange.objects.filter(pk=pk).update(state=ChangeState.RUNNING, problem="")
        queue(change)
        tell_queued(request, change)
        return HttpResponseRedirect(change.get_admin_url())

    @admin.display(description=_("entities"))
    def entities(self, change: EntityChange) -> SafeString:
        """Links to the entities that there are."""
        found = Entity.objects.filter(pk__in=change.entity_ids)
        links = ((reverse("admin:articles_entity_change", args=[each.pk]), each.name) for each in found)
        return format_html_join(", ", '<a href="{}">{}</a>', links) or SafeString("–")

    @admin.display(description=_("undone"))
    def undone(self, change: EntityChange) -> str:
        """When it was undone, and by which editor."""
        if change.undone_at is None:
            return gettext("no")
        return undone_by(change.undone_at, str(change.undone_by or gettext("someone")))


def _may_change(request: HttpRequest) -> bool:
    return request.user.has_perms(("articles.change_entity", "articles.delete_entity"))


def is_queued(change: EntityChange) -> bool:
    """Whether the change waits for a worker, or one is at work on it."""
    jobs = ProcrastinateJob.objects.filter(task_name="articles.tasks.change_entities")
    return jobs.filter(status__in=("todo", "doing"), args__change_id=change.pk).exists()


@store_once
def _undo(request: HttpRequest, change: EntityChange) -> HttpResponse:
    editing.begin_undo(change, editor_of(request), partly="partly" in request.POST)
    return work(request, change)
