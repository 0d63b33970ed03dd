"""Admin pages to make an article of one page: paste, preview, correct, save."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.articles.own_drafts import contributes, sets_status
from articles.admin.common.bases import ViewableAdmin, editor_of
from articles.admin.pasting.page_in_work import PageInWork
from articles.admin.pasting.paste_forms import MAX_BYTES, PasteForm
from articles.importers.web.answers import Answer, FetchError, Limits
from articles.importers.web.configured import make_fetcher
from articles.importers.web.fetcher import PAGE_TYPES
from articles.importers.web.pace import Pace
from articles.models import Article, PastedDraft, Status
from articles.store_once import store_once

# Somebody waits for the answer, and a thread of the server is busy with it.
_LIMITS = Limits(seconds=15, bytes=MAX_BYTES)
_PATIENCE = 5.0  # seconds


@admin.register(PastedDraft)
class PastedDraftAdmin(ViewableAdmin[PastedDraft]):
    """Pages in progress. Everybody sees only their own."""

    list_display = ("__str__", "url", "made_at", "changed_at")
    list_per_page = 50
    actions = ("discard",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PastedDraft]:
        return super().get_queryset(request).filter(owner=editor_of(request)).defer("raw", "http_headers")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may add articles, if only as drafts."""
        return request.user.has_perm("articles.add_article") or contributes(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: pages are discarded by the action of the list, or the button of the page."""
        return False

    @admin.action(description=_("Discard"), permissions=["change"])
    def discard(self, request: HttpRequest, queryset: QuerySet[PastedDraft]) -> None:
        """Delete pages in progress."""
        number = queryset.count()
        queryset.delete()
        self.message_user(
            request,
            ngettext("%(number)s discarded.", "%(number)s discarded.", number) % {"number": intcomma(number)},
        )

    @store_once
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Take a text, an address or a file, keep it, and go on to its preview."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = PasteForm(request.POST, request.FILES) if is_sent else PasteForm()
        if is_sent and form.is_valid() and (draft := _kept(request, form)):
            return HttpResponseRedirect(reverse("admin:articles_pasteddraft_change", args=[draft.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add from a page"),
            "opts": self.opts,
            "form": form,
            "in_work": self.get_queryset(request)[:5],
            "key": f"{editor_of(request).pk}.add",
        }
        return TemplateResponse(request, "admin/articles/pasteddraft/add.html", context)

    @store_once
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what was read, and take corrections. Whatever button was pressed, they are kept first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        draft = self.get_object(request, object_id)
        if draft is None:
            raise Http404(gettext("This page in progress does not exist, or is somebody else’s."))
        user = editor_of(request)
        page = PageInWork(draft, adds_sources=user.has_perm("articles.add_source"))
        form = page.form(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if "_discard" in request.POST:
                draft.delete()
                messages.success(request, _("Discarded."))
                return HttpResponseRedirect(reverse("admin:articles_pasteddraft_changelist"))
            has_other_rules = page.keep(form, request.POST)
            if "_read" in request.POST or "_keep" in request.POST or has_other_rules:
                _say_kept(request, has_other_rules)
                return HttpResponseRedirect(request.path)
            if form.is_valid():
                return self._saved(request, page, form)
        return self._shown(request, page, form)

    def _saved(self, request: HttpRequest, page: PageInWork, form: Any) -> HttpResponse:
        """Save the article as a draft or published, and open its page."""
        may_publish = sets_status(request)
        is_published = "_publish" in request.POST and may_publish
        article = page.article_of(form, Status.PUBLISHED if is_published else Status.DRAFT)
        editing.save_pasted(page.draft, article, page.record, editor_of(request), page.edited(form))
        LogEntry.objects.log_actions(editor_of(request).pk, [article], ADDITION, "Added from a page.")
        messages.success(request, gettext("Published.") if is_published else gettext("Saved as a draft."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _shown(self, request: HttpRequest, page: PageInWork, form: Any) -> HttpResponse:
        sees_all = request.user.has_perm("articles.view_article") or sets_status(request, Article())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add from a page"),
            "opts": self.opts,
            "page": page,
            "form": form,
            "may_publish": sets_status(request),
            "sees_all": sees_all,
            "key": f"{editor_of(request).pk}.{page.draft.pk}",
            **page.preview(form, sees_all=sees_all),
        }
        return TemplateResponse(request, "admin/articles/pasteddraft/page.html", context)


def _say_kept(request: HttpRequest, has_other_rules: bool) -> None:
    is_saving = "_draft" in request.POST or "_publish" in request.POST
    if is_saving:
        messages.warning(
            request, _("The page was read again, since you changed a step. Look at it, then save.")
        )
    elif has_other_rules or "_read" in request.POST:
        messages.success(request, _("Read again. What you corrected by hand is as you left it."))
    else:
        messages.success(request, _("Kept. You find it under “Pages in progress”."))


def _kept(request: HttpRequest, form: PasteForm) -> PastedDraft | None:
    """Store what was given. If an address cannot be fetched, say why in the form."""
    owner, address = editor_of(request), form.cleaned_data["address"]
    if not address:
        return PastedDraft.objects.create(owner=owner, name=form.name, raw=form.raw)
    try:
        answer = make_fetcher(limits=_LIMITS, pace=Pace(patience=_PATIENCE)).fetch(address)
    except FetchError as error:
        form.add_error(
            "address",
            gettext("The page could not be fetched: %(reason)s. You can paste it instead.")
            % {"reason": error},
        )
        return None
    return PastedDraft.objects.create(
        owner=owner,
        name=_name(answer),
        raw=answer.body,
        encoding=answer.charset[:40],
        url=answer.url[:2000],
        http_headers=answer.http_headers,
        fetched_at=answer.fetched_at,
    )


def _name(answer: Answer) -> str:
    ending = (
        ".html" if answer.media_type in PAGE_TYPES else ".txt" if answer.media_type == "text/plain" else ""
    )
    return f"page{ending}"
