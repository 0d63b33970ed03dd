"""Helpers for tests of the admin: signed-in users, and forms as a browser sends them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import User
from articles.seed import ARCHIVISTS, EDITORS, create_roles

NO_ENTITIES = {
    f"{prefix}-{name}": "0"
    for prefix in ("article_entities", "article_entities-2")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


class FormReader(HTMLParser):
    """Collects the fields of the page's main form with the values they would be sent with."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.fields: dict[str, str] = {}
        self._inside = False
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a field."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self.form_id
        name = given.get("name", "")
        if not self._inside or not (name or tag == "option"):
            return
        if tag == "input":
            self._input(name, given)
        elif tag == "select":
            self._select = name
            self.fields.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in given:
            self.fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = ""

    def _input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "submit" or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        self.fields[name] = given.get("value", "on" if kind == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        """The text of a textarea."""
        if self._textarea:
            self.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        """Leave a field."""
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            # HTML drops one line break after the opening tag.
            self.fields[self._textarea] = self.fields[self._textarea].removeprefix("\n").removeprefix("\r\n")
            self._textarea = ""
        elif tag == "form":
            self._inside = False


def form_of(client: Client, address: str, form_id: str) -> dict[str, str]:
    """Return the fields of an admin form with their values, as a browser would send them."""
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    reader = FormReader(form_id)
    reader.feed(page.content.decode())
    return {name: value for name, value in reader.fields.items() if "__prefix__" not in name}


def change_address(thing: Any) -> str:
    """Return the admin page of an object."""
    return reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk])


def list_address(model: Any) -> str:
    """Return the admin list of a model."""
    return reverse(f"admin:articles_{model._meta.model_name}_changelist")


def save(client: Client, thing: Any, **changes: str) -> Any:
    """Open an object's admin page, change fields and save. Returns the response without following it."""
    address = change_address(thing)
    fields = form_of(client, address, f"{thing._meta.model_name}_form")
    unknown = set(changes) - set(fields)
    # An unticked box is not sent; ticking one adds a field.
    assert all(name.endswith(("is_about", "reported_from", "DELETE")) for name in unknown), unknown
    return client.post(address, {name: value for name, value in (fields | changes).items() if value != "OFF"})


def act(client: Client, action: str, things: list[Any], **more: str) -> Any:
    """Run a list action on objects and return the final response."""
    fields = {"action": action, "_selected_action": [str(thing.pk) for thing in things], **more}
    return client.post(list_address(type(things[0])), fields, follow=True)


def messages_of(response: Any) -> str:
    """Return the messages shown to the editor."""
    return " ".join(str(message) for message in response.context["messages"])


def member(name: str, *roles: str) -> User:
    """Create a member of the staff with these roles, without a password, since hashing one is slow."""
    create_roles()
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def editor(name: str = "lena") -> User:
    """Create an editor."""
    return member(name, EDITORS)


def archivist(name: str = "arno") -> User:
    """Create an archivist."""
    return member(name, ARCHIVISTS)


def signed_in(user: User) -> Client:
    """Return a client in which ``user`` is signed in."""
    client = Client()
    client.force_login(user)
    return client


@contextmanager
def counting() -> Iterator[Callable[[], int]]:
    """Count database queries: ``with counting() as count: …; count()``."""
    captured: AbstractContextManager[CaptureQueriesContext] = CaptureQueriesContext(connection)
    with captured as queries:
        yield lambda: len(queries.captured_queries)
