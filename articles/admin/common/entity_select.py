"""Autocomplete field for entities, and its view."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.paginator import Paginator
from django.urls import reverse

from articles.editing.names.candidates import article_numbers, number_in_words
from articles.models import Entity
from articles.text import fold, within_sentence

#: Matches that are sorted by their number of articles; with more, the editor has to type on.
MOST_SUGGESTIONS = 200


def label(entity: Entity) -> str:
    """Tell entities with the same name apart: "Georgia (country, GE)"."""
    parts = [within_sentence(entity.get_kind_display())]
    if entity.code:
        parts.append(entity.code)
    if entity.description:
        parts.append(entity.description[:60])
    return f"{entity.name} ({', '.join(parts)})"


class EntitySelect(AutocompleteSelect):
    """Django's autocomplete widget, with the view below."""

    def get_url(self) -> str:
        return reverse("admin:articles_entity_autocomplete")


class EntityAutocomplete(AutocompleteJsonView):
    """Suggests entities, those in most articles first."""

    def get_queryset(self) -> Any:
        """Return a list of matches: exact ones first, then by number of articles."""
        found: list[Entity] = list(super().get_queryset()[:MOST_SUGGESTIONS])
        self.numbers = article_numbers(entity.pk for entity in found)
        term = fold(self.term)
        return sorted(found, key=lambda entity: (entity.folded != term, -self.numbers[entity.pk]))

    def get_paginator(self, *args: Any, **kwargs: Any) -> Paginator[Entity]:
        """Return pages of the list."""
        return Paginator(*args, **kwargs)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        number = self.numbers[obj.pk]
        text = f"{label(obj)}, {number_in_words(number)}" if number else label(obj)
        return {"id": str(getattr(obj, to_field_name)), "text": text}
