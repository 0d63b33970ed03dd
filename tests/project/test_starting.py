"""Starting with an invalid environment fails with a message and no side effects; system checks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from articles.checks import check_database, check_embedded
from tests.scratch import ScratchMaker

ROOT = Path(__file__).resolve().parent.parent.parent
STRONG = "k9-Zq3vT7xLm2RbW8nYc4HdJ6fGsP1aUeQoKiXrV5tBwNzM0yChD"
OURS = ("DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "PORT", "HTTPS", "HSTS", "DATA_DIR")
PRODUCTION = {
    "DATABASE_URL": "postgresql://archive:pw@127.0.0.1:1/archive",  # nobody listens there
    "SECRET_KEY": STRONG,
    "ALLOWED_HOSTS": "archive.example.org",
}


def manage(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with only these environment variables."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=ROOT,
        env={**environment, "DATA_DIR": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG='perhaps' is not valid; use on or off"),
        ({"PORT": "http"}, "PORT='http' is not a whole number from 1 to 65535."),
        ({"ALLOWED_HOSTS": "https://x.example"}, "which is not a host name; write it like"),
        ({"DATABASE_URL": "mysql://h/n"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"DATABASE_URL": "postgresql://h:port/n"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"DATABASE_URL": "postgresql://.h/n"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"DATABASE_URL": PRODUCTION["DATABASE_URL"]}, "SECRET_KEY is not set."),
        ({"SEARCH_TIMEOUT_MS": "5"}, "SEARCH_TIMEOUT_MS='5' is not a whole number from 100 to 600000."),
        ({"DATABASE_POOL_SIZE": "0"}, "DATABASE_POOL_SIZE='0' is not a whole number from 1 to 200."),
        ({"HSTS": "on"}, "HSTS='on' cannot be used; choose one of host, subdomains, preload."),
        ({"DATA_DIR": "/dev/null"}, "DATA_DIR='/dev/null' cannot be used"),
    ],
)
def test_bad_value_stops_the_start_with_one_sentence(
    tmp_path: Path, variables: dict[str, str], sentence: str
) -> None:
    done = manage(tmp_path, "check", **variables)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("The archive could not start: ")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("hsts", "subdomains", "preload"),
    [("", False, False), ("Subdomains", True, False), ("preload", True, True)],
)
def test_other_hosts_are_bound_to_https_only_on_request(
    tmp_path: Path, hsts: str, subdomains: bool, preload: bool
) -> None:
    done = manage(tmp_path, "diffsettings", "--all", **PRODUCTION, HSTS=hsts)
    assert done.returncode == 0, done.stderr
    assert "SECURE_HSTS_SECONDS = 31536000" in done.stdout
    assert f"SECURE_HSTS_INCLUDE_SUBDOMAINS = {subdomains}" in done.stdout
    assert f"SECURE_HSTS_PRELOAD = {preload}" in done.stdout


def test_no_secret_key_is_demanded_while_debugging(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", DATABASE_URL=PRODUCTION["DATABASE_URL"], DEBUG="on")
    assert (done.returncode, done.stderr) == (0, "")


def test_production_settings_have_nothing_amiss(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.stderr == ""
    assert done.stdout == "System check identified no issues (2 silenced).\n"  # HSTS is a choice
    assert done.returncode == 0


def test_public_site_on_the_embedded_database_is_warned_of(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", ALLOWED_HOSTS="archive.example.org", SECRET_KEY=STRONG)
    assert done.returncode == 0
    assert "articles.W001" in done.stderr
    assert list(tmp_path.iterdir()) == []  # and no server was started for it


def test_plain_settings_serve_this_machine_without_tls() -> None:
    assert settings.HTTPS is False
    assert check_embedded() == []


def test_database_in_use_passes_its_check(db: None) -> None:
    assert check_database(databases=["default"]) == []
    assert check_database(databases=None) == []


def test_database_of_another_encoding_is_an_error(scratch: ScratchMaker) -> None:
    with scratch("ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'") as alias:
        found = check_database(databases=[alias])
    assert [message.id for message in found] == ["articles.E002"]
    assert "SQL_ASCII" in found[0].msg
