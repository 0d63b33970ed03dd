"""The scripts in script/, run by the system's shell."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import django
import pytest

from newsarchive.embedded import EmbeddedPostgres
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import ROOT


def run(
    command: list[str], cwd: Path = ROOT, environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run without input; never raises."""
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def module() -> ModuleType:
    """script/environment.py, which is not in a package."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / "script" / "environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def prepared() -> None:
    """Skip the test unless the suite runs in the scripts' own environment."""
    if not (ROOT / ".venv" / "installed.json").exists():
        pytest.skip("script/test has not made this environment: the scripts would install into it")


@pytest.mark.parametrize("name", ["server", "test", "manage", "database", "lib.sh"])
def test_the_scripts_are_plain_shell(name: str) -> None:
    assert run(["sh", "-n", f"script/{name}"]).stderr == ""


def test_manage_works_from_anywhere_and_through_links(prepared: None, tmp_path: Path) -> None:
    link = tmp_path / "a link"
    link.symlink_to(os.path.relpath(ROOT / "script" / "manage", tmp_path))
    (tmp_path / "second").symlink_to("a link")
    done = run([str(tmp_path / "second"), "version"], cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, django.get_version())


def test_a_machine_without_a_fitting_python_is_told_so(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("dirname", "readlink"):
        path = run(["sh", "-c", f"command -v {name}"]).stdout.strip()
        (tools / name).symlink_to(path)
    done = run(
        ["/bin/sh", str(ROOT / "script" / "server")],
        environment={"PATH": f"{tmp_path}:{tools}", "PYTHON": ""},
    )
    assert done.returncode == 1
    assert "needs Python 3.11, 3.12, 3.13 or 3.14" in done.stderr
    assert "Python 3.9.2" in done.stderr
    assert "PYTHON=/path/to/python3" in done.stderr


def test_a_debian_without_venv_is_told_what_to_install(module: ModuleType) -> None:
    words = module.explain_venv_failure("... because ensurepip is not available ...")
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in words


@pytest.fixture
def environment(module: ModuleType, tmp_path: Path) -> Any:
    """An empty project with a lock file without packages."""
    (tmp_path / "script").mkdir()
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text("# nothing\n")
    return module.Environment(tmp_path)


def test_an_environment_is_made_once_and_again_when_it_must(module: ModuleType, environment: Any) -> None:
    root, note = environment.root, environment.note
    module.main(root, "requirements-dev.txt")
    made = note.stat().st_mtime_ns
    module.main(root, "requirements-dev.txt")
    module.main(root, "requirements.txt")  # the development packages include the others
    assert note.stat().st_mtime_ns == made

    (root / "requirements.txt").write_text("# still nothing\n")
    module.main(root, "requirements.txt")
    assert note.stat().st_mtime_ns > made
    assert environment.holds("requirements.txt", environment.usable_version())

    left_over = environment.folder / "left-over"
    left_over.touch()
    environment.unfinished.touch()  # as a killed installation leaves it
    assert environment.usable_version() is None
    module.main(root, "requirements.txt")
    assert not left_over.exists()
    assert environment.usable_version() is not None


def test_a_failed_installation_is_no_installation(
    module: ModuleType, environment: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    (environment.root / "requirements.txt").write_text("no-hash-given==1.0\n")
    with pytest.raises(SystemExit, match=r"The packages of requirements\.txt could not be installed"):
        module.main(environment.root, "requirements.txt")
    assert "hash" in capfd.readouterr().err.lower()
    assert not environment.note.exists()
    assert environment.usable_version() is None


def test_postgresqls_programs_find_the_embedded_database(server: EmbeddedPostgres, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "newsarchive.embedded"]
    here = {"DATA_DIR": str(server.data_dir), "DATABASE_URL": ""}
    asked = run([*program, "psql", "-Atc", "SELECT current_user, current_database()"], environment=here)
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, "newsarchive|newsarchive\n", "")
    dump = tmp_path / "dump"
    assert run([*program, "pg_dump", "--format=custom", f"--file={dump}"], environment=here).returncode == 0
    assert dump.read_bytes().startswith(b"PGDMP")
    unheard_of = run([*program, "unheard_of"], environment=here)
    assert (unheard_of.returncode, running_pid(server.cluster)) == (2, None)
    assert "no program called unheard_of" in unheard_of.stderr
    elsewhere = run([*program, "psql"], environment=here | {"DATABASE_URL": "postgresql://h/a"})
    assert (elsewhere.returncode, "DATABASE_URL is set" in elsewhere.stderr) == (2, True)
