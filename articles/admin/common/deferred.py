"""What the admin says of work: of what a worker does in the background, and of what is done."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.background import queue_state

NO_WORKER = _("No worker is running, so nothing in the background is being done. Start one with runworker.")


def tell_deferred(request: HttpRequest, text: str) -> None:
    """Say that something is done in the background, and warn if no worker is there to do it."""
    messages.success(request, text)
    if not queue_state().has_worker:
        messages.warning(request, NO_WORKER)


def tell_done(request: HttpRequest, text: str, undo: str) -> None:
    """Say that something is done. undo: the address that undoes it, or ""."""
    link = format_html(' <a href="{}">{}</a>', undo, gettext("Undo")) if undo else ""
    messages.success(request, format_html("{}{}", text, link))
