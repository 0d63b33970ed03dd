"""Where uploaded files wait for their import."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from articles.models import ImportRun


def folder_of(run: ImportRun) -> Path:
    """Return the folder of a run's uploaded files."""
    return settings.DATA_DIR / "uploads" / str(run.pk)


def keep_files(run: ImportRun, files: Iterable[UploadedFile]) -> None:
    """Store uploaded files under the names that the run has for them."""
    folder = folder_of(run)
    folder.mkdir(parents=True)
    for name, file in zip(run.paths, files, strict=True):
        with (folder / name).open("wb") as copy:
            for piece in file.chunks():
                copy.write(piece)


def discard_files(run: ImportRun) -> None:
    """Delete the uploaded files of a run: what was imported keeps its original in the database."""
    shutil.rmtree(folder_of(run), ignore_errors=True)
