"""The action that rejects all links of people that rest on surnames alone."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import editor_of
from articles.models import Entity, Kind


@admin.action(description=_("Reject links by surname alone"), permissions=["change"])
def reject_by_surname_action(_admin: Any, request: HttpRequest, queryset: QuerySet[Entity]) -> None:
    """Reject the links of the selected people that no full name supports, and say how many there were."""
    for entity in queryset.filter(kind=Kind.PERSON):
        number = editing.reject_by_surname(entity, editor_of(request))
        if number:
            text = ngettext(
                "Rejected %(name)s in %(number)s article, which gives the surname alone. Extraction makes no "
                "more of these links.",
                "Rejected %(name)s in %(number)s articles, which give the surname alone. Extraction makes no "
                "more of these links.",
                number,
            )
            messages.success(request, text % {"name": entity.name, "number": intcomma(number)})
        else:
            messages.info(
                request,
                gettext("No automatic link of %(name)s rests on the surname alone.") % {"name": entity.name},
            )
