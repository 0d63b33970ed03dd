"""Records what each save in the admin changed, and opens a form with the values from before a change."""

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
from articles.admin.common.conflicts.filling import View, data_of, filled, put
from articles.admin.common.conflicts.page_values import inputs_of, read_page
from articles.admin.common.history.log import log_of
from articles.admin.common.history.rows import RowList
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

    #: The lists below the form.
    row_lists: tuple[RowList, ...] = ()

    def values_of(self, obj: Any) -> Values:
        """Return everything that can be changed on the page, as JSON-compatible values."""
        fields = [each for each in self.opts.concrete_fields if each.editable]
        held: Values = {each.name: value_of(obj, each) for each in fields}
        return held | {each.heading: each.recorded(obj) for each in self.row_lists}

    def _values(self, obj: Any) -> Values:
        with stored_language():
            return self.values_of(obj)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Load the object, and note its values if the request may change it."""
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST":
            setattr(request, _BEFORE, self._values(obj))
        return obj

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the form. It is filled in with earlier values if the address asks for them."""
        view = super().changeform_view
        if request.method != "GET" or RESTORE not in request.GET:
            return view(request, *args, **kwargs)
        answer = view(request, *args, **kwargs)
        context = getattr(answer, "context_data", None) or {}
        change = self._named(request, context["original"]) if context.get("opened") else None
        if change is None:
            return answer
        return self._filled_in(request, context, change, lambda each: view(each, *args, **kwargs))

    def _named(self, request: HttpRequest, obj: Any) -> ArchiveChange | None:
        """Return the change of the object that the address names, if there is one."""
        given = request.GET[RESTORE]
        if not given.isdecimal() or len(given) > 18:
            return None
        own = ArchiveChange.objects.filter(model=self.opts.model_name, object_id=obj.pk)
        return own.filter(pk=int(given)).exclude(before={}).first()

    def _filled_in(
        self, request: HttpRequest, context: Values, change: ArchiveChange, view: View
    ) -> TemplateResponse:
        """Return the page with the values from before the change. context: of the page as it is stored."""
        page = read_page(context, str)
        data = data_of(page)
        for name, value in form_values(context["original"], change.before).items():
            if name in page.fields:
                put(data, inputs_of(page.fields[name].bound, value))
        unplaced = [
            text
            for each in self.row_lists
            if each.heading in change.before
            for text in each.take_back(data, page, change.before[each.heading], change.after[each.heading])
        ]
        told = gettext("The form shows the values from before that change. Save to restore them.")
        self.message_user(request, told, messages.INFO)
        if unplaced:
            told = gettext("There is no place for these, so they are left out: %s.") % "; ".join(unplaced)
            self.message_user(request, told, messages.WARNING)
        return filled(view, request, data, context["opened"])

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


def form_values(obj: Model, earlier: Values) -> Values:
    """Return recorded values as a form shows them; an empty text for none. Saving checks them."""
    fields = {each.name: each for each in obj._meta.concrete_fields}
    found: Values = {}
    for name, value in earlier.items():
        if name in fields:
            try:
                found[name] = "" if value is None else fields[name].to_python(value)
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
