"""What a migrated database needs before anyone opens it; safe to run any number of times."""

from typing import Any

from django.apps.registry import Apps

from articles.extraction.countries import COUNTRIES
from articles.text import fold, make_slug


def prepare_database(apps: Apps, **_kwargs: Any) -> None:
    """Receiver of ``post_migrate``: gives a migrated database the countries of the world."""
    try:
        entity_model = apps.get_model("articles", "Entity")
        name_model = apps.get_model("articles", "EntityName")
    except LookupError:  # migrated back to nothing
        return
    known = set(entity_model.objects.filter(kind="country").values_list("code", flat=True))
    missing = [country for country in COUNTRIES if country.code not in known]
    made = entity_model.objects.bulk_create(
        entity_model(
            kind="country",
            code=country.code,
            name=country.name,
            slug=make_slug(country.name),
            folded=fold(country.name),
        )
        for country in missing
    )
    name_model.objects.bulk_create(
        name_model(entity=entity, name=name, folded=fold(name))
        for entity, country in zip(made, missing, strict=True)
        for name in dict.fromkeys(country.names)
        if name != country.name
    )
