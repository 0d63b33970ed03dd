"""Admin pages of import runs: the list, a run with its failures, uploads, and undoing a run."""

# ruff: noqa: ARG002  (Django defines these signatures)

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import editor_of, percent, undone_by
from articles.admin.common.deferred import NO_WORKER, tell_deferred
from articles.admin.common.undoable import UndoableAdmin
from articles.admin.runs.upload_form import UploadForm, plain_name
from articles.admin.searches import ReadOnlyAdmin
from articles.background import AT_ONCE, defer, queue_state
from articles.importers.runs.failed_records import failed_file
from articles.importers.runs.folders import keep_files
from articles.importers.runs.options import stored
from articles.importers.runs.recorder import settle_killed
from articles.models import ImportRun, RunState

SHOWN = 100  # failures
OUTCOMES = ("created", "updated", "unchanged", "failed")
_COLUMNS = {
    "created": _("created"),
    "updated": _("updated"),
    "unchanged": _("unchanged"),
    "failed": _("failed"),
}
TO_CONTINUE = (RunState.INTERRUPTED, RunState.FAILED)


def _number_of(outcome: str) -> Callable[["ImportRunAdmin", ImportRun], str]:
    """Return a column with the number of records that had an outcome."""

    @admin.display(description=_COLUMNS[outcome])
    def number(_admin: "ImportRunAdmin", run: ImportRun) -> str:
        return intcomma(run.counts.get(outcome, 0))

    return number


