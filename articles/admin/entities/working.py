"""Starts changes of entities and their undo: small ones in the request, others in the background."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.deferred import tell_deferred, tell_done
from articles.background import defer
from articles.editing.names.candidates import in_articles
from articles.models import ChangeKind, ChangeState, EntityChange
from articles.stored_texts import stored_language

SMALL = 300  # articles that are changed in the request: about a second

_DOING = {
    ChangeKind.MERGE: _("Merging %(where)s takes a while and is done in the background."),
    ChangeKind.SPLIT: _("Splitting %(where)s takes a while and is done in the background."),
    ChangeKind.RENAME: _("Renaming %(where)s takes a while and is done in the background."),
}
_UNDOING = _("Undoing %(where)s takes a while and is done in the background.")


def work(request: HttpRequest, change: EntityChange) -> HttpResponseRedirect:
    """Begin or continue a change or its undo, say so, and redirect to its page.

    Call it in a transaction. Raises ChangeRefusedError.
    """
    if change.total > SMALL:
        queue(change)
        tell_queued(request, change)
    else:
        with stored_language():
            editing.carry_on(change)
        tell_done(request, said(change), _undo_address(change))
    return HttpResponseRedirect(change.get_admin_url())


def _undo_address(change: EntityChange) -> str:
    is_done = change.state == ChangeState.DONE
    return reverse("admin:articles_entitychange_undo", args=[change.pk]) if is_done else ""


def tell_queued(request: HttpRequest, change: EntityChange) -> None:
    """Say that a worker does it."""
    text = _UNDOING if change.state == ChangeState.UNDOING else _DOING[ChangeKind(change.kind)]
    tell_deferred(request, text % {"where": in_articles(change.total)})


def queue(change: EntityChange) -> None:
    """Let a worker begin or continue the change. Changes are made one at a time."""
    defer("change_entities", lock="entities", change_id=change.pk)


def said(change: EntityChange) -> str:
    """Say what a finished change did."""
    is_undone = change.state == ChangeState.UNDONE
    text = gettext("Undone: %(summary)s, %(where)s.") if is_undone else gettext("%(summary)s, %(where)s.")
    words = {"summary": str(change).rstrip("."), "where": in_articles(change.done)}
    return f"{text % words} {change.problem_said}".strip()
