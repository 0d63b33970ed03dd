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
    """Work until KeyboardInterrupt; send it if the parent process has gone.

    The hourly jobs run in the main thread, so that an interrupt cancels their statement in the database.
    Tasks that do not reach a safe point in time are left to the next worker.
    """
    queue = threading.Thread(target=_run_queue, args=(parent,), daemon=True, name="queue")
    with suppress(KeyboardInterrupt):
        queue.start()  # it may find at once that the parent has gone
        jobs.work()
    stopping.set()
    queue.join(GRACE)


def _run_queue(parent: int | None) -> None:
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector) as queue:
        asyncio.run(_keep_serving(queue, parent))


async def _keep_serving(queue: App, parent: int | None) -> None:
    end = asyncio.Event()
    watching = asyncio.create_task(_watch(parent, end))
    while not end.is_set():
        try:
            await _serve(queue, end)
        except Exception as error:  # noqa: BLE001  (mostly the database, which may come back)
            log.warning("The queue cannot be read: %s", error)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(end.wait(), _PAUSE)
    await watching


async def _watch(parent: int | None, end: asyncio.Event) -> None:
    """Set ``end`` when the worker is stopping. Stop it if the parent has gone."""
    while not stopping.is_set():
        if parent is not None and os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGINT)
            break
        await asyncio.sleep(0.2)
    end.set()


async def _serve(queue: App, end: asyncio.Event) -> None:
    """Run tasks until the end, or until the database is away."""
    ending = asyncio.create_task(end.wait())
    opening = asyncio.ensure_future(queue.open_async())
    try:
        await asyncio.wait((opening, ending), return_when=asyncio.FIRST_COMPLETED)
        if opening.done():
            await opening
            await _run_worker(queue, ending)
    finally:
        opening.cancel()
        ending.cancel()
        await queue.close_async()


async def _run_worker(queue: App, ending: "asyncio.Task[bool]") -> None:
    worker = Worker(
        queue,
        concurrency=CONCURRENCY,
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED,
    )
    ending.add_done_callback(lambda task: None if task.cancelled() else worker.stop())  # type: ignore[no-untyped-call]
    rescuing = asyncio.create_task(_rescue(queue, worker))
    try:
        await worker.run()  # type: ignore[no-untyped-call]
    finally:
        rescuing.cancel()


async def _rescue(queue: App, worker: Worker) -> None:
    """Put unfinished tasks of workers that have died back into the queue, and delete old ones.

    A task of this worker may be lost, too: if the database was away just when it ended.
    """
    manager = queue.job_manager
    suspects: set[int | None] = set()
    while True:
        with suppress(Exception):  # if the database is away, the worker notices it, too
            stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED)
            doing = await manager.list_jobs_async(status="doing")
            running = {context.job.id for context in worker._running_jobs.values()}
            own = [job for job in doing if job.worker_id == worker.worker_id and job.id not in running]
            others = [job for job in stalled if job.worker_id != worker.worker_id]
            # One that has just been fetched is not among the running ones yet.
            for job in [*others, *(job for job in own if job.id in suspects)]:
                log.warning("Task %s was left unfinished and is done again.", job.task_name)
                await manager.retry_job(job)
            suspects = {job.id for job in own}
            await manager.delete_old_jobs(nb_hours=_KEPT_HOURS)
        await asyncio.sleep(HEARTBEAT)
