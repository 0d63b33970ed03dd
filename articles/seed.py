"""Initial data of a new database: the countries and the editors' group."""

from typing import Any

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from articles.extraction.lexicon.countries import COUNTRIES
from articles.text import fold_name, make_slug


def prepare_database(apps: Apps = current_apps, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Add missing countries. A ``post_migrate`` receiver, which also runs after a flush."""
    try:
        entities = apps.get_model("articles", "Entity").objects.using(using)
        names = apps.get_model("articles", "EntityName").objects.using(using)
    except LookupError:  # all migrations were reversed
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


EDITORS = "Editors"


EDITOR_RIGHTS = {
    "article": ("add", "change", "view"),
    "articleentity": ("add", "change", "view"),
    "author": ("add", "change", "delete", "view"),
    "authorname": ("add", "change", "delete", "view"),
    "capture": ("view",),
    "entity": ("add", "change", "delete", "view"),
    "entityname": ("add", "change", "delete", "view"),
    "mention": ("view",),
    "source": ("add", "change", "view"),
    "sourcefeed": ("add", "change", "delete", "view"),
}


def create_editor_group(apps: Apps = current_apps, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Create the editors' group if it is missing. A ``post_migrate`` receiver.

    An existing group is left alone, so that an archive can give its editors other permissions.
    """
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
        apps.get_model("articles", "Article")
    except LookupError:  # all migrations were reversed
        return
    group, created = group_model.objects.using(using).get_or_create(name=EDITORS)
    if not created:
        return
    # Django creates permissions in another receiver, which may run after this one.
    create_permissions(current_apps.get_app_config("articles"), verbosity=0, using=using, apps=apps)
    wanted = [f"{action}_{model}" for model, actions in EDITOR_RIGHTS.items() for action in actions]
    group.permissions.set(
        permission_model.objects.using(using).filter(content_type__app_label="articles", codename__in=wanted)
    )
