"""Starts changes of entities and their undo: small ones in the request, others in the background."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect

from articles import editing
from articles.admin.common.bases import counted
from articles.admin.common.deferred import tell_deferred
from articles.background import defer
from articles.models import ChangeKind, ChangeState, EntityChange

SMALL = 300  # articles that are changed in the request: about a second

_DOING = {ChangeKind.MERGE: "Merging", ChangeKind.SPLIT: "Splitting", ChangeKind.RENAME: "Renaming"}


def work(request: HttpRequest, change: EntityChange) -> HttpResponseRedirect:
    """Begin or continue a change or its undo, say so, and redirect to its page.

    Call it in a transaction. Raises ChangeRefusedError.
    """
    if change.total > SMALL:
        queue(change)
        tell_queued(request, change)
    else:
        editing.carry_on(change)
        messages.success(request, said(change))
    return HttpResponseRedirect(change.get_admin_url())


def tell_queued(request: HttpRequest, change: EntityChange) -> None:
    """Say that a worker does it."""
    what = "Undoing" if change.state == ChangeState.UNDOING else _DOING[ChangeKind(change.kind)]
    tell_deferred(request, f"{what} in {counted(change.total, 'article')}")


def queue(change: EntityChange) -> None:
    """Let a worker begin or continue the change. Changes are made one at a time."""
    defer("change_entities", lock="entities", change_id=change.pk)


def said(change: EntityChange) -> str:
    """Say what a finished change did."""
    prefix = "Undone: " if change.state == ChangeState.UNDONE else ""
    articles = counted(change.done, "article")
    return f"{prefix}{change.summary.rstrip('.')}, in {articles}. {change.problem}".strip()
