"""The action that withdraws articles, with a page that asks how and why."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import editing
from articles.admin.articles.article_forms import WithdrawForm
from articles.admin.common.bases import editor_of
from articles.models import Article, Status, WithdrawalKind

SHOWN = 10  # headlines


@admin.action(description=_("Withdraw from the public pages"), permissions=["withdraw"])
def withdraw(model_admin: Any, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
    """Ask how to withdraw the selected articles and why; once confirmed, withdraw them."""
    articles = list(
        queryset.exclude(status=Status.WITHDRAWN).order_by("pk").only("pk", "headline").select_related(None)
    )
    if not articles:
        messages.success(request, _("No changes were needed."))
        return None
    form = WithdrawForm(request.POST if "post" in request.POST else None)
    if form.is_valid():
        _withdraw(request, articles, form.cleaned_data)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": ngettext("Withdraw %(number)s article", "Withdraw %(number)s articles", len(articles))
        % {"number": intcomma(len(articles))},
        "opts": Article._meta,
        "form": form,
        "articles": articles,
        "shown": articles[:SHOWN],
        "more": len(articles) - SHOWN,
        "action": request.POST.get("action"),
        "across": request.POST.get("select_across", "0"),
        "checkbox": ACTION_CHECKBOX_NAME,
        # "All of them" is sent again as such: the list may have any number of articles.
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
    }
    return TemplateResponse(request, "admin/articles/article/withdraw.html", context)


def _withdraw(request: HttpRequest, articles: list[Article], given: dict[str, Any]) -> None:
    how = editing.Withdrawal(given["kind"], given["notice"], given["shows_headline"])
    said = (
        "Withdrawn with a public notice."
        if how.kind == WithdrawalKind.NOTICE
        else "Withdrawn without a trace."
    )
    reason = f" Reason: {given['reason']}" if given["reason"] else ""
    with transaction.atomic():
        changed = editing.withdraw([article.pk for article in articles], how)
        LogEntry.objects.log_actions(editor_of(request).pk, articles, CHANGE, said + reason)
    messages.success(
        request,
        ngettext("%(number)s article withdrawn.", "%(number)s articles withdrawn.", changed)
        % {"number": intcomma(changed)},
    )
