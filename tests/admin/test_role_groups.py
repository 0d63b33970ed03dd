"""The groups of the roles: made once, given what new versions add, and otherwise left to administrators."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from articles.models import User
from articles.seed import ARCHIVISTS, CONTRIBUTORS, EDITORS, ROLES, create_roles
from tests.scratch import ScratchMaker

pytestmark = pytest.mark.django_db


def held(group: Group) -> set[str]:
    return set(group.permissions.values_list("codename", flat=True))


def wanted(name: str) -> set[str]:
    return {f"{action}_{model}" for model, actions in ROLES[name].items() for action in actions}


def test_each_role_has_its_group() -> None:
    create_roles()
    for name in (CONTRIBUTORS, EDITORS, ARCHIVISTS):
        assert held(Group.objects.get(name=name)) == wanted(name)
    assert "delete_article" not in held(Group.objects.get(name=EDITORS))


def test_what_an_administrator_took_away_is_not_given_back() -> None:
    create_roles()
    group = Group.objects.get(name=EDITORS)
    group.permissions.clear()
    create_roles(apps)
    assert held(group) == set()


def test_what_a_new_version_adds_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    create_roles()
    group = Group.objects.get(name=EDITORS)
    group.permissions.remove(Permission.objects.get(codename="delete_author"))
    monkeypatch.setitem(ROLES[EDITORS], "source", ("add", "change", "view"))
    create_roles()
    assert held(group) == wanted(EDITORS) - {"delete_author"}
    group.permissions.remove(Permission.objects.get(codename="change_source"))
    create_roles()
    assert "change_source" not in held(group)


def test_a_group_that_was_renamed_or_deleted_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    create_roles()
    Group.objects.filter(name=EDITORS).update(name="Newsroom")
    Group.objects.get(name=ARCHIVISTS).delete()
    monkeypatch.setitem(ROLES[EDITORS], "source", ("add", "change", "view"))
    create_roles()
    assert set(Group.objects.values_list("name", flat=True)) == {CONTRIBUTORS, "Newsroom"}
    assert "change_source" in held(Group.objects.get(name="Newsroom"))


def test_an_archive_of_the_version_before_keeps_what_its_administrator_chose(scratch: ScratchMaker) -> None:
    own = {"view_article", "change_article", "add_article"}
    with scratch() as alias:
        call_command("migrate", "articles", "0038_stories", database=alias, verbosity=0)
        groups, permissions = Group.objects.using(alias), Permission.objects.using(alias)
        for name in (EDITORS, "Night desk"):
            group = groups.get_or_create(name=name)[0]
            group.permissions.set(permissions.filter(codename__in=own))
        iris = User.objects.using(alias).create(username="iris")
        iris.user_permissions.set(permissions.filter(codename="add_article"))

        call_command("migrate", database=alias, verbosity=0)
        assert held(groups.get(name=EDITORS)) == own | {
            "view_archivechange",
            *(f"{action}_entityidentifier" for action in ("add", "change", "delete", "view")),
            "withdraw_article",
            "view_importrun",
            "share_savedfilter",
        }
        imports = {"add_importrun", "undo_importrun", "view_importrun"}
        assert held(groups.get(name="Night desk")) == own | imports
        assert iris.user_permissions.filter(codename="add_importrun").exists()
        assert held(groups.get(name=ARCHIVISTS)) == wanted(ARCHIVISTS)
