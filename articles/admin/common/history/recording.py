"""Records what each save in the admin changed, and opens a form with the values from before a change."""

# ruff: noqa: ARG002  (Django defines these signatures)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from articles.admin.common.bases import ModelAdminOf, editor_of
from articles.admin.common.history.log import log_of
from articles.models import ArchiveChange
from articles.stored_texts import stored_language

RESTORE = "restore"  # the parameter with the id of the change that a form takes back
_BEFORE = "_values_before"
Values = dict[str, Any]

if TYPE_CHECKING:
    _Base = ModelAdminOf[Any]
else:
    _Base = object


class RecordedAdmin(_Base):
    """Mixin that stores the values before and after each save and deletion."""

    object_history_template = "admin/history/object.html"

    def recorded_rows(self, obj: Any) -> dict[str, list[str]]:
        """Return the rows below the form, as sentences by heading."""
        return {}

    def values_of(self, obj: Any) -> Values:
        """Return everything that can be changed on the page, as JSON-compatible values."""
        fields = [each for each in self.opts.concrete_fields if each.editable]
        held: Values = {each.name: value_of(obj, each) for each in fields}
        return held | self.recorded_rows(obj)

    def _values(self, obj: Any) -> Values:
        with stored_language():
            return self.values_of(obj)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Load the object, and note its values if the request may change it."""
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST":
            setattr(request, _BEFORE, self._values(obj))
        return obj

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the form class. It begins with earlier values if the address asks for them."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        earlier = self.earlier(request, obj) if obj is not None and request.method == "GET" else {}
        return type(form)(f"Earlier{form.__name__}", (_EarlierForm, form), {"earlier": earlier})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any) -> Any:
        """Say that the form shows earlier values."""
        if request.method == "GET" and (obj := kw.get("obj")) and self.earlier(request, obj):
            told = gettext("The form shows the values from before that change. Save to restore them.")
            self.message_user(request, told, messages.INFO)
        return super().render_change_form(request, context, *args, **kw)

    def earlier(self, request: HttpRequest, obj: Any) -> Values:
        """Return the values from before the change that the address names; empty if it names none."""
        given = request.GET.get(RESTORE, "")
        if not given.isdecimal() or len(given) > 18:
            return {}
        change = ArchiveChange.objects.filter(
            pk=int(given), model=self.opts.model_name, object_id=obj.pk
        ).first()
        return dict(change.before) if change else {}

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the log of the object with what each change did, newest first."""
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data:
            context = response.context_data
            context["log"] = log_of(context["object"], context["action_list"])
            context["has_change_permission"] = self.has_change_permission(request, context["object"])
        return response

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record the values of a new object."""
        return self._recorded(request, super().log_addition(request, obj, message), obj, {})

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record what changed."""
        return self._recorded(
            request, super().log_change(request, obj, message), obj, getattr(request, _BEFORE, {})
        )

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Record the values of objects that are about to be deleted."""
        objects = list(queryset)
        super().log_deletions(request, queryset)
        for obj in objects:
            _store(request, None, obj, self._values(obj), {})

    def _recorded(self, request: HttpRequest, entry: LogEntry, obj: Any, before: Values) -> LogEntry:
        stored = self.model._base_manager.get(pk=obj.pk)  # as the database has it, with default values
        after = self._values(stored)
        names = [name for name in after if before.get(name) != after[name] and (before or after[name])]
        if names:
            kept = {name: before[name] for name in names if name in before}
            _store(request, entry, obj, kept, {name: after[name] for name in names})
        return entry


class _EarlierForm:
    """A form that begins with other values than the stored ones."""

    earlier: Values
    initial: Values
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= initial_values(self.instance, self.earlier)


def initial_values(obj: Model, earlier: Values) -> Values:
    """Return recorded values as the initial values of a form, which checks them when it is sent."""
    fields = {each.name: each for each in obj._meta.concrete_fields}
    found: Values = {}
    for name, value in earlier.items():
        if name in fields:
            try:
                found[name] = fields[name].to_python(value)
            except ValidationError:
                found[name] = value  # such as a date without a day
    return found


def value_of(obj: Model, field: Field[Any, Any]) -> Any:
    """Return the value of a field: text, number or truth value as it is, everything else as text."""
    value = field.value_from_object(obj)
    if value is None or isinstance(value, bool | int | float | str) or isinstance(field, ForeignKey):
        return value
    return field.value_to_string(obj)


def _store(request: HttpRequest, entry: LogEntry | None, obj: Any, before: Values, after: Values) -> None:
    ArchiveChange.objects.create(
        entry=entry,
        model=obj._meta.model_name,
        object_id=obj.pk,
        label=str(obj)[:200],
        editor=editor_of(request).get_username(),
        made_at=entry.action_time if entry else timezone.now(),
        before=before,
        after=after,
    )
