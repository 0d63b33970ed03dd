"""Imports of files uploaded in the admin."""

from collections.abc import Callable

from django.utils import timezone

from articles.importers.inputs import InputError
from articles.importers.run import import_paths
from articles.importers.runs.folders import discard_files, folder_of
from articles.importers.runs.options import restored
from articles.models import ImportRun, RunState


def import_uploaded(run_id: int, *, stop: Callable[[], bool]) -> bool:
    """Import the uploaded files of a run; return whether it has ended, and need not be continued."""
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None or run.state == RunState.FINISHED:
        return True
    try:
        summary = import_paths(
            [str(folder_of(run) / name) for name in run.paths],
            restored(run.options),
            format_name=run.options.get("format"),
            run=run,
            stop=stop,
        )
    except InputError:
        run.state, run.ended_at = RunState.FAILED, timezone.now()
        run.problem = "The worker does not find the uploaded files: it needs the same DATA_DIR as the server."
        run.save()
        return True
    if summary.finished:
        discard_files(run)
    return summary.finished
