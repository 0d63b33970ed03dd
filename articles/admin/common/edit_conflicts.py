"""Keeps editors from overwriting each other's changes, and double clicks from saving twice.

Each change page has a stamp: when it was opened, a digest of everything that can be edited on it, and a hash
of each field. If the digest no longer matches the stored data, the save is refused and the page shows both
versions. The hashes tell who changed a field; see ``conflicts.three_way``.
"""

# ruff: noqa: ARG002  (Django defines these signatures)

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
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
from articles.admin.common.conflicts.both_versions import Conflict, shown
from articles.admin.common.conflicts.filling import FILL, HELD, STALE, as_stored, filled
from articles.admin.common.conflicts.page_values import digests, read_page
from articles.admin.common.conflicts.three_way import STATE, merge
from articles.store_once import store_once
from articles.stored_texts import in_readers_language

SHOWN_ENTRIES = 5
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

    def row_name(self, row: Any) -> str:
        """Name an inline row for the editor."""
        return str(row)

    @store_once
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            self.lock()
        answer = super().changeform_view(request, *args, **kwargs)
        if (
            request.method == "POST"
            and isinstance(answer, TemplateResponse)
            and _is_conflict(request, answer)
        ):
            return self._with_both_versions(request, *args, **kwargs)
        return answer

    def _with_both_versions(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """Show the form again with what was sent and what is stored, brought together."""

        def view(changed: HttpRequest) -> Any:
            return super(GuardedAdmin, self).changeform_view(changed, *args, **kwargs)

        context = as_stored(view, request)
        opened, now = Stamp.read(request.POST.get("opened", "")), context["opened"]
        is_stale = opened.digest != now.digest
        page = read_page(context, self.row_name)
        merged = merge(request.POST, opened.fields, page, is_stale=is_stale)
        answer = filled(view, request, merged.data, now)
        assert answer.context_data is not None
        _, _, last = request.POST.get(FILL, "").partition(":")
        answer.context_data["conflict"] = Conflict(
            thing=str(self.opts.verbose_name),
            is_stale=is_stale,
            is_unstamped=not opened.digest,
            entries=list(_entries(context["original"], opened.at)) if is_stale else [],
            fields=[shown(each, last) for each in merged.differences],
            merged=merged,
        )
        return answer

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
        held = {"guard": self, "sent": request.POST.get("opened", ""), "is_held": FILL in request.POST}
        return type(form)(f"Stamped{form.__name__}", (_StampedForm, form), held)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Add the stamp. After a refused save, it stays the same."""
        if (obj := kwargs.get("obj")) is not None:
            if request.method == "POST":
                context["opened"] = request.POST.get("opened", "")
            elif self.has_change_permission(request, obj):
                fields = digests(read_page(context, self.row_name))
                context["opened"] = Stamp(timezone.now().isoformat(), self.digest(obj), fields)
        return super().render_change_form(request, context, *args, **kwargs)

    def digest(self, obj: Any) -> str:
        """Hash everything that can be changed on the page."""
        fields = [
            each for each in self.opts.concrete_fields if each.editable and each.name not in self.unstamped
        ]
        held: dict[str, Any] = {each.name: each.value_to_string(obj) for each in fields}
        for each in self.opts.many_to_many:
            held[each.name] = sorted(getattr(obj, each.name).values_list("pk", flat=True))
        return hashlib.sha256(json.dumps([held, self.stamped_rows(obj)]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a page was opened, the digest of what it showed, and the hash of each field by its name."""

    at: str = ""
    digest: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Stamp:
        """Read a stamp that a browser sent back. What is not one has no digest, or no fields."""
        at, _, rest = text.partition(" ")
        digest, _, fields = rest.partition(" ")
        try:
            found = json.loads(fields or "{}")
        except (ValueError, RecursionError):
            found = {}
        pairs = found.items() if isinstance(found, dict) else ()
        return cls(at, digest, {name: value for name, value in pairs if isinstance(value, str)})

    def __str__(self) -> str:
        return f"{self.at} {self.digest} {json.dumps(self.fields, separators=(',', ':'))}"


class _StampedForm(_Form):
    """Refuses to overwrite changes made after the page was opened, and to save what is only filled in."""

    guard: GuardedAdmin
    sent: str
    is_held: bool

    def clean(self) -> dict[str, Any] | None:
        """Refuse the form if its stamp does not match. The page then says why, at length."""
        cleaned = super().clean()
        if Stamp.read(self.sent).digest != self.guard.digest(self.instance):
            raise ValidationError("", code=STALE)
        if self.is_held:
            raise ValidationError("", code=HELD)
        return cleaned


def _is_conflict(request: HttpRequest, answer: TemplateResponse) -> bool:
    """Whether the page of a refused form shows both versions, now or as it did before."""
    form = (answer.context_data or {}).get("adminform")
    if form is None or "opened" not in (answer.context_data or {}):
        return False
    is_compared = FILL in request.POST or any(name.startswith(STATE) for name in request.POST)
    return is_compared or form.form.has_error(NON_FIELD_ERRORS, STALE)


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
