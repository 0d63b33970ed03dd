"""The page that renames an entity, with a preview."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import editor_of
from articles.admin.entities.working import work
from articles.models import Entity
from articles.store_once import store_once


class RenameForm(forms.Form):
    """The new name, and whether the address follows it."""

    name = forms.CharField(
        label=_("New name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    moves = forms.BooleanField(
        label=_("Change the address too"),
        required=False,
        help_text=_("The former address will redirect to the new one."),
    )


@store_once
def rename_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a name, show what renaming would change, and rename once confirmed."""
    entity = get_object_or_404(Entity, pk=pk)
    if not model_admin.has_change_permission(request, entity):
        raise PermissionDenied
    form = RenameForm(request.POST or None, initial={"name": entity.name})
    plan = None
    if form.is_valid():
        try:
            name, moves = form.cleaned_data["name"], form.cleaned_data["moves"]
            plan = editing.plan_rename(entity, name, moves=moves)
            if "confirmed" in request.POST:
                return _rename(request, entity, name, plan.slug)
        except editing.ChangeRefusedError as refusal:
            form.add_error("name", str(refusal))
            plan = None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Rename %(name)s") % {"name": entity.name},
        "opts": Entity._meta,
        "entity": entity,
        "form": form,
        "plan": plan,
        "address": entity.get_absolute_url(),
        "new_address": reverse("entity", args=[entity.get_absolute_url().split("/")[1], plan.slug])
        if plan
        else "",
        "may_see_articles": request.user.has_perm("articles.view_article"),
    }
    return TemplateResponse(request, "admin/articles/entity/rename.html", context)


def _rename(request: HttpRequest, entity: Entity, name: str, slug: str) -> HttpResponse:
    change = editing.begin_rename(entity, name, slug, editor_of(request))
    if change is not None:
        return work(request, change)
    messages.success(request, _("That is its name and address already."))
    return HttpResponseRedirect(reverse("admin:articles_entity_change", args=[entity.pk]))
