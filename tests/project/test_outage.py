"""A database outage, as seen by readers, editors, load balancers and logs."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.html import complaints, parse

ROOT = Path(__file__).resolve().parent.parent.parent
STRONG = "k9-Zq3vT7xLm2RbW8nYc4HdJ6fGsP1aUeQoKiXrV5tBwNzM0yChD"
Answer = dict[str, Any]
Answers = dict[str, Answer]
NEEDING = ["/", "/articles/", "/articles/?q=x", "/articles/1/", "/people/", "/captures/1/", "/api/articles"]
NEEDING += ["/countries/ua/", "/articles/facets/country/", "/api/articles/1", "/lose-connection/"]
WITHOUT = ["/healthz", "/help/search/", "/robots.txt", "/nothing/here/", "/fail/", "/forbid/", "/suspect/"]
WITHOUT += ["//bad-host/", "POST /admin/login/", "/static/icon.svg", "//bad-host/healthz"]


def _probe(paths: list[str], *arguments: str, **variables: str) -> tuple[list[Answer], list[str]]:
    """Request paths in a separate process; return its responses and log lines."""
    ours = {"DEBUG", "HTTPS", "PORT", "ALLOWED_HOSTS"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    production = {"DATA_DIR": str(settings.DATA_DIR), "SECRET_KEY": STRONG, "ALLOWED_HOSTS": "localhost"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.project.probe", *arguments],
        cwd=ROOT,
        env={**environment, **production, **variables},
        input=json.dumps(paths),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr.splitlines()


@pytest.fixture(scope="module")
def outage(static_files: None) -> tuple[Answers, list[str]]:
    """Responses of a process whose database port has no listener."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        url = f"postgresql://archive:pw@127.0.0.1:{port}/archive"
        paths = [*NEEDING, *WITHOUT, "/readyz"]
        answers, lines = _probe(paths, DATABASE_URL=url)
        return dict(zip(paths, answers, strict=True)), lines


@pytest.mark.parametrize("path", NEEDING)
def test_what_needs_the_database_says_that_it_is_away(outage: tuple[Answers, list[str]], path: str) -> None:
    answer = outage[0][path]
    assert answer["status"] == 503
    assert answer["headers"]["Retry-After"] == "30"
    assert answer["headers"]["Cache-Control"] == "no-store"
    if path.startswith("/api/"):
        assert answer["headers"]["Content-Type"].startswith("application/json")
        assert "database" in json.loads(answer["body"])["detail"]
    else:
        page = parse(answer["body"])
        assert page.first("h1") == "The archive is temporarily unavailable"
        assert complaints(page) == []


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/help/search/", 200, "How to search"),
        ("/nothing/here/", 404, "Page not found"),
        ("/fail/", 500, "Something went wrong on our side"),
        ("/forbid/", 403, "You do not have access to this page"),
        ("/suspect/", 400, "We could not understand this request"),
        ("//bad-host/", 400, "We could not understand this request"),
        ("POST /admin/login/", 403, "The form has expired"),
    ],
)
def test_pages_that_need_no_database_are_styled_without_one(
    outage: tuple[Answers, list[str]], path: str, status: int, heading: str
) -> None:
    answer = outage[0][path]
    assert answer["status"] == status
    page = parse(answer["body"])
    assert page.first("h1") == heading
    assert complaints(page) == []
    sheets = [tag.attributes["href"] for tag in page.all("link") if tag.attributes.get("rel") == "stylesheet"]
    assert len(sheets) >= 2
    for sheet in sheets:
        assert sheet
        assert (settings.STATIC_ROOT / sheet.removeprefix("/static/")).is_file()
    assert "secret" not in answer["body"]
    assert answer["seconds"] < 5


def test_every_answer_carries_the_policy(outage: tuple[Answers, list[str]]) -> None:
    without = [
        path
        for path, answer in outage[0].items()
        if "default-src 'self'" not in answer["headers"].get("Content-Security-Policy", "")
    ]
    assert without == []


def test_process_lives_and_is_not_ready(outage: tuple[Answers, list[str]]) -> None:
    for path in ("/healthz", "//bad-host/healthz"):
        assert outage[0][path]["status"] == 200
        assert json.loads(outage[0][path]["body"]) == {"status": "ok"}
        assert outage[0][path]["seconds"] < 2
    ready = outage[0]["/readyz"]
    assert ready["status"] == 503
    assert json.loads(ready["body"]) == {"status": "not ready", "reason": "The database is not responding."}


def test_answers_come_before_a_proxy_gives_up(outage: tuple[Answers, list[str]]) -> None:
    assert max(answer["seconds"] for answer in outage[0].values()) < 8


def test_outage_and_faults_are_logged_as_json(outage: tuple[Answers, list[str]]) -> None:
    entries = [json.loads(line) for line in outage[1]]
    away = [entry for entry in entries if entry["message"].startswith("The database is not responding")]
    assert {"/articles/", "/api/articles"} <= {entry.get("path") for entry in away}
    fault = next(entry for entry in entries if entry.get("path") == "/fail/")
    assert (fault["level"], fault["status"], fault["method"]) == ("error", 500, "GET")
    assert "RuntimeError: a secret" in fault["traceback"]
    assert not any("pw@" in line or "pw'" in line for line in outage[1])


def _ask_in_turn(paths: list[str]) -> list[Answer]:
    """Request paths one after the other in a process that uses the suite's database."""
    return _probe(paths, "--in-turn", PROBE_DATABASE=str(connection.settings_dict["NAME"]))[0]


@pytest.mark.django_db
def test_lost_connection_costs_one_request_alone(static_files: None) -> None:
    answers = _ask_in_turn(["/articles/", "/lose-connection/", "/articles/", "/readyz"])
    assert [answer["status"] for answer in answers] == [200, 503, 200, 200]


@pytest.mark.django_db
def test_database_that_was_started_again_costs_no_request(static_files: None) -> None:
    answers = _ask_in_turn(["/articles/", "RESTART", "/articles/", "RESTART", "/readyz"])
    assert all(answer["ended"] for answer in answers if "ended" in answer)
    assert [answer["status"] for answer in answers if "ended" not in answer] == [200, 200, 200]


@pytest.mark.django_db
def test_fault_in_a_query_is_a_fault_and_no_outage(static_files: None) -> None:
    answers = _ask_in_turn(["/ask-nonsense/", "/articles/"])
    assert [answer["status"] for answer in answers] == [500, 200]


@pytest.mark.django_db
def test_ready_with_a_migrated_database(client: Client) -> None:
    for path, body in (("/healthz", {"status": "ok"}), ("/readyz", {"status": "ready"})):
        answer = client.get(path, headers={"host": "10.0.0.7:8000"})
        assert (answer.status_code, answer.json()) == (200, body)
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_not_ready_before_the_database_is_migrated(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id ="
            " (SELECT max(id) FROM django_migrations WHERE app = 'articles')"
        )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "The database has not been migrated: run manage.py migrate."
