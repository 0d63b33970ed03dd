"""Checks of the container and CI files that need no container engine."""

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from tests.launcher.support import ROOT


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of docker-compose.yml."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def test_the_database_is_version_18_and_its_data_outlive_the_container(services: dict[str, Any]) -> None:
    database = services["database"]
    assert database["image"].startswith("postgres:18.")
    # Without this, initdb chooses SQL_ASCII for the locale C, which its builtin provider refuses.
    assert "--encoding=UTF8" in database["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert database["volumes"] == ["database:/var/lib/postgresql"]
    assert database["healthcheck"]["test"][1] == "pg_isready"
    assert "ports" not in database


def test_the_web_service_waits_for_the_database_and_demands_its_secrets(services: dict[str, Any]) -> None:
    web = services["web"]
    assert web["depends_on"]["database"]["condition"] == "service_healthy"
    assert web["environment"]["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert web["environment"]["DATABASE_URL"].endswith("@database:5432/newsarchive}")
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert web["volumes"] == ["data:/data"]
    assert all(port.startswith("127.0.0.1:") for port in web["ports"])


def variables_in(table: str) -> set[str]:
    """Return the variables in the first column of a document's table."""
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (ROOT / table).read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall("[A-Z_]+", row)}


def test_every_variable_that_settings_read_is_passed_on_and_documented(services: dict[str, Any]) -> None:
    settings = (ROOT / "newsarchive" / "settings.py").read_text()
    read = set(re.findall(r"\bread_\w+\(\s*\"([A-Z_]+)\"", settings))
    read |= {"DATABASE_URL", "DATA_DIR", "SECRET_KEY"}  # read by functions that hard-code the name
    assert variables_in("README.md") == read
    assert variables_in("docs/operations.md") == read
    # The image sets the other two; PORT is the host's, not the container's.
    assert set(services["web"]["environment"]) == read - {"DATA_DIR", "PORT"}
    assert services["worker"]["environment"] == services["web"]["environment"]


def test_images_are_pinned_and_memory_is_bounded(services: dict[str, Any]) -> None:
    images = [service["image"] for service in services.values() if "build" not in service]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert [image for image in images if not re.search(r":\d+\.\d+|@sha256:", image)] == []
    assert [name for name, service in services.items() if "mem_limit" not in service] == []


def test_the_proxy_serves_the_name_that_the_archive_answers_to(services: dict[str, Any]) -> None:
    proxy, web = services["proxy"], services["web"]
    assert proxy["environment"]["SITE_NAME"] == "${SITE_NAME:-localhost}"
    assert web["environment"]["ALLOWED_HOSTS"] == "${ALLOWED_HOSTS:-${SITE_NAME:-localhost}}"
    assert web["environment"]["HTTPS"] == "${HTTPS:-on}"
    mounted = [volume.split(":")[0] for volume in proxy["volumes"] if volume.startswith("./")]
    assert [name for name in mounted if not (ROOT / name).is_file()] == []


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no caddy on this machine to read deploy/Caddyfile")
def test_the_proxys_file_can_be_read() -> None:
    version = subprocess.run(["caddy", "version"], capture_output=True, text=True, check=True).stdout
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < (2, 8):
        pytest.skip(f"caddy {version.strip()} is older than deploy/Caddyfile needs")
    command = ["caddy", "validate", "--config", "deploy/Caddyfile"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("service", ["database", "web", "worker", "poller", "proxy"])
def test_every_service_tells_whether_it_is_well(services: dict[str, Any], service: str) -> None:
    check = services[service]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= check.keys()


def test_the_code_of_a_health_check_compiles(services: dict[str, Any]) -> None:
    for service in ("web", "worker", "poller"):
        compile(services[service]["healthcheck"]["test"][-1], "docker-compose.yml", "exec")
    dockerfile = (ROOT / "Dockerfile").read_text()
    line = re.search(r'CMD \["python", "-c", "(.+)"\]', dockerfile)
    assert line is not None
    compile(line.group(1).replace('\\"', '"'), "Dockerfile", "exec")


def test_the_image_checks_hashes_and_runs_without_privileges() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r requirements.txt" in dockerfile
    assert re.search(r"^USER archive$", dockerfile, re.MULTILINE)
    assert "DATA_DIR=/data" in dockerfile
    assert 'CMD ["runarchive", "--host", "0.0.0.0"]' in dockerfile


def test_the_image_copies_what_exists_and_what_is_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for name in " ".join(copies).split():
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored


def test_the_checks_run_the_same_steps_on_the_oldest_and_newest_python() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text())
    suite = workflow["jobs"]["suite"]
    assert suite["strategy"]["matrix"]["python"] == ["3.11", "3.14"]
    assert ".ci/run" in [step.get("run") for step in suite["steps"]]
    assert "script/test" in (ROOT / ".ci" / "run").read_text()


def test_every_commit_is_checked_by_the_projects_own_tools() -> None:
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    (repository,) = configuration["repos"]
    assert repository["repo"] == "local"
    hooks = ["ruff-check", "ruff-format", "mypy", "djlint", "djlint-admin", "codespell"]
    assert [hook["id"] for hook in repository["hooks"]] == hooks
    assert all(hook["entry"].startswith(".venv/bin/python") for hook in repository["hooks"])
