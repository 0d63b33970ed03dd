"""Transactions that conflict: they are retried if that helps, and reported as conflicts if not."""

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from articles.locking import ATTEMPTS, retried
from articles.models import Source
from tests.html import complaints, parse

pytestmark = pytest.mark.django_db


def fail(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'others' USING ERRCODE = '{state}'; END $$")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("state", "attempts"), [("40P01", 3), ("40001", 3), ("53100", 1), ("55P03", 1)])
def test_a_whole_transaction_is_retried_after_a_conflict(state: str, attempts: int) -> None:
    tried: list[str] = []

    @retried
    def work() -> None:
        with transaction.atomic():
            Source.objects.create(name="Daily Record")
            tried.append(state)
            if len(tried) < 3:
                fail(state)

    if attempts == 1:
        with pytest.raises(OperationalError):
            work()
    else:
        work()
    assert len(tried) == attempts
    assert Source.objects.count() == (attempts == 3)


@pytest.mark.django_db(transaction=True)
def test_it_gives_up_and_only_the_outermost_transaction_is_run_again() -> None:
    tried: list[int] = []

    @retried
    def inner() -> None:
        tried.append(1)
        fail("40P01")

    @retried
    def outer() -> None:
        with transaction.atomic():
            inner()

    with pytest.raises(OperationalError):
        outer()
    assert len(tried) == ATTEMPTS


@pytest.mark.urls("tests.project.broken_urls")
@pytest.mark.parametrize("state", ["40P01", "40001", "55P03", "57014"])
def test_a_conflict_is_not_an_outage(client: Client, state: str) -> None:
    with transaction.atomic():
        answer = client.get(f"/in-the-way/{state}/")
        transaction.set_rollback(True)
    page = parse(answer.content.decode())
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "3", "no-store")
    assert page.first("h1") == "Someone else changed this at the same time"
    assert complaints(page) == []
    with transaction.atomic():
        told = client.get(f"/api/in-the-way/{state}/").json()["detail"]
        transaction.set_rollback(True)
    assert "Someone else changed the same thing" in told
    assert "is not responding" not in told
