"""The review list: unresolved names, each resolved with one click."""

# ruff: noqa: ARG002  (Django defines these signatures)

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import editing
from articles.admin.common.bases import DecisionsAdmin, counted, editor_of
from articles.admin.review.review_forms import FilterForm, OtherForm, ReviewParameters
from articles.editing import review
from articles.editing.candidates import EntityCandidate, capped
from articles.models import Article, Entity, ErrorReport, MentionDecision, ReportStatus, WordsInDoubt
from articles.store_once import store_once

PAGE = 20
TOGETHER = 50  # items on a page with the same words of several articles
LATEST = 3
SHOWN_REFUSALS = 5
MAX_ENTITY = 2**31 - 1
MAX_BACK = 2000  # characters of a URL
MAX_TOGETHER = 8  # candidates on such a page
TABS = [
    ("person", "ambiguous", "People, several matches"),
    ("person", "unknown", "People, partial names"),
    ("organisation", "any", "Organisations"),
    ("place", "any", "Places"),
    ("country", "any", "Countries"),
]


@admin.register(WordsInDoubt)
class ReviewAdmin(DecisionsAdmin[WordsInDoubt]):
    """A single page that lists unresolved names and takes decisions about them."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="articles_wordsindoubt_changelist")]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, or carry out a decision and redirect back to it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return _undo(request) if request.POST.get("undo") else _decide(request)
        address = ReviewParameters.read(request.GET)
        latest = MentionDecision.objects.filter(decided_by=editor_of(request)).select_related("entity")
        context = {
            **self.admin_site.each_context(request),
            **_page(address),
            "title": "Unresolved names",
            "opts": self.opts,
            "tabs": _tabs(address),
            "narrowed": sorted(address.given.keys() - {"kind", "status"}),
            "wide": address.query(words="", source="", article="", after="", before=""),
            "beginning": address.query() if address.start else "",
            "may_add": request.user.has_perm("articles.add_entity"),
            "reports": _open_reports(request),
            "latest": _with_articles(latest[:LATEST]),
        }
        return TemplateResponse(request, "admin/articles/wordsindoubt/review.html", context)


def _open_reports(request: HttpRequest) -> int:
    """Return how many error reports of readers are open; 0 for users who may not see them."""
    if not request.user.has_perm("articles.change_article"):
        return 0
    return ErrorReport.objects.filter(status=ReportStatus.OPEN).count()


def _page(address: ReviewParameters) -> dict[str, Any]:
    """Return the template context: items with their forms, or one form for all if ``words`` is given."""
    filters = FilterForm(address.given)
    wanted = filters.wanted()
    together = bool(wanted.words and wanted.kind)
    items, following = review.page(wanted, address.start, TOGETHER if together else PAGE)
    here = address.at(address.start)
    backs = [f"{here}#{item.anchor}" for item in items[1:]] + [here]
    others = [OtherForm(number, item.surface) for number, item in enumerate(items)]
    rows = [
        {"item": item, "back": back, "other": other, "everywhere": _everywhere(item)}
        for item, back, other in zip(items, backs, others, strict=False)
    ]
    return {
        "filters": filters,
        "rows": rows,
        "together": together,
        "surface": items[0].surface if items else wanted.words,
        "candidates": _candidates(items) if together else [],
        "here": here,
        "next": address.at(following) if following else "",
        "media": filters.media + (others[0].media if others else Media()),
    }


def _everywhere(item: review.Item) -> str:
    """Return the query string that shows the same words in every article."""
    same = {"kind": item.words.kind, "status": "any", "words": item.words.folded}
    return ReviewParameters(same, None).query()


def _undo(request: HttpRequest) -> HttpResponse:
    """Undo the decision whose button was pressed."""
    undo = request.POST["undo"]
    ids = [int(undo)] if undo.isdecimal() and len(undo) < 19 else []
    say_undone(request, editing.undo_words(ids, editor_of(request)))
    return _back(request)


@store_once
def _decide(request: HttpRequest) -> HttpResponse:
    """Carry out the decision of the pressed button, and show what was done."""
    words = [key for text in request.POST.getlist("words") if (key := review.read_key(text))]
    try:
        if not words:
            raise editing.EntityRefusedError("Nothing was changed: tick at least one article.")
        with transaction.atomic():
            outcome = editing.decide_words(words[:TOGETHER], _chosen(request), editor_of(request))
            transaction.set_rollback(not outcome.decided)  # do not keep a new entity that was not used
    except editing.EntityRefusedError as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    decided = _with_articles(outcome.decided)
    _log(request, decided, "{}.")
    if len(decided) == 1:
        messages.success(request, f"{decided[0]} in “{decided[0].article.headline}”.")
    elif decided:
        messages.success(request, f"{decided[0]} in {counted(len(decided), 'article')}.")
    for refused in outcome.refused[:SHOWN_REFUSALS]:
        messages.warning(request, refused)
    if len(outcome.refused) > SHOWN_REFUSALS:
        messages.warning(request, f"… and {len(outcome.refused) - SHOWN_REFUSALS} more.")
    return _back(request)


def _chosen(request: HttpRequest) -> Entity | None:
    """Return the entity chosen by the pressed button; None for nobody."""
    if "enter" in request.POST:  # the Return key in a field presses the first button
        raise editing.EntityRefusedError("Nothing was changed: press one of the buttons.")
    if "nobody" in request.POST:
        return None
    if "make" in request.POST:
        if not request.user.has_perm("articles.add_entity"):
            raise editing.EntityRefusedError("You do not have permission to add entities.")
        return editing.new_entity(request.POST["make"], request.POST.get("name", ""))
    given = request.POST.get("other" if "choose" in request.POST else "entity", "")
    if not given.isdecimal() or len(given) > 10 or int(given) > MAX_ENTITY:
        raise editing.EntityRefusedError("Choose an entity: type a few letters of its name.")
    entity = Entity.objects.filter(pk=int(given)).first()
    if entity is None:
        raise editing.EntityRefusedError("That entity has just been deleted or merged. Nothing was changed.")
    return entity


def say_undone(request: HttpRequest, undone: Sequence[MentionDecision]) -> None:
    """Show what was undone, and record it in the articles' histories."""
    if not undone:
        messages.warning(request, "That decision had already been undone.")
        return
    _log(request, _with_articles(undone), "Undone: {}.")
    what = str(undone[0]) if len(undone) == 1 else counted(len(undone), "decision")
    messages.success(request, f"Undone: {what}. The text was processed again.")


