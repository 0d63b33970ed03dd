"""Initial data of a new database: the countries and the roles of staff."""

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


CONTRIBUTORS = "Contributors"
EDITORS = "Editors"
ARCHIVISTS = "Archivists"

_ALL = ("add", "change", "delete", "view")
_VIEW = ("view",)
#: The permissions of each role, by model. Administrators are superusers and need none.
ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    CONTRIBUTORS: {"article": ("contribute",), "source": _VIEW},
    EDITORS: {
        "archivechange": _VIEW,
        "article": ("add", "change", "view", "withdraw"),
        "articleentity": ("add", "change", "view"),
        "author": _ALL,
        "authorname": _ALL,
        "capture": _VIEW,
        "entity": _ALL,
        "entityidentifier": _ALL,
        "entityname": _ALL,
        "importrun": _VIEW,
        "mention": _VIEW,
        "savedfilter": ("share",),
        "source": ("add", "view"),
        "sourcefeed": _VIEW,
    },
    ARCHIVISTS: {
        "archivechange": _VIEW,
        "article": ("view", "withdraw"),
        "articleentity": _VIEW,
        "author": _VIEW,
        "authorname": _VIEW,
        "capture": _VIEW,
        "entity": _VIEW,
        "entityidentifier": _VIEW,
        "entityname": _VIEW,
        "importrun": ("add", "undo", "view"),
        "mention": _VIEW,
        "source": _ALL,
        "sourcefeed": _ALL,
    },
}


def create_roles(apps: Apps = current_apps, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Create the groups of the roles, and give existing ones what this version adds.

    A ``post_migrate`` receiver. What an administrator has taken from a group is not given back, and a group
    that was deleted is not made again.
    """
    try:
        roles = apps.get_model("articles", "Role").objects.using(using)
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:  # all migrations were reversed, or those that made the roles
        return
    # Django creates permissions in another receiver, which may run after this one.
    create_permissions(current_apps.get_app_config("articles"), verbosity=0, using=using, apps=apps)
    for name, rights in ROLES.items():
        wanted = {f"{action}_{model}" for model, actions in rights.items() for action in actions}
        role = roles.filter(pk=name).first()
        if role is None:
            role = roles.create(name=name, group=groups.get_or_create(name=name)[0])
        new = wanted.difference(role.offered)
        if new and role.group:
            role.group.permissions.add(
                *permissions.filter(content_type__app_label="articles", codename__in=new)
            )
        if new:
            role.offered = sorted({*role.offered, *new})
            role.save()
