"""The review queue: one name at a time, decided with one key; and how far editors agree."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import editor_of
from articles.admin.review.deciding import chosen_entity, say_decided
from articles.admin.review.last_decision import remember, undo_last
from articles.admin.review.review_forms import OtherForm
from articles.background import defer
from articles.editing import queue
from articles.editing.names import review
from articles.models import Decision, MentionDecision, NameInDoubt
from articles.store_once import store_once

MAX_PASSED = 300  # skipped names that the session remembers
PASSED, PASSED_SECOND, BATCH = "review_passed", "review_passed_second", "review_batch"
DISAGREEMENTS = 50


class _View:
    """A page of the review list's admin, for those who may see that."""

    def __init__(self, model_admin: "ModelAdmin[Any]") -> None:
        self.admin = model_admin

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        return self.post(request) if request.method == "POST" else self.get(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    def post(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  (others read it)
        return HttpResponse(status=405, headers={"Allow": "GET"})

    def page(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        """Render a template of the review list."""
        given = {**self.admin.admin_site.each_context(request), "title": title, "opts": self.admin.opts}
        return TemplateResponse(request, f"admin/articles/wordsindoubt/{template}", given | context)


class QueueView(_View):
    """Shows the name that matters most, and takes the decision about it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the next name."""
        editor = editor_of(request)
        done = queue.progress(editor)
        passed, passed_second = request.session.get(PASSED, []), request.session.get(PASSED_SECOND, [])
        turn = queue.next_turn(editor, done.names, passed, passed_second)
        other = OtherForm(0, turn.surface) if turn else None
        return self.page(
            request,
            "queue.html",
            gettext("Review queue"),
            turn=turn,
            other=other,
            media=other.media if other else "",
            done=done,
            skipped=len(passed),
            batch=request.session.get(BATCH),
            may_add=request.user.has_perm("articles.add_entity"),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Carry out what the pressed button says, and show the next name."""
        if "again" in request.POST:
            request.session.pop(PASSED, None)
            request.session.pop(PASSED_SECOND, None)
        elif "rank" in request.POST:
            messages.success(request, _ranked(queue.rank_names()))
        elif "undo" in request.POST:
            if undo_last(request, BATCH):
                queue.rank_names()
        elif "skip" in request.POST:
            _skip(request)
        else:
            answer: HttpResponse = _decide(request)
            return answer
        return _next()


class AgreementView(_View):
    """Shows how often two editors agree, and where they do not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the figures and the newest disagreements."""
        found = queue.disagreements()[:DISAGREEMENTS]
        return self.page(
            request,
            "agreement.html",
            gettext("Agreement of editors"),
            agreement=queue.agreement(),
            found=found,
        )


def _ranked(number: int) -> str:
    text = ngettext(
        "The queue was updated: %(number)s name.", "The queue was updated: %(number)s names.", number
    )
    return text % {"number": intcomma(number)}


def _next() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_wordsindoubt_queue"))


def _number(request: HttpRequest, name: str) -> int:
    """Return a form field as a database id, or 0."""
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def _skip(request: HttpRequest) -> None:
    """Leave out a name for the rest of the session."""
    second = _number(request, "second")
    key, number = (PASSED_SECOND, second) if second else (PASSED, _number(request, "queued"))
    request.session[key] = [*request.session.get(key, []), number][-MAX_PASSED:]


@store_once
def _decide(request: HttpRequest) -> HttpResponse:
    try:
        if second := _number(request, "second"):
            _second_opinion(request, second)
        else:
            name = NameInDoubt.objects.select_related("entity").filter(pk=_number(request, "queued")).first()
            if name is None:
                # The queue was ranked again since: the name comes up again, unless it is resolved.
                raise editing.EntityRefusedError(gettext("The queue has been updated. Nothing was changed."))
            decide = _decide_link if name.entity else _decide_words
            decide(request, name)
    except editing.EntityRefusedError as refusal:
        messages.error(request, str(refusal))
    return _next()


def _ticked(request: HttpRequest) -> list[editing.UnresolvedWords]:
    words = [key for text in request.POST.getlist("words") if (key := review.read_key(text))]
    if not words:
        raise editing.EntityRefusedError(gettext("Nothing was changed: tick at least one article."))
    return words[: queue.SHOWN]


def _decide_words(request: HttpRequest, name: NameInDoubt) -> None:
    """Decide what unresolved words mean in the ticked articles, or in all."""
    editor, at = editor_of(request), timezone.now()
    words = _ticked(request)
    with transaction.atomic():
        entity = chosen_entity(request)
        outcome = editing.decide_words(words, entity, editor, at=at)
        everywhere = "everywhere" in request.POST and bool(outcome.decided)
        if everywhere:
            given = {"kind": name.kind, "folded": name.folded, "entity_id": entity.pk if entity else None}
            defer("decide_everywhere", lock="review", user_id=editor.pk, at=at.isoformat(), **given)
        transaction.set_rollback(not outcome.decided)  # do not keep a new entity that was not used
    say_decided(request, outcome)
    if everywhere:
        messages.info(request, _("The other articles follow in the background."))
    if outcome.decided:
        remember(request, BATCH, at, str(outcome.decided[0]), everywhere=everywhere)
        _settle(name, everywhere, len(outcome.decided))


def _decide_link(request: HttpRequest, name: NameInDoubt) -> None:
    """Confirm or reject an uncertain entity in the ticked articles, or in all."""
    assert name.entity
    editor, at = editor_of(request), timezone.now()
    ids = [each.article_id for each in _ticked(request)]
    everywhere = "everywhere" in request.POST
    if everywhere:
        ids = queue.linked_articles(name.kind, name.entity)[: queue.MOST_LINKS]
    if "confirm" in request.POST:
        status, text = Decision.CONFIRMED, gettext("%(name)s is confirmed") % {"name": name.entity.name}
    elif "reject" in request.POST:
        status, text = Decision.REJECTED, gettext("%(name)s is rejected") % {"name": name.entity.name}
    else:
        raise editing.EntityRefusedError(gettext("Nothing was changed: press one of the buttons."))
    changed = queue.decide_link(name, ids, status, editor, at)
    messages.success(
        request,
        ngettext("%(decision)s in %(number)s article.", "%(decision)s in %(number)s articles.", changed)
        % {"number": intcomma(changed), "decision": text},
    )
    remember(request, BATCH, at, text, everywhere=False, entity=name.entity)
    _settle(name, everywhere, changed)


def _second_opinion(request: HttpRequest, decision_id: int) -> None:
    decision = MentionDecision.objects.select_related("decided_by", "entity").filter(pk=decision_id).first()
    if decision is None:
        raise editing.EntityRefusedError(
            gettext("The first decision has just been undone. Nothing was changed.")
        )
    first = decision.decided_by or gettext("the first editor")
    words = {"editor": first, "decision": decision}
    if queue.give_second_opinion(decision, chosen_entity(request), editor_of(request)):
        messages.success(request, gettext("You and %(editor)s agree: %(decision)s.") % words)
    else:
        messages.warning(
            request,
            gettext(
                "Decided otherwise by %(editor)s: %(decision)s. The first decision stays; both are listed "
                "under Agreement of editors."
            )
            % words,
        )


def _settle(name: NameInDoubt, everywhere: bool, decided: int) -> None:
    """Move the name behind the others: its remaining articles count less now."""
    if everywhere or decided >= name.articles:
        name.delete()
        return
    name.articles -= decided
    name.weight = name.doubt * name.articles
    name.save(update_fields=["articles", "weight"])
