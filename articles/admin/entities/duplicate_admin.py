"""The list of possible duplicates, in which editors merge entities or say that they are not the same."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import editing
from articles.admin.common.bases import ViewableAdmin, editor_of
from articles.admin.common.deferred import tell_deferred
from articles.admin.entities.working import work
from articles.admin.searches import ReadOnlyAdmin
from articles.background import defer
from articles.editing.duplicates import Cluster, all_apart, clusters, tell_apart
from articles.models import DistinctEntities, DuplicateProposal, Kind, ProposalReason
from articles.store_once import store_once

PAGE = 20
RIGHTS = ("articles.change_entity", "articles.delete_entity")
PLURALS = {"person": _("People"), "organisation": _("Organisations"), "place": _("Places")}
MAX_BACK = 200  # characters of a URL


@admin.register(DuplicateProposal)
class DuplicateAdmin(ViewableAdmin[DuplicateProposal]):
    """A single page that lists proposals and takes decisions about them."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may merge entities."""
        return request.user.has_perms(RIGHTS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: they are found in the background."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The one page."""
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="articles_duplicateproposal_changelist")]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a page of proposals, or carry out a decision."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return _find_again(request) if "again" in request.POST else _judge(request)
        given = _given(request.GET)
        found = DuplicateProposal.objects.filter(**given)
        page = Paginator(found, PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Possible duplicates"),
            "opts": self.opts,
            "page": page,
            "clusters": clusters(list(page)),
            "tabs": _tabs(given),
            "reasons": _reasons(given),
            "here": _query(given, page.number),
            "next": _query(given, page.number + 1) if page.has_next() else "",
            "may_see_articles": request.user.has_perm("articles.view_article"),
            "is_searching": _searches().exists(),
            "distinct": DistinctEntities.objects.count(),
        }
        return TemplateResponse(request, "admin/articles/duplicateproposal/list.html", context)


@admin.register(DistinctEntities)
class DistinctAdmin(ReadOnlyAdmin[DistinctEntities]):
    """Pairs that editors said are not the same. Removing one lets it be proposed again."""

    list_display = ("__str__", "decided_by", "decided_at")
    list_select_related = ("first", "second", "decided_by")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may merge entities."""
        return request.user.has_perms(RIGHTS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may merge entities."""
        return request.user.has_perms(RIGHTS)


def _given(parameters: QueryDict) -> dict[str, str]:
    """Return the filters; others are ignored."""
    allowed = {"kind": Kind.values, "reason": ProposalReason.values}
    return {name: value for name in allowed if (value := parameters.get(name, "")) in allowed[name]}


def _query(given: dict[str, str], page: int = 1) -> str:
    query = QueryDict(mutable=True)
    query.update(given)
    if page > 1:
        query["page"] = str(page)
    return f"?{query.urlencode()}"


def _tabs(given: dict[str, str]) -> list[dict[str, Any]]:
    numbers = dict(DuplicateProposal.objects.order_by().values_list("kind").annotate(n=Count("pk")))
    tabs = [
        {
            "label": gettext("All"),
            "number": sum(numbers.values()),
            "query": "?",
            "chosen": "kind" not in given,
        }
    ]
    tabs += [
        {
            "label": label,
            "number": numbers.get(kind, 0),
            "query": _query({"kind": kind}),
            "chosen": given.get("kind") == kind,
        }
        for kind, label in PLURALS.items()
    ]
    return tabs


def _reasons(given: dict[str, str]) -> list[dict[str, Any]]:
    rest = {name: value for name, value in given.items() if name != "reason"}
    every = [("", gettext("Any reason")), *ProposalReason.choices]
    return [
        {
            "label": label,
            "query": _query(rest | ({"reason": reason} if reason else {})),
            "chosen": given.get("reason", "") == reason,
        }
        for reason, label in every
    ]


def _searches() -> Any:
    jobs = ProcrastinateJob.objects.filter(task_name="articles.tasks.propose_duplicates")
    return jobs.filter(status__in=("todo", "doing"))


def _find_again(request: HttpRequest) -> HttpResponse:
    if not _searches().exists():
        defer("propose_duplicates", lock="duplicates")
    tell_deferred(
        request, gettext("Finding duplicates among all names takes a while and is done in the background.")
    )
    return HttpResponseRedirect(reverse("admin:articles_duplicateproposal_changelist"))


@store_once
def _judge(request: HttpRequest) -> HttpResponse:
    """Carry out the decision about one proposal, and return to the page at the next one."""
    address = reverse("admin:articles_duplicateproposal_changelist")
    back = request.POST.get("back", "")
    answer = HttpResponseRedirect(
        address + back if back.startswith("?") and len(back) < MAX_BACK else address
    )
    given = request.POST.get("proposal", "")
    found = DuplicateProposal.objects.filter(pk=int(given) if given.isdecimal() and len(given) < 19 else 0)
    cluster = next(iter(clusters(list(found))), None)
    if cluster is None:
        messages.warning(request, _("This was already decided, or one of them is gone. Nothing was changed."))
        return answer
    try:
        with transaction.atomic():
            _tell_apart(request, cluster) if "apart" in request.POST else _merge(request, cluster)
            cluster.proposal.delete()
    except editing.ChangeRefusedError as refusal:
        messages.error(request, str(refusal))
    return answer


def _tell_apart(request: HttpRequest, cluster: Cluster) -> None:
    all_apart([member.entity for member in cluster.members], editor_of(request))
    messages.success(
        request,
        gettext("%(names)s are not the same. They are not proposed together again.")
        % {"names": cluster.names},
    )


def _merge(request: HttpRequest, cluster: Cluster) -> None:
    """Merge the ticked members; the others are not the same."""
    ticked = set(request.POST.getlist("member"))
    entities = [member.entity for member in cluster.members]
    chosen = [entity for entity in entities if str(entity.pk) in ticked]
    kept = next((entity for entity in chosen if str(entity.pk) == request.POST.get("kept")), None)
    if kept is None:
        raise editing.ChangeRefusedError(
            gettext("Nothing was changed: the one to keep has to be ticked, too.")
        )
    left = [entity for entity in entities if entity not in chosen]
    change = editing.begin_merge(kept, [entity for entity in chosen if entity != kept], editor_of(request))
    work(request, change)
    if left:
        tell_apart([kept], left, editor_of(request))
        names = ", ".join(entity.name for entity in left)
        messages.success(
            request,
            gettext("%(names)s: remembered as not the same as %(kept)s.")
            % {"names": names, "kept": kept.name},
        )
