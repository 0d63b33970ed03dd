"""The field that finds an entity while one types, and what it asks."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.urls import reverse

from articles.models import Entity


def label(entity: Entity) -> str:
    """ "Georgia (country, GE)": a name alone does not say which of two is meant."""
    parts = [entity.get_kind_display().lower()]
    if entity.code:
        parts.append(entity.code)
    if entity.description:
        parts.append(entity.description[:60])
    return f"{entity.name} ({', '.join(parts)})"


class EntitySelect(AutocompleteSelect):
    """Django's autocomplete, asking the view below."""

    def get_url(self) -> str:
        """Where suggestions come from."""
        return reverse("admin:articles_entity_autocomplete")


class EntityAutocomplete(AutocompleteJsonView):
    """Suggestions that tell entities of one name apart."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """One suggestion."""
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}
