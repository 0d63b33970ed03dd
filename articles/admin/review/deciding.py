"""Decisions on names: which button was pressed, what to say about it, and the articles' histories."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import editor_of
from articles.models import Article, Entity, MentionDecision
from articles.stored_texts import stored_language

SHOWN_REFUSALS = 5
MAX_ENTITY = 2**31 - 1


def chosen_entity(request: HttpRequest) -> Entity | None:
    """Return the entity chosen by the pressed button; None for nobody."""
    if "enter" in request.POST:  # the Return key in a field presses the first button
        raise editing.EntityRefusedError(gettext("Nothing was changed: press one of the buttons."))
    if "nobody" in request.POST:
        return None
    if "make" in request.POST:
        if not request.user.has_perm("articles.add_entity"):
            raise editing.EntityRefusedError(gettext("You do not have permission to add entities."))
        return editing.new_entity(request.POST["make"], request.POST.get("name", ""))
    given = request.POST.get("other" if "choose" in request.POST else "entity", "")
    if not given.isdecimal() or len(given) > 10 or int(given) > MAX_ENTITY:
        raise editing.EntityRefusedError(gettext("Choose an entity: type a few letters of its name."))
    entity = Entity.objects.filter(pk=int(given)).first()
    if entity is None:
        raise editing.EntityRefusedError(
            gettext("That entity has just been deleted or merged. Nothing was changed.")
        )
    return entity


def say_decided(request: HttpRequest, outcome: editing.DecisionOutcome) -> None:
    """Show what was decided and what was refused, and record it in the articles' histories."""
    decided = with_articles(outcome.decided)
    _log(request, decided, "{}.")
    if len(decided) == 1:
        messages.success(
            request,
            gettext("%(decision)s in “%(headline)s”.")
            % {"decision": decided[0], "headline": decided[0].article.headline},
        )
    elif decided:
        messages.success(
            request,
            ngettext(
                "%(decision)s in %(number)s article.", "%(decision)s in %(number)s articles.", len(decided)
            )
            % {"number": intcomma(len(decided)), "decision": decided[0]},
        )
    for refused in outcome.refused[:SHOWN_REFUSALS]:
        messages.warning(request, refused)
    if len(outcome.refused) > SHOWN_REFUSALS:
        messages.warning(
            request,
            gettext("… and %(number)s more.") % {"number": intcomma(len(outcome.refused) - SHOWN_REFUSALS)},
        )


def say_undone(request: HttpRequest, undone: Sequence[MentionDecision]) -> None:
    """Show what was undone, and record it in the articles' histories."""
    if not undone:
        messages.warning(request, _("That decision had already been undone."))
        return
    _log(request, with_articles(undone), "Undone: {}.")
    number = len(undone)
    text = ngettext("%(number)s decision", "%(number)s decisions", number) % {"number": intcomma(number)}
    what = str(undone[0]) if number == 1 else text
    messages.success(request, gettext("Undone: %(what)s. The text was processed again.") % {"what": what})


def with_articles(decisions: Iterable[MentionDecision]) -> list[MentionDecision]:
    """Attach to each decision its article, with the headline only."""
    listed = list(decisions)
    articles = Article.objects.only("headline").in_bulk({each.article_id for each in listed})
    for each in listed:
        each.article = articles[each.article_id]
    return listed


def _log(request: HttpRequest, decisions: Sequence[MentionDecision], text: str) -> None:
    """Record the decisions in the history of each article."""
    by_message: dict[str, list[Article]] = {}
    for decision in decisions:
        with stored_language():
            by_message.setdefault(text.format(decision), []).append(decision.article)
    for message, articles in by_message.items():
        LogEntry.objects.log_actions(editor_of(request).pk, articles, CHANGE, message)
