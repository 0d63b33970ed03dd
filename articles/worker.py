"""The worker: runs queued tasks as they come, and the hourly jobs."""

import asyncio
import logging
import os
import signal
import threading
from contextlib import suppress

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from articles import jobs
from articles.background import HEARTBEAT, STALLED
from articles.tasks import stopping

CONCURRENCY = 2  # tasks at a time; those with the same lock take turns
GRACE = 8.0  # seconds for running tasks to reach a safe point; less than the ten of most service managers
_PAUSE = 5.0  # seconds between attempts to reach the database
_KEPT_HOURS = 24 * 7  # finished tasks are deleted after a week

log = logging.getLogger("newsarchive.worker")


def work(parent: int | None = None) -> None:
    """Work until SIGINT or SIGTERM, or until the parent process has gone."""
    threading.Thread(target=jobs.work, daemon=True, name="hourly jobs").start()
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector):
        asyncio.run(_work(app, parent))


async def _work(queue: App, parent: int | None) -> None:
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end.set)
    watching = asyncio.create_task(_watch(parent, end))
    while not end.is_set():
        serving = asyncio.create_task(_serve(queue, end))
        ending = asyncio.create_task(end.wait())
        await asyncio.wait((serving, ending), return_when=asyncio.FIRST_COMPLETED)
        if end.is_set():
            stopping.set()
            loop.call_later(GRACE, os._exit, 0)  # another worker does what is left
        else:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(end.wait(), _PAUSE)
        ending.cancel()
        await _end(serving)
    watching.cancel()


async def _end(serving: "asyncio.Task[None]") -> None:
    try:
        await serving
    except Exception as error:  # noqa: BLE001  (mostly the database, which may come back)
        log.warning("The queue cannot be read: %s", error)


async def _watch(parent: int | None, end: asyncio.Event) -> None:
    while parent is None or os.getppid() == parent:
        await asyncio.sleep(1)
    end.set()


async def _serve(queue: App, end: asyncio.Event) -> None:
    """Run tasks until the end, or until the database is away."""
    opening = asyncio.ensure_future(queue.open_async())
    ended = asyncio.create_task(end.wait())
    await asyncio.wait((opening, ended), return_when=asyncio.FIRST_COMPLETED)
    if not opening.done():
        opening.cancel()
        return
    await opening
    worker = Worker(
        queue,
        concurrency=CONCURRENCY,
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED,
    )
    ended.add_done_callback(lambda task: None if task.cancelled() else worker.stop())  # type: ignore[no-untyped-call]
    rescuing = asyncio.create_task(_rescue(queue, worker))
    try:
        await worker.run()  # type: ignore[no-untyped-call]
    finally:
        ended.cancel()
        rescuing.cancel()
        await queue.close_async()


async def _rescue(queue: App, worker: Worker) -> None:
    """Put unfinished tasks of workers that have died back into the queue, and delete old ones.

    A task of this worker may be lost, too: if the database was away just when it ended.
    """
    manager = queue.job_manager
    suspects: set[int | None] = set()
    while True:
        with suppress(Exception):  # if the database is away, the worker notices it, too
            own = await manager.list_jobs_async(status="doing", worker_id=worker.worker_id)
            lost = {job.id for job in own} - {context.job.id for context in worker._running_jobs.values()}
            stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED)
            for job in [*stalled, *own]:
                # One that has just been fetched is not among the running ones yet.
                if job.worker_id != worker.worker_id or job.id in lost & suspects:
                    log.warning("Task %s was left unfinished and is done again.", job.task_name)
                    await manager.retry_job(job)
            suspects = lost
            await manager.delete_old_jobs(nb_hours=_KEPT_HOURS)
        await asyncio.sleep(HEARTBEAT)
