"""Starts changes of entities and their undo: small ones in the request, others in the background."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect

from articles import editing
from articles.admin.common.bases import counted
from articles.admin.common.deferred import tell_deferred
from articles.background import defer
from articles.models import ChangeState, EntityChange

SMALL = 300  # articles that are changed in the request: about a second


def work(request: HttpRequest, change: EntityChange) -> HttpResponseRedirect:
    """Begin or continue a change or its undo, say so, and redirect to its page."""
    what = "Undoing" if change.state == ChangeState.UNDOING else change.get_kind_display()
    with transaction.atomic():
        if change.total > SMALL:
            queue(change)
            tell_deferred(request, f"{what}, in {counted(change.total, 'article')},")
        else:
            editing.carry_on(change)
            messages.success(request, said(change))
    return HttpResponseRedirect(change.get_admin_url())


def queue(change: EntityChange) -> None:
    """Let a worker begin or continue the change. Changes are made one at a time."""
    defer("change_entities", lock="entities", change_id=change.pk)


def said(change: EntityChange) -> str:
    """Say what a finished change did."""
    prefix = "Undone: " if change.state == ChangeState.UNDONE else ""
    articles = counted(change.done, "article")
    return f"{prefix}{change.summary.rstrip('.')}, in {articles}. {change.problem}".strip()
