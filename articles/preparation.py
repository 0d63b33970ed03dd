"""What a migrated database needs before anyone opens it; safe to run any number of times."""

from typing import Any

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS

from articles.extraction.countries import COUNTRIES
from articles.text import fold_name, make_slug


def prepare_database(apps: Apps = current_apps, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Receiver of ``post_migrate``: gives a migrated, or a flushed, database the countries of the world."""
    try:
        entities = apps.get_model("articles", "Entity").objects.using(using)
        names = apps.get_model("articles", "EntityName").objects.using(using)
    except LookupError:  # migrated back to nothing
        return
    known = set(entities.filter(kind="country").values_list("code", flat=True))
    missing = [country for country in COUNTRIES if country.code not in known]
    made = entities.bulk_create(
        entities.model(
            kind="country",
            code=country.code,
            name=country.name,
            slug=make_slug(country.name),
            folded=fold_name(country.name),
        )
        for country in missing
    )
    names.bulk_create(
        names.model(entity=entity, name=name, folded=fold_name(name))
        for entity, country in zip(made, missing, strict=True)
        for name in dict.fromkeys(country.names)
        if name != country.name
    )
