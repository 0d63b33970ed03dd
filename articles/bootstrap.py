"""Prepares an archive before it is served. Each step does nothing if it was already done."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from articles import schema_version
from articles.authorship.store import fill
from articles.batch.workers import stop_fork_server
from articles.editing import publish_due
from articles.models import Article, SearchWord
from articles.search.spelling.vocabulary import collect_words

ADMIN_NAME = "admin"

Say = Callable[[str], None]


@dataclass(frozen=True)
class FirstAdmin:
    """The account made on the first run. Its password is stored nowhere else in plain text."""

    name: str
    password: str


def prepare(say: Say, *, local: bool, samples: bool) -> FirstAdmin | None:
    """Migrate the database and collect static files, if needed.

    A ``local`` archive also gets an admin account and, on its very first run and if ``samples`` is true,
    the sample articles. Processes that start together take turns. Returns the admin if this call made one.
    """
    with schema_version.migration_lock():
        schema_version.migrate()
        if local:
            _load_samples(say, settings.DATA_DIR / "samples-loaded", wanted=samples)
        fill(say)
        publish_due()
        if not SearchWord.objects.exists():
            collect_words()
        _gather_static_files(say, settings.DATA_DIR / "static-fingerprint")
        # Last, so that nothing can fail between making the password and printing it.
        return _make_admin() if local else None


def _load_samples(say: Say, marker: Path, *, wanted: bool) -> None:
    """Load the samples into a new archive. The marker stays, so they are not loaded again once removed."""
    begun = _noted(marker) == "begun"
    if marker.exists() and not begun:
        return
    if wanted and (begun or not Article.objects.exists()):
        say("Loading the sample articles ...")
        marker.write_text("begun\n")  # if this run is killed, the next one finishes the job
        call_command("import_samples")
        stop_fork_server()  # it uses a lot of memory, and serving pages does not need it
    marker.write_text("done\n")


def _noted(file: Path) -> str:
    """Return what an earlier run wrote to the file, or "" if it cannot be read."""
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""


def _make_admin() -> FirstAdmin | None:
    users = get_user_model().objects
    if users.exists():
        return None
    admin = FirstAdmin(ADMIN_NAME, secrets.token_urlsafe(12))
    users.create_superuser(username=admin.name, email="", password=admin.password)
    return admin


def _gather_static_files(say: Say, noted: Path) -> None:
    fingerprint = _static_fingerprint()
    if settings.STATIC_ROOT.is_dir() and _noted(noted) == fingerprint:
        return
    say("Collecting static files ...")
    # django-ninja ships two API viewers; Redoc is not used and takes 4 MB.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["redoc*"])
    noted.write_text(fingerprint)


def _static_fingerprint() -> str:
    """Return a hash that changes with any static file, the Django version or the storage settings."""
    digest = hashlib.sha256(repr((django.VERSION, settings.STORAGES["staticfiles"])).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
