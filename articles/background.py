"""Work that would hold up a request: it is queued in the database, and a worker does it.

The queue is procrastinate's. ``articles.tasks`` defines the tasks, ``articles.worker`` runs them.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

AT_ONCE = 2000  # articles that a request may change itself
HEARTBEAT = 5.0  # seconds between a worker's signs of life
STALLED = 20.0  # seconds without one, after which another worker takes over


def defer(task: str, *, lock: str, **arguments: Any) -> None:
    """Queue a task of ``articles.tasks``, as part of the current transaction.

    Of tasks with the same lock, one runs at a time.
    """
    app.configure_task(f"articles.tasks.{task}", lock=lock).defer(**arguments)


@dataclass(frozen=True, slots=True)
class QueueState:
    """What the queue holds, and whether a worker is running."""

    waiting: int
    running: int
    failed: int
    has_worker: bool

    @property
    def is_stuck(self) -> bool:
        """Whether work is waiting and no worker is there to do it."""
        return bool(self.waiting or self.running) and not self.has_worker


def queue_state() -> QueueState:
    """Return the state of the queue."""
    since = timezone.now() - timedelta(seconds=STALLED)
    jobs = ProcrastinateJob.objects
    return QueueState(
        jobs.filter(status="todo").count(),
        jobs.filter(status="doing").count(),
        jobs.filter(status="failed").count(),
        ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).exists(),
    )
