"""The real docker-compose.yml, started as documented, with substitutes for images that cannot be pulled."""

import json
import os
import re
import secrets
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection

import pytest
import yaml

from tests.launcher.support import ROOT

STANDINS = ROOT / "tests" / "launcher" / "standins"
HOST_NETWORK = STANDINS / "host-network.yml"
MINUTES = 60.0  # seconds


def docker(
    *arguments: str, wait: float = MINUTES, variables: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a docker command, whether or not it succeeds."""
    return subprocess.run(
        ["docker", *arguments],
        cwd=ROOT,
        env={**os.environ, **(variables or {})},
        capture_output=True,
        text=True,
        timeout=wait,
        check=False,
    )


def images() -> tuple[str, str, str]:
    """Return the base image of the Dockerfile, and the other images of the compose file."""
    base = re.search(r"^FROM (\S+) AS build$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert base
    return base[1], services["database"]["image"], services["proxy"]["image"]


@pytest.fixture(scope="module")
def engine() -> None:
    """A Docker engine with all images. Skips the tests, with a reason, if there is none."""
    if shutil.which("docker") is None or docker("info").returncode:
        pytest.skip("no Docker engine answers on this machine")
    if docker("compose", "version").returncode:
        pytest.skip("docker has no compose plugin (version 2)")
    missing = [each for each in images() if docker("image", "inspect", each).returncode]
    if all(docker("pull", "--quiet", each, wait=5 * MINUTES).returncode == 0 for each in missing):
        return
    if os.geteuid() or shutil.which("debootstrap") is None:
        pytest.skip(f"{', '.join(missing)} cannot be pulled, and stand-ins need root and debootstrap")
    made = subprocess.run(
        [STANDINS / "make", *images()], capture_output=True, text=True, timeout=10 * MINUTES, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr


class Compose:
    """A project of the compose file, separate from any other on this machine."""

    def __init__(self) -> None:
        files = ["docker-compose.yml"]
        if docker("network", "inspect", "bridge").returncode:
            files.append(str(HOST_NETWORK.relative_to(ROOT)))
        self.options = ["compose", *(part for file in files for part in ("--file", file))]
        self.variables = {
            "COMPOSE_PROJECT_NAME": f"newsarchive-test-{os.getpid()}",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "POSTGRES_PASSWORD": secrets.token_hex(24),
            "PORT": str(free_port()),
            "TRIAL_DATABASE_PORT": str(free_port()),
        }

    def __call__(self, *arguments: str, wait: float = 2 * MINUTES) -> str:
        """Run a docker compose command that must succeed. Returns its output."""
        done = docker(*self.options, *arguments, wait=wait, variables=self.variables)
        assert done.returncode == 0, done.stdout + done.stderr + self.logs()
        return done.stdout

    def logs(self) -> str:
        """The latest log lines of the services."""
        return docker(*self.options, "logs", "--tail", "20", variables=self.variables).stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def compose(engine: None) -> Iterator[Compose]:
    """The archive after ``docker compose up --build --wait``."""
    for port in (80, 443):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                pytest.skip(f"port {port}, which the proxy needs, is taken on this machine")
    started = Compose()
    try:
        started("up", "--build", "--wait", "--wait-timeout", "240", wait=10 * MINUTES)
        yield started
    finally:
        docker(
            *started.options,
            "down",
            "--volumes",
            "--timeout",
            "5",
            wait=5 * MINUTES,
            variables=started.variables,
        )


@pytest.fixture(scope="module")
def trust(compose: Compose, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """An SSL context that trusts only the proxy's own CA, which signs for localhost."""
    root = tmp_path_factory.mktemp("proxy") / "root.crt"
    compose("cp", "proxy:/data/caddy/pki/authorities/local/root.crt", str(root))
    return ssl.create_default_context(cafile=root)


def ask(
    trust: ssl.SSLContext | None,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, HTTPMessage, bytes]:
    """Return the proxy's response, over TLS if ``trust`` is given."""
    to = HTTPSConnection("localhost", context=trust) if trust else HTTPConnection("localhost")
    with closing(to) as connection:
        connection.request("GET" if body is None else "POST", path, body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def test_every_service_is_healthy_and_within_its_memory(compose: Compose) -> None:
    services = [json.loads(line) for line in compose("ps", "--format", "json").splitlines()]
    assert {each["Service"]: each["Health"] for each in services} == dict.fromkeys(
        ("database", "web", "worker", "proxy"), "healthy"
    )
    for each in services:
        limit = docker("inspect", each["ID"], "--format", "{{.HostConfig.Memory}}").stdout
        assert int(limit) > 0, each["Service"]
    assert compose("exec", "-T", "web", "id", "-u") == "10001\n"


def test_readers_come_through_tls(compose: Compose, trust: ssl.SSLContext) -> None:
    compose("exec", "-T", "web", "python", "manage.py", "import_samples", wait=5 * MINUTES)
    status, headers, body = ask(trust, "/articles/")
    assert (status, b"</html>" in body) == (200, True)
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert ask(None, "/articles/")[1]["Location"] == "https://localhost/articles/"


def test_a_reader_cannot_pretend_to_be_another(trust: ssl.SSLContext) -> None:
    left = []
    for number in range(3):
        pretence = {"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Proto": "http"}
        status, headers, _ = ask(trust, "/api/articles?q=a", headers=pretence)
        assert status == 200
        left.append(int(headers["RateLimit-Remaining"]))
    assert left[-1] < left[0]


def test_a_body_larger_than_any_form_is_refused(trust: ssl.SSLContext) -> None:
    assert ask(trust, "/accounts/login/", b"a" * 1_000)[0] == 403
    assert ask(trust, "/accounts/login/", b"a" * 200_000)[0] == 413


def test_the_worker_stops_at_once(compose: Compose) -> None:
    compose("stop", "worker", wait=8)
    assert "The worker has stopped." in compose("logs", "worker")
