"""Keeps editors from overwriting each other's changes, and double clicks from saving twice.

Each change page has a stamp: when it was opened, and a digest of everything that can be edited on it.
If the digest no longer matches the stored data, the save is refused and the editor sees what changed.
"""

# ruff: noqa: ARG002  (Django defines these signatures)

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.common.bases import ActionForm, ModelAdminOf
from articles.store_once import store_once
from articles.stored_texts import in_readers_language
from articles.text import quoted

STALE = _(
    "Someone else saved this {thing} after you opened it, so your changes were not saved. What you typed is "
    "still in the fields below: copy it, open the page again and enter it there."
)
UNSTAMPED = _(
    "This form does not say when it was opened, so your changes were not saved: someone else may have saved "
    "this {thing} since. What you typed is still in the fields below: copy it, open the page again and enter "
    "it there."
)
SHOWN_ENTRIES = 5
SHOWN_CHARACTERS = 200
_HIDDEN = {"csrfmiddlewaretoken", "opened"}
_CONFIRMED = {"kept", "post"}  # sent by the pages that ask for confirmation

if TYPE_CHECKING:
    _Base = ModelAdminOf[Any]
    _Form = ModelForm[Any]
else:
    _Base = _Form = object


class GuardedAdmin(_Base):
    """Mixin against double saves and edit conflicts. It must be the first base class."""

    action_form = ActionForm
    #: Fields that change without an editor, such as the last login.
    unstamped: tuple[str, ...] = ()

    def lock(self) -> None:
        """Take the lock that must come before row locks; see ``articles.locking``."""

    def stamped_rows(self, obj: Any) -> list[Any]:
        """Return the editable values of the inline rows, as JSON-compatible values."""
        return []

    @store_once
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            self.lock()
        return super().changeform_view(request, *args, **kwargs)

    @store_once
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            self.lock()
        return super().delete_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the list or run an action. A confirmed action runs only once."""
        view = super().changelist_view
        if request.method == "POST" and _CONFIRMED & request.POST.keys():
            view = store_once(view)
        return view(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Load the object. A POST locks its row first, so that a second editor waits for the first."""
        if request.method == "POST" and connection.in_atomic_block:
            field: Any = self.opts.get_field(from_field) if from_field else self.opts.pk
            with suppress(ValidationError, ValueError):
                rows = self.model._base_manager.filter(**{field.name: field.to_python(object_id)})
                list(rows.select_for_update(no_key=True).values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        """Show everything that was typed if the object no longer exists."""
        if "opened" not in request.POST:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        sent = [
            (name.replace("_", " "), value)
            for name, value in request.POST.items()
            if value and not name.startswith("_") and not name.endswith("_FORMS") and name not in _HIDDEN
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Gone"),
            "opts": opts,
            "sent": sent,
            "reason": self.why_gone(request),
        }
        return TemplateResponse(request, "admin/gone.html", context, status=410)

    def why_gone(self, request: HttpRequest) -> str:
        """Say why the object of an open page can no longer be saved."""
        return gettext("Someone else deleted or merged this %(thing)s after you opened it") % {
            "thing": self.opts.verbose_name
        }

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the form class. For an existing object, it also checks the stamp."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            return form
        sent = request.POST.get("opened", "")
        return type(form)(f"Stamped{form.__name__}", (_StampedForm, form), {"guard": self, "sent": sent})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Add the stamp. After a refused save, it stays the same."""
        if (obj := kwargs.get("obj")) is not None:
            context["opened"] = request.POST.get("opened", "") if request.POST else self.stamp(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def stamp(self, obj: Any) -> str:
        """Return the current time and the object's digest."""
        return f"{timezone.now().isoformat()} {self.digest(obj)}"

    def digest(self, obj: Any) -> str:
        """Hash everything that can be changed on the page."""
        fields = [
            each for each in self.opts.concrete_fields if each.editable and each.name not in self.unstamped
        ]
        held: dict[str, Any] = {each.name: each.value_to_string(obj) for each in fields}
        for each in self.opts.many_to_many:
            held[each.name] = sorted(getattr(obj, each.name).values_list("pk", flat=True))
        return hashlib.sha256(json.dumps([held, self.stamped_rows(obj)]).encode()).hexdigest()


class _StampedForm(_Form):
    """Refuses to overwrite changes made after the page was opened."""

    guard: GuardedAdmin
    sent: str

    def clean(self) -> dict[str, Any] | None:
        """Refuse the form if its stamp does not match."""
        cleaned = super().clean()
        opened, _space, digest = self.sent.partition(" ")
        if digest != self.guard.digest(self.instance):
            text = STALE if digest else UNSTAMPED
            told = [text.format(thing=self.guard.opts.verbose_name)]
            raise ValidationError([*told, *_entries(self.instance, opened), *self._stored()], code="stale")
        return cleaned

    def _stored(self) -> Iterator[str]:
        """The stored values of the fields that the editor changed."""
        for name in self.changed_data:
            value = getattr(self.instance, name, "")
            if hasattr(value, "all"):
                value = ", ".join(map(str, value.all()))
            said = str("" if value is None else value)
            shown = said[:SHOWN_CHARACTERS] + ("…" if len(said) > SHOWN_CHARACTERS else "")
            label = self.fields[name].label or name
            yield (
                gettext("%(field)s is now: %(value)s.") % {"field": label, "value": quoted(shown)}
                if shown
                else gettext("%(field)s is now empty.") % {"field": label}
            )


def _entries(obj: Model, opened: str) -> Iterator[str]:
    """Describe the object's history since its page was opened, latest first."""
    entries: QuerySet[LogEntry] = LogEntry.objects.filter(
        content_type=get_content_type_for_model(obj), object_id=str(obj.pk)
    )
    with suppress(ValueError):
        entries = entries.filter(action_time__gte=datetime.fromisoformat(opened))
    for entry in entries.select_related("user")[:SHOWN_ENTRIES]:
        moment = date_format(entry.action_time, "DATETIME_FORMAT")
        yield f"{moment} UTC, {entry.user}: {in_readers_language(entry.get_change_message())}"
