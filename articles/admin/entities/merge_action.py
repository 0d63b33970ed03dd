"""The action that merges entities, with a confirmation page."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import editor_of
from articles.admin.entities.working import work
from articles.editing.names.candidates import number_in_words
from articles.models import Entity

MAX_MERGED = 50  # entities at once


@admin.action(description=_("Merge"), permissions=["change", "delete"])
def merge_action(model_admin: Any, request: HttpRequest, queryset: QuerySet[Entity]) -> HttpResponse | None:
    """Show what merging the selected entities would do; once confirmed, merge them."""
    chosen = Entity.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)[: MAX_MERGED + 1]))
    entities = list(
        chosen.annotate(number=Count("article_entities")).order_by("-number", "pk").prefetch_related("names")
    )
    if len(entities) > MAX_MERGED:
        messages.error(
            request, gettext("At most %(most)s entities can be merged at once.") % {"most": MAX_MERGED}
        )
        return None
    try:
        if "kept" in request.POST:
            return _merge(request, entities)
        plan = editing.plan_merge(entities)
    except editing.ChangeRefusedError as refusal:
        messages.error(request, str(refusal))
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Merge entities"),
        "opts": Entity._meta,
        "choices": [(entity, _about(entity)) for entity in entities],
        "plan": plan,
        "may_see_articles": request.user.has_perm("articles.view_article"),
        "action": request.POST.get("action"),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/articles/entity/merge.html", context)


def _about(entity: Any) -> str:
    """Return "3 articles; Secretary of State; also J. Kerry, Kerry"."""
    also = ", ".join(other.name for other in entity.names.all())
    known_as = gettext("also %(names)s") % {"names": also} if also else ""
    parts = (number_in_words(entity.number), entity.description, known_as)
    return "; ".join(filter(None, parts))


def _merge(request: HttpRequest, entities: Sequence[Entity]) -> HttpResponse:
    kept = next((entity for entity in entities if str(entity.pk) == request.POST["kept"]), None)
    if kept is None:
        raise editing.ChangeRefusedError(gettext("Choose which entity to keep."))
    others = [entity for entity in entities if entity != kept]
    return work(request, editing.begin_merge(kept, others, editor_of(request)))
