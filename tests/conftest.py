"""Fixtures for all tests: a PostgreSQL server for the whole run, and the corpora."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import settings
from pytest_django import DjangoDbBlocker
from whitenoise import WhiteNoise
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from articles.fulltext.languages import forget_languages
from articles.search.reading.name_lookup import forget_names
from articles.search.spelling.vocabulary import vocabulary
from tests.launcher.support import NO_SYNC
from tests.scratch import ScratchMaker, scratch_database
from tests.search.columns.servers import make_template, tell

# Register helper modules with assertions before they are imported; otherwise failures show no values.
pytest.register_assert_rewrite("tests.search.columns.questions", "tests.search.columns.asking")

# Use the same examples every time; --hypothesis-profile=search looks for new ones.
settings.register_profile("suite", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", deadline=None, print_blob=True, max_examples=2000)
settings.load_profile("suite")

# Checking a password is slow on purpose, and no test depends on that.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

QueryCounter = Callable[[Callable[[], object]], int]
ROOT = Path(__file__).resolve().parent.parent
CORPORA = Path(os.environ.get("NEWSARCHIVE_CORPORA", ROOT.parent / "shared" / "corpora"))


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Distributes tests by file, since tests in a file share fixtures; browser tests share one archive."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = nodeid.partition("::")[0]
        return "tests/browser" if file.startswith("tests/browser/") else file


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are processors, as some tests wait for the servers they start."""
    return min((os.cpu_count() or 1) + 1, 8)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Choose how several processes share the suite (script/test)."""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Start the embedded PostgreSQL (or use DATABASE_URL) before the test database is created."""
    if django_settings.EMBEDDED_POSTGRES is None:
        # Other processes may use that server too, so each has its own test database.
        connection.settings_dict["TEST"]["NAME"] = f"test_{django_settings.DATA_DIR.name}"
        yield
        return
    with django_settings.EMBEDDED_POSTGRES.lease():
        tell(django_settings.EMBEDDED_POSTGRES.dsn(), NO_SYNC)
        tell(django_settings.EMBEDDED_POSTGRES.dsn(), "SELECT pg_reload_conf()")
        yield


@pytest.fixture(scope="session", autouse=True)
def _signals_of_programs() -> None:
    """Handle SIGINT and SIGHUP if they are ignored, as in background jobs of a script.

    Child processes inherit ignored signals but not handlers. So the suite still ignores them, but the
    programs that it starts can be stopped.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real articles. Tests that use it are skipped if it is missing."""
    if not CORPORA.is_dir():
        pytest.skip(f"no corpora at {CORPORA} (NEWSARCHIVE_CORPORA names the folder)")
    return CORPORA


@pytest.fixture(scope="session")
def static_files() -> Iterator[None]:
    """The hashed, compressed static files, collected as at the start of the archive.

    WhiteNoise would scan them all for each test's client; the clients share the result of the first scan.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    look = WhiteNoise.update_files_dictionary
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def remember(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            look(self, root, prefix)
            found[root, prefix] = self.files
        self.files = self.files | found[root, prefix]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", remember)
        yield


@pytest.fixture(autouse=True)
def _static_files_for_pages(request: pytest.FixtureRequest) -> None:
    """Collect static files for tests with a client, since pages link to them."""
    if {"client", "admin_client", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("static_files")


@pytest.fixture(autouse=True)
def _language_of_each_test() -> None:
    """Reset the language, which a page in another language leaves active in the thread."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _words_of_each_test() -> None:
    """Clear the caches of the archive's languages and words between tests."""
    forget_languages()
    vocabulary.forget()
    forget_names()


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[ScratchMaker]:
    """Create separate databases; see scratch_database."""
    with django_db_blocker.unblock():
        yield scratch_database


@pytest.fixture(scope="session")
def migrated(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The data folder of a stopped server with the archive's tables; tests copy it."""
    data_dir = tmp_path_factory.mktemp("migrated") / "var"
    with django_db_blocker.unblock():
        make_template(data_dir)
    return data_dir


@pytest.fixture
def count_queries() -> QueryCounter:
    """Count the database queries of a call, including those for savepoints."""

    def count(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count
