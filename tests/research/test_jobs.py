"""The worker: its hourly tasks, failures, and how quickly it stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.core import mail

from articles import jobs
from articles.models import Alerts, SearchWord, User
from articles.research.freezing import request_of
from articles.research.saved import save_search
from tests.factories import ArticleFactory
from tests.processes import running_worker, wait_until
from tests.scratch import server_parameters

STRONG = "k9-Zq3vT7xLm2RbW8nYc4HdJ6fGsP1aUeQoKiXrV5tBwNzM0yChD"
SOON = 60.0  # seconds to wait for a process to start on a busy machine


@pytest.mark.django_db
def test_a_round_sends_alerts_and_collects_words(reader: User, settings: Any) -> None:
    settings.SITE_URL = "https://archive.example.org"
    save_search(reader, request_of("?q=referendum"), "Votes", Alerts.DAILY)
    assert jobs.run_jobs()
    ArticleFactory.create(headline="A referendum in Italy")
    assert jobs.run_jobs()
    assert [sent.to for sent in mail.outbox] == [[reader.email]]
    assert SearchWord.objects.filter(word="referendum").exists()


@pytest.mark.django_db
def test_without_an_address_of_the_site_no_mail_is_sent(reader: User, settings: Any) -> None:
    settings.SITE_URL = ""
    save_search(reader, request_of("?q=referendum"), "Votes", Alerts.DAILY)
    ArticleFactory.create(headline="A referendum in Italy")
    assert jobs.run_jobs()
    assert mail.outbox == []
    assert SearchWord.objects.filter(word="referendum").exists()


@contextmanager
def running(log: Path, **variables: str) -> Iterator["subprocess.Popen[str]"]:
    """A worker in a separate process, once it reports that it is running. Its log goes to a file."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "runworker"],
            env=os.environ | {"SECRET_KEY": STRONG} | variables,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
        )
    with running_worker(process):
        yield process


def stop(process: "subprocess.Popen[str]", number: int) -> None:
    """Stop the worker, which must exit promptly and without an error."""
    process.send_signal(number)
    begin = time.monotonic()
    assert process.wait(SOON) == 0
    assert time.monotonic() - begin < 15  # it would sleep for minutes
    assert process.stdout
    assert process.stdout.read() == "The worker has stopped.\n"


def test_it_waits_for_a_database_that_is_away_and_stops_at_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(log, DATABASE_URL="postgresql://archive@127.0.0.1:1/archive") as process:
        wait_until(lambda: "could not finish its words" in log.read_text(), SOON)
        assert "SITE_URL is not set" in log.read_text()
        stop(process, signal.SIGTERM)


@pytest.mark.django_db(transaction=True)
def test_it_cancels_a_running_statement(tmp_path: Path) -> None:
    address = server_parameters()
    place = urlencode({"host": address["host"], "port": address["port"]})
    url = f"postgresql://{address['user']}@/{address['dbname']}?{place}"
    ArticleFactory.create(headline="A referendum in Italy")
    with psycopg.connect(**address) as other, running(tmp_path / "log", DATABASE_URL=url) as process:
        other.execute("LOCK TABLE articles_searchword")
        wait_until(lambda: waiting(other), SOON)
        stop(process, signal.SIGTERM)
        wait_until(lambda: not waiting(other), SOON)


def waiting(other: psycopg.Connection[Any]) -> bool:
    """Whether anyone is waiting for the lock."""
    return other.execute("SELECT FROM pg_locks WHERE NOT granted").fetchone() is not None
