"""The review list: unresolved names, each resolved with one click."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import DecisionsAdmin, editor_of
from articles.admin.review.deciding import chosen_entity, say_decided, say_undone, with_articles
from articles.admin.review.queue_views import AgreementView, QueueView
from articles.admin.review.review_forms import FilterForm, OtherForm, ReviewParameters
from articles.editing.names import review
from articles.editing.names.candidates import capped
from articles.editing.queue.turns import together as together_candidates
from articles.models import ErrorReport, MentionDecision, ReportStatus, WordsInDoubt
from articles.store_once import store_once

PAGE = 20
TOGETHER = 50  # items on a page with the same words of several articles
LATEST = 3
MAX_BACK = 2000  # characters of a URL
TABS = [
    ("person", "ambiguous", _("People, several matches")),
    ("person", "unknown", _("People, partial names")),
    ("organisation", "any", _("Organisations")),
    ("place", "any", _("Places")),
    ("country", "any", _("Countries")),
]


@admin.register(WordsInDoubt)
class ReviewAdmin(DecisionsAdmin[WordsInDoubt]):
    """A single page that lists unresolved names and takes decisions about them."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("", guarded(self.changelist_view), name="articles_wordsindoubt_changelist"),
            path("queue/", guarded(QueueView(self)), name="articles_wordsindoubt_queue"),
            path("agreement/", guarded(AgreementView(self)), name="articles_wordsindoubt_agreement"),
        ]

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
            "title": _("Unresolved names"),
            "opts": self.opts,
            "tabs": _tabs(address),
            "narrowed": sorted(address.given.keys() - {"kind", "status"}),
            "wide": address.query(words="", source="", article="", after="", before=""),
            "beginning": address.query() if address.start else "",
            "may_add": request.user.has_perm("articles.add_entity"),
            "reports": _open_reports(request),
            "latest": with_articles(latest[:LATEST]),
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
        "candidates": together_candidates(items) if together else [],
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
            raise editing.EntityRefusedError(gettext("Nothing was changed: tick at least one article."))
        with transaction.atomic():
            outcome = editing.decide_words(words[:TOGETHER], chosen_entity(request), editor_of(request))
            transaction.set_rollback(not outcome.decided)  # do not keep a new entity that was not used
    except editing.EntityRefusedError as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    say_decided(request, outcome)
    return _back(request)


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
