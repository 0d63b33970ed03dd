"""The field that finds an entity while one types, and what it asks."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.urls import reverse

from articles.editing.candidates import article_numbers, number_in_words
from articles.models import Entity
from articles.text import fold

#: Suggestions that are put in order by how often they are named; whoever has more types on.
MOST_SUGGESTIONS = 200


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
    """Suggestions that tell entities of one name apart, those that most articles name first."""

    def get_queryset(self) -> Any:
        """What is called exactly so, then the others by their number of articles; a list."""
        found: list[Entity] = list(super().get_queryset()[:MOST_SUGGESTIONS])
        self.numbers = article_numbers(entity.pk for entity in found)
        term = fold(self.term)
        return sorted(found, key=lambda entity: (entity.folded != term, -self.numbers[entity.pk]))

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """One suggestion."""
        number = self.numbers[obj.pk]
        text = f"{label(obj)}, {number_in_words(number)}" if number else label(obj)
        return {"id": str(getattr(obj, to_field_name)), "text": text}
