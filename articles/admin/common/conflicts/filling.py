"""Shows a change page whose fields are filled in with something that is not stored, and not saved yet."""

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from django.contrib.admin.helpers import AdminErrorList
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse

from articles.admin.common.conflicts.page_values import Page, PageRows

STALE, HELD = "stale", "held"  # codes of the errors that keep a form from being saved
FILL = "_fill"  # in forms that are only filled in: the button that was pressed, if any
View = Callable[[HttpRequest], Any]


def as_stored(view: View, request: HttpRequest) -> dict[str, Any]:
    """Return the template context of the page as it is stored, without what the request says."""
    plain = copy(request)
    plain.method, plain.GET = "GET", QueryDict()
    context: dict[str, Any] = view(plain).context_data
    return context


def filled(view: View, request: HttpRequest, data: QueryDict, opened: object) -> TemplateResponse:
    """Return the page with ``data`` in its fields. opened: the stamp of what is stored."""
    held = copy(request)
    held.method = "POST"
    data[FILL], data["opened"] = "", str(opened)
    held.POST = data  # type: ignore[assignment]
    answer: TemplateResponse = view(held)
    assert answer.context_data is not None
    _forget_refusal(answer.context_data)
    return answer


def _forget_refusal(context: dict[str, Any]) -> None:
    """Leave the errors that the editor has to correct."""
    form = context["adminform"].form
    if NON_FIELD_ERRORS in form.errors:
        errors = form.errors.pop(NON_FIELD_ERRORS).data
        if left := [each for each in errors if each.code not in {STALE, HELD}]:
            form.add_error(None, left)
    formsets = [each.formset for each in context["inline_admin_formsets"]]
    context["errors"] = AdminErrorList(form, formsets)


def data_of(page: Page) -> QueryDict:
    """Return what a browser would send from the page."""
    data = QueryDict(mutable=True)
    for each in page.fields.values():
        put(data, each.inputs)
    for rows in page.rows:
        data[f"{rows.prefix}-INITIAL_FORMS"] = str(len(rows.ids))
        data[f"{rows.prefix}-TOTAL_FORMS"] = str(rows.total)
    return data


def put(data: QueryDict, inputs: Mapping[str, Any]) -> None:
    """Put the values of inputs into a form; an input without values, such as an unticked box, is left out."""
    for name, values in inputs.items():
        if values:
            data.setlist(name, list(values))
        else:
            data.pop(name, None)


def add_row(data: QueryDict, rows: PageRows, number: int, values: Mapping[str, str]) -> None:
    """Fill in the new row with this number, counted from 0 after the stored rows."""
    place = len(rows.ids) + number
    put(data, {f"{rows.prefix}-{place}-{name}": [value] for name, value in values.items()})
    data[f"{rows.prefix}-TOTAL_FORMS"] = str(max(int(str(data[f"{rows.prefix}-TOTAL_FORMS"])), place + 1))
