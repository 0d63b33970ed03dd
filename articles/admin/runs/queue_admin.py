"""Admin list of background tasks. It takes the place of procrastinate's own pages."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app
from procrastinate.contrib.django import models as queue

from articles.admin.common.deferred import NO_WORKER
from articles.admin.searches import ReadOnlyAdmin
from articles.background import queue_state

STATES = {"todo": _("waiting"), "doing": _("running"), "succeeded": _("done"), "failed": _("failed")}

# Other code, or an earlier import of this module, may have removed them.
for _model in (queue.ProcrastinateJob,):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)

# The heading in the admin. Its model cannot be renamed here: that would ask for a migration.
apps.get_app_config("procrastinate").verbose_name = _("Background work")


@admin.register(queue.ProcrastinateJob)
class TaskAdmin(ReadOnlyAdmin[queue.ProcrastinateJob]):
    """Background tasks, for administrators. A failed one can be tried again."""

    list_display = ("task", "args", "state", "attempts", "begun", "scheduled_at")
    list_display_links = None
    list_filter = ("status",)
    ordering = ("-id",)
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[queue.ProcrastinateJob]:
        """Load the events, which have the times."""
        return super().get_queryset(request).prefetch_related("procrastinateevent_set")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Warn if no worker is running."""
        if request.method == "GET" and not queue_state().has_worker:
            messages.warning(request, NO_WORKER)
        return super().changelist_view(request, {"title": _("Background tasks"), **(extra_context or {})})

    @admin.display(description=_("task"))
    def task(self, job: queue.ProcrastinateJob) -> str:
        """Its name in words."""
        return job.task_name.rpartition(".")[2].replace("_", " ")

    @admin.display(description=_("state"), ordering="status")
    def state(self, job: queue.ProcrastinateJob) -> str:
        """Whether it is waiting, running, done or has failed."""
        return str(STATES.get(job.status, job.status))

    @admin.display(description=_("last event"))
    def begun(self, job: queue.ProcrastinateJob) -> Any:
        """When something last happened to it."""
        return max((event.at for event in job.procrastinateevent_set.all() if event.at), default=None)

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[queue.ProcrastinateJob]) -> None:
        """Queue failed tasks again."""
        failed = list(queryset.filter(status="failed"))
        for job in failed:
            app.job_manager.retry_job_by_id(job.pk, timezone.now())
        self.message_user(
            request,
            ngettext("%(number)s task queued again.", "%(number)s tasks queued again.", len(failed))
            % {"number": intcomma(len(failed))},
            messages.SUCCESS,
        )
