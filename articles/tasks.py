"""The background tasks. Each can be run again after it was killed at any point, without doubling anything.

Tasks load what they need when they run: this module is imported by every process.
"""

# ruff: noqa: PLC0415

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps
from typing import Any

from django.db import connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from newsarchive.failures import DATABASE_ERRORS

#: Set when the worker should stop. Long tasks then stop at the next safe point.
stopping = threading.Event()


class StoppedError(Exception):
    """The worker is stopping, so the task has stopped half-way. The next worker continues it."""


_AGAIN = RetryStrategy(retry_exceptions=(StoppedError, *DATABASE_ERRORS), wait=5, max_attempts=100)


def _task(do: Callable[..., None]) -> Callable[..., Any]:
    """Register a function as a task that runs in a thread of its own.

    The thread is a daemon, unlike those of an executor: the worker need not wait for it to exit.
    """

    @wraps(do)
    async def run(**arguments: Any) -> None:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def settle(error: BaseException | None) -> None:
            if not done.cancelled():
                done.set_exception(error) if error else done.set_result(None)

        def work() -> None:
            error: BaseException | None = None
            try:
                do(**arguments)
            except BaseException as raised:  # noqa: BLE001  (it is raised again in the loop)
                error = raised
            finally:
                connections.close_all()
            loop.call_soon_threadsafe(settle, error)

        threading.Thread(target=work, daemon=True, name=do.__name__).start()
        await done

    return app.task(name=f"articles.tasks.{do.__name__}", retry=_AGAIN)(run)


@_task
def import_upload(run_id: int) -> None:
    """Import uploaded files, or go on with an import that was interrupted."""
    from articles.importers.uploads import import_uploaded

    if not import_uploaded(run_id, stop=stopping.is_set):
        raise StoppedError


@_task
def undo_import(run_id: int, user_id: int) -> None:
    """Withdraw the articles of an import run."""
    from articles.editing import undo_run
    from articles.models import ImportRun, User

    run = ImportRun.objects.filter(pk=run_id).first()
    user = User.objects.filter(pk=user_id).first()
    if run and user:
        undo_run(run, user)


@_task
def change_entities(change_id: int) -> None:
    """Begin or continue a merge, split or rename, or its undo. If it is refused, the change says why."""
    from articles.editing import ChangeRefusedError, carry_on
    from articles.models import EntityChange

    change = EntityChange.objects.filter(pk=change_id).first()
    if change:
        with suppress(ChangeRefusedError):
            carry_on(change, partial(_go_on_unless, stopping))


@_task
def propose_duplicates() -> None:
    """Find entities that may be the same, for editors to judge."""
    from articles.editing.duplicates import refresh_proposals

    refresh_proposals()


@_task
def group_stories() -> None:
    """Find the stories of the articles that have not been compared with the others yet."""
    from articles.stories.grouping import group_new

    for _ in group_new():
        _go_on_unless(stopping)


def _go_on_unless(stop: threading.Event) -> None:
    if stop.is_set():
        raise StoppedError
