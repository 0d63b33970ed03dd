"""Saved filters: above every list, and an admin page to rename, share and delete them."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from articles.admin.common.bases import ModelFormOf, ViewableAdmin, editor_of
from articles.admin.lists.filtered_lists import (
    SHARE,
    address_of_list,
    changes,
    lists_of,
    name_of_list,
    plain_query,
    visible_to,
)
from articles.models import SavedFilter
from articles.store_once import store_once

GONE = gettext_lazy(
    "This list does not exist, or you may not see it. Open the list again and save the filter there."
)
NOTHING = gettext_lazy("There is nothing to save yet: choose a filter, search or sort the list first.")
TAKEN = gettext_lazy("There is already a filter named “{name}” for this list. Choose another name.")


class SavedFilterForm(ModelFormOf[SavedFilter]):
    """Names a filter. The form of a new one may say that it replaces the one of the same name."""

    class Meta:
        model = SavedFilter
        fields = ("name", "is_shared")

    def clean_name(self) -> str:
        """Refuse the name of another filter of the same owner and list."""
        name: str = self.cleaned_data["name"]
        may_replace = self.instance._state.adding and self.data.get("replace")
        if self.same_named(name).exists() and not may_replace:
            raise forms.ValidationError(TAKEN.format(name=name), code="taken")
        return name

    def same_named(self, name: str) -> QuerySet[SavedFilter]:
        """Return the other filter of this name, if there is one."""
        own = SavedFilter.objects.filter(owner=self.instance.owner, model=self.instance.model)
        return own.filter(name=name).exclude(pk=self.instance.pk)


@admin.register(SavedFilter)
class SavedFilterAdmin(ViewableAdmin[SavedFilter]):
    """The filters that the user sees. Owners change their own; who may share also changes shared ones."""

    form = SavedFilterForm
    list_display = ("name", "opened", "is_shared", "owner")
    list_filter = ("is_shared",)
    list_per_page = 50
    search_fields = ("name",)
    search_help_text = gettext_lazy("Part of the name")
    fields = ("name", "is_shared", "opened", "owner")
    readonly_fields = ("opened", "owner")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedFilter]:
        return visible_to(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search names, cut to the length of a name."""
        return super().get_search_results(request, queryset, search_term.replace("\0", "")[:60])

    def has_view_permission(self, request: HttpRequest, obj: SavedFilter | None = None) -> bool:
        """Whether the user may see any list."""
        return bool(lists_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: filters are saved above the lists. ``add_view`` has a check of its own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SavedFilter | None = None) -> bool:
        """Whether the filter is the user's own, or shared and the user may share."""
        return self.has_view_permission(request) and (obj is None or changes(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: SavedFilter | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer no action: rows of the list may belong to others."""
        return {}

    def get_readonly_fields(self, request: HttpRequest, obj: SavedFilter | None = None) -> Any:
        """Leave sharing to those who may share."""
        may_share = request.user.has_perm(SHARE)
        return self.readonly_fields if may_share else (*self.readonly_fields, "is_shared")

    @admin.display(description=gettext_lazy("list"), ordering="model")
    def opened(self, obj: SavedFilter) -> SafeString:
        """The list, linked to what the filter finds."""
        return format_html(
            '<a href="{}?{}">{}</a>', address_of_list(obj.model), obj.query, name_of_list(obj.model)
        )

    @store_once
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Save the filter of a list under a name, and return to the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        model, query = request.POST.get("model", ""), plain_query(request.POST.get("query", ""))
        problem = "" if model in lists_of(request) else GONE
        problem = problem or ("" if query else NOTHING)
        if request.method != "POST" or problem:
            messages.error(request, str(problem or NOTHING))
            known = address_of_list(model) if model in lists_of(request) else ""
            return HttpResponseRedirect(known or reverse("admin:articles_savedfilter_changelist"))
        form = SavedFilterForm(
            request.POST, instance=SavedFilter(owner=editor_of(request), model=model, query=query)
        )
        if form.is_valid():
            return self._saved(request, form)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Save this filter"),
            "opts": self.opts,
            "form": form,
            "filter": form.instance,
            "is_taken": form.has_error("name", "taken"),
            "may_share": request.user.has_perm(SHARE),
        }
        return TemplateResponse(request, "admin/articles/savedfilter/add.html", context)

    def _saved(self, request: HttpRequest, form: SavedFilterForm) -> HttpResponse:
        """Store a new filter, or what the user's filter of the same name finds from now on."""
        made = form.save(commit=False)
        made.is_shared = made.is_shared and request.user.has_perm(SHARE)
        if former := form.same_named(made.name).first():
            made.pk = former.pk
        made.save()
        flag, said = (CHANGE, "Replaced.") if former else (ADDITION, "")
        LogEntry.objects.log_actions(editor_of(request).pk, [made], flag, said)
        messages.success(request, gettext("Saved as “{name}”.").format(name=made.name))
        return HttpResponseRedirect(f"{address_of_list(made.model)}?{made.query}")