@admin.register(ImportRun)
class ImportRunAdmin(UndoableAdmin, ReadOnlyAdmin[ImportRun]):
    """Import runs. Adding one uploads files, which a worker imports."""

    change_form_template = "admin/articles/importrun/change_form.html"
    list_display = ("id", "what", "state", *OUTCOMES, "per_second", "begun_at", "begun_by")
    list_filter = ("state",)
    fields = (
        ("state", "problem"),
        ("begun_at", "ended_at", "begun_by"),
        "what",
        "how",
        "results",
        "articles",
        "unused_columns",
        "failed_records",
        "undone",
    )
    readonly_fields = ("what", "how", "results", "articles", "unused_columns", "failed_records", "undone")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the user may import."""
        return request.user.has_perm("articles.add_importrun")

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Whether the user may undo imports."""
        return request.user.has_perm("articles.undo_importrun")

    def may_undo(self, request: HttpRequest, work: ImportRun) -> bool:
        """Whether the run has ended, and the user may undo imports."""
        return self.has_undo_permission(request) and not work.is_at_work

    def may_continue(self, request: HttpRequest, work: ImportRun) -> bool:
        """Whether an upload stopped before its end, and the user may import."""
        return self.has_add_permission(request) and work.is_upload and work.state in TO_CONTINUE

    def own_views(self) -> dict[str, Any]:
        """Add the button that continues a run, and the file of its failed records."""
        return super().own_views() | {"continue": self.continue_view, "failures": self.failures_view}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Mark runs that were killed, and warn if uploads are waiting and nobody is there to import them."""
        if self.has_view_permission(request):
            settle_killed()
        if request.method == "GET" and queue_state().is_stuck:
            messages.warning(request, NO_WORKER)
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a run, marked as interrupted if it was killed."""
        if self.has_view_permission(request):
            settle_killed()
        return super().change_view(request, object_id, form_url, extra_context)

    def offered(self, request: HttpRequest, work: ImportRun) -> dict[str, bool]:
        """Offer the failed records, too."""
        has_failures = work.failures.exclude(raw=b"").exists()
        return super().offered(request, work) | {"has_failures": has_failures}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload files, and queue their import."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if is_sent and form.is_valid():
            run = _upload(request, form.cleaned_data)
            return HttpResponseRedirect(run.get_admin_url())
        context = {**self.admin_site.each_context(request), "title": _("Import articles"), "opts": self.opts}
        return TemplateResponse(request, "admin/articles/importrun/upload.html", {**context, "form": form})

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say what undoing the run would do; once confirmed, undo it."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun, pk=pk)
        try:
            plan = editing.plan_undo(run)
            if request.method == "POST":
                _undo(request, run, plan.withdrawn)
                return HttpResponseRedirect(run.get_admin_url())
        except editing.UndoRefusedError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(run.get_admin_url())
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Undo import run %(number)s") % {"number": run.pk},
            "opts": self.opts,
            "run": run,
            "plan": plan,
            "kept": [(gettext(reason), number) for reason, number in plan.kept.most_common()],
            "examples": [(pk, headline, gettext(reason)) for pk, headline, reason in plan.examples],
        }
        return TemplateResponse(request, "admin/articles/importrun/undo.html", context)

    def continue_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Queue an interrupted import of uploaded files again."""
        run = get_object_or_404(ImportRun, pk=pk)
        if request.method != "POST" or not self.may_continue(request, run):
            raise PermissionDenied
        with transaction.atomic():
            run.state = RunState.WAITING
            run.save(update_fields=["state"])
            _queue(request, run)
        return HttpResponseRedirect(run.get_admin_url())

    def failures_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the failed records as a file, to correct and import again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = failed_file(get_object_or_404(ImportRun, pk=pk))
        if file is None:
            raise Http404
        disposition = f'attachment; filename="{file.name}"'
        return HttpResponse(
            file.content, content_type=file.media_type, headers={"Content-Disposition": disposition}
        )

    @admin.display(description=_("files"))
    def what(self, run: ImportRun) -> str:
        """The files and folders."""
        first = ", ".join(run.paths[:3])
        if len(run.paths) <= 3:
            return first
        return gettext("%(files)s and %(number)s more") % {"files": first, "number": len(run.paths) - 3}

    @admin.display(description=_("command"))
    def how(self, run: ImportRun) -> SafeString:
        """The command that does the same."""
        return format_html("<code>{}</code>", run.command)

    created = _number_of("created")
    updated = _number_of("updated")
    unchanged = _number_of("unchanged")
    failed = _number_of("failed")

    @admin.display(description=_("per second"))
    def per_second(self, run: ImportRun) -> str:
        """Records per second."""
        return intcomma(round(run.rate))

    @admin.display(description=_("results"))
    def results(self, run: ImportRun) -> str:
        """Everything that was counted."""
        counts = [(_COLUMNS.get(outcome, outcome), number) for outcome, number in run.counts.items()]
        return render_to_string("admin/articles/importrun/results.html", {"run": run, "counts": counts})

    @admin.display(description=_("articles"))
    def articles(self, run: ImportRun) -> SafeString:
        """A link to the articles that it created or updated."""
        address = reverse("admin:articles_article_changelist")
        return format_html(
            '<a href="{}?run={}">{}</a>', address, run.pk, gettext("Articles created or updated")
        )

    @admin.display(description=_("columns not used"))
    def unused_columns(self, run: ImportRun) -> str:
        """The columns that no field was read from, with the share of filled cells."""
        return ", ".join(_unused(name, share) for name, share in run.unused) or "–"

    @admin.display(description=_("failed records"))
    def failed_records(self, run: ImportRun) -> str:
        """The first failures."""
        context = {"failures": run.failures.defer("raw", "head")[:SHOWN], "run": run, "shown": SHOWN}
        return render_to_string("admin/articles/importrun/failures.html", context)

    @admin.display(description=_("undone"))
    def undone(self, run: ImportRun) -> str:
        """When it was undone, and by whom."""
        return undone_by(run.undone_at, run.undone_by) if run.undone_at else gettext("no")


def _unused(name: str, share: float) -> str:
    return gettext("%(name)s (%(share)s filled)") % {"name": name, "share": percent(share)}


def _upload(request: HttpRequest, cleaned: dict[str, Any]) -> ImportRun:
    run = ImportRun(
        paths=[plain_name(file) for file in cleaned["uploads"]],
        is_upload=True,
        begun_by=editor_of(request).get_username(),
        begun_at=timezone.now(),
        state=RunState.WAITING,
        options=stored(cleaned["options"], cleaned["format"] or None),
    )
    with transaction.atomic():
        run.save()
        keep_files(run, cleaned["uploads"])
        _queue(request, run)
    return run


def _queue(request: HttpRequest, run: ImportRun) -> None:
    defer("import_upload", lock="import", run_id=run.pk)
    tell_deferred(
        request,
        ngettext(
            "Importing %(number)s file takes a while and is done in the background.",
            "Importing %(number)s files takes a while and is done in the background.",
            len(run.paths),
        )
        % {"number": intcomma(len(run.paths))},
    )


def _undo(request: HttpRequest, run: ImportRun, number: int) -> None:
    if number > AT_ONCE:
        defer("undo_import", lock="undo", run_id=run.pk, user_id=editor_of(request).pk)
        tell_deferred(
            request,
            ngettext(
                "Withdrawing %(number)s article takes a while and is done in the background.",
                "Withdrawing %(number)s articles takes a while and is done in the background.",
                number,
            )
            % {"number": intcomma(number)},
        )
        return
    done = editing.undo_run(run, editor_of(request))
    number = done.withdrawn
    said = ngettext("%(number)s article withdrawn.", "%(number)s articles withdrawn.", number)
    nothing = gettext("Nothing to withdraw.")
    messages.success(request, said % {"number": intcomma(number)} if number else nothing)
