"""The action that rejects all links of people that rest on surnames alone."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from articles import editing
from articles.admin.common.bases import counted, editor_of
from articles.models import Entity, Kind


@admin.action(description="Reject links by surname alone", permissions=["change"])
def reject_by_surname_action(_: Any, request: HttpRequest, queryset: QuerySet[Entity]) -> None:
    """Reject the links of the selected people that no full name supports, and say how many there were."""
    for entity in queryset.filter(kind=Kind.PERSON):
        number = editing.reject_by_surname(entity, editor_of(request))
        if number:
            done = f"Rejected {entity.name} in {counted(number, 'article')}, which give the surname alone."
            messages.success(request, f"{done} Extraction makes no more of these links.")
        else:
            messages.info(request, f"No automatic link of {entity.name} rests on the surname alone.")
