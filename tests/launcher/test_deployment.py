"""What the files for containers and for continuous checks promise; no engine is needed to read them."""

import re
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
    assert database["image"] == "postgres:18"
    assert database["volumes"] == ["database:/var/lib/postgresql"]
    assert database["healthcheck"]["test"][1] == "pg_isready"
    assert "ports" not in database


def test_the_web_service_waits_for_the_database_and_demands_its_secrets(services: dict[str, Any]) -> None:
    web = services["web"]
    assert web["depends_on"]["database"]["condition"] == "service_healthy"
    assert web["environment"]["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert web["environment"]["DATABASE_URL"].endswith("@database:5432/newsarchive")
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert web["volumes"] == ["data:/data"]
    assert all(port.startswith("127.0.0.1:") for port in web["ports"])


@pytest.mark.parametrize("service", ["database", "web"])
def test_every_service_tells_whether_it_is_well(services: dict[str, Any], service: str) -> None:
    check = services[service]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= check.keys()


def test_the_code_of_a_health_check_compiles(services: dict[str, Any]) -> None:
    compile(services["web"]["healthcheck"]["test"][-1], "docker-compose.yml", "exec")
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
    assert [hook["id"] for hook in repository["hooks"]] == ["ruff-check", "ruff-format", "mypy"]
    assert all(hook["entry"].startswith(".venv/bin/python") for hook in repository["hooks"])