def _with_articles(decisions: Iterable[MentionDecision]) -> list[MentionDecision]:
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
        by_message.setdefault(text.format(decision), []).append(decision.article)
    for message, articles in by_message.items():
        LogEntry.objects.log_actions(editor_of(request).pk, articles, CHANGE, message)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to the same page, at the next item."""
    address = reverse("admin:articles_wordsindoubt_changelist")
    back = request.POST.get("back", "")
    return HttpResponseRedirect(address + back if back.startswith("?") and len(back) < MAX_BACK else address)


def _tabs(address: ReviewParameters) -> list[dict[str, Any]]:
    """Return the tabs with their numbers of items, without the empty ones."""
    tabs = []
    for kind, status, label in TABS:
        parameters = {"kind": kind, "status": status}
        number = review.count(FilterForm(parameters).wanted())
        chosen = parameters.items() <= address.given.items()
        if number or chosen:
            query = ReviewParameters(parameters, None).query()
            tabs.append({"label": label, "number": capped(number), "query": query, "chosen": chosen})
    return tabs


def _candidates(items: Sequence[review.Item]) -> list[EntityCandidate]:
    """Return the candidates of all items, those in most articles first."""
    found = {each.entity.pk: each for item in items for each in item.candidates}
    return sorted(found.values(), key=lambda each: -each.articles)[:MAX_TOGETHER]
