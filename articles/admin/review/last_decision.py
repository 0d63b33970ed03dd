"""The last decision of a session, which one button undoes in all its articles."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import editor_of
from articles.background import defer
from articles.editing import queue
from articles.models import Entity


def remember(
    request: HttpRequest,
    slot: str,
    at: datetime,
    text: str,
    *,
    everywhere: bool,
    entity: Entity | None = None,
) -> None:
    """Keep a decision for the undo button.

    slot: the page, by its name in the session; at: the moment of the decision, which all its articles share;
    everywhere: whether other articles follow in the background; entity: for decisions about links to it.
    """
    request.session[slot] = {
        "at": at.isoformat(), "text": text, "entity": entity.pk if entity else None, "all": everywhere,
    }  # fmt: skip


def undo_last(request: HttpRequest, slot: str) -> bool:
    """Undo the decision that is kept, and say so. Returns whether that is done already."""
    batch: dict[str, Any] | None = request.session.pop(slot, None)
    if not batch:
        messages.warning(request, _("There is nothing to undo."))
        return False
    editor, entity_id = editor_of(request), batch.get("entity")
    if batch["all"]:
        # Queued behind the decision itself, which may still be running.
        defer("undo_batch", lock="review", user_id=editor.pk, at=batch["at"], entity_id=entity_id)
        messages.success(
            request, gettext("Being undone in the background: %(what)s.") % {"what": batch["text"]}
        )
        return False
    undone = queue.undo_batch(editor, datetime.fromisoformat(batch["at"]), entity_id)
    if undone:
        said = ngettext(
            "Undone in %(number)s article: %(what)s.", "Undone in %(number)s articles: %(what)s.", undone
        )
        messages.success(request, said % {"number": intcomma(undone), "what": batch["text"]})
    else:
        messages.warning(request, _("That decision had already been undone."))
    return True
