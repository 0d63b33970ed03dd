"""What the admin says of work that a worker does in the background."""

from django.contrib import messages
from django.http import HttpRequest

from articles.background import queue_state

NO_WORKER = "No worker is running, so nothing in the background is being done. Start one with runworker."


def tell_deferred(request: HttpRequest, what: str) -> None:
    """Say that something is done in the background, and warn if no worker is there to do it."""
    messages.success(request, f"{what} takes a while and is done in the background.")
    if not queue_state().has_worker:
        messages.warning(request, NO_WORKER)
