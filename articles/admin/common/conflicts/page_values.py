"""What a browser would send from a change page that nobody has typed into."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import BoundField

from articles.admin.common.text_forms import plain_lines

#: The values of one field by the names of its inputs. An unticked box sends none.
Inputs = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class PageField:
    """A field of a page. row: what its row is about, "" for fields of the object itself."""

    bound: BoundField
    inputs: Inputs
    row: str = ""
    is_new: bool = False  # in a row that is not stored yet


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of an inline formset. key: the field with a row's id; owner: the one with the object's."""

    prefix: str
    key: str
    owner: str
    ids: Sequence[str]
    total: int
    may_add: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A change page: its fields by name, and its lists of rows."""

    fields: Mapping[str, PageField]
    rows: Sequence[PageRows]


def read_page(context: Mapping[str, Any], row_name: Callable[[Any], str]) -> Page:
    """Read the page that the template context of Django's change view describes; its forms are unbound."""
    fields = {
        each.html_name: PageField(each, inputs_of(each)) for each in _enabled(context["adminform"].form)
    }
    rows = []
    for inline in context["inline_admin_formsets"]:
        formset, may_change = inline.formset, inline.has_change_permission
        stored = formset.initial_forms
        rows.append(
            PageRows(
                prefix=formset.prefix,
                key=formset.model._meta.pk.name,
                owner=formset.fk.name,
                ids=[str(form.instance.pk) for form in stored],
                total=formset.total_form_count(),
                may_add=inline.has_add_permission,
            )
        )
        for form in (*stored, *formset.extra_forms):
            is_new = form.instance.pk is None
            name = "" if is_new else row_name(form.instance)
            for each in _enabled(form):
                if not (is_new or may_change or each.is_hidden):
                    continue
                fields[each.html_name] = PageField(each, inputs_of(each), name, is_new)
    return Page(fields, rows)


def _enabled(form: Any) -> Iterator[BoundField]:
    return (each for each in form if not each.field.disabled)


def inputs_of(bound: BoundField, value: Any = None) -> dict[str, list[str]]:
    """Return the inputs of an unbound field with what they would send. value: instead of the stored one."""
    widget = bound.field.widget
    while isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    initial = bound.value() if value is None else bound.field.prepare_value(value)
    shown = widget.get_context(bound.html_name, initial, {})["widget"]
    return {each["name"]: _sent(each) for each in shown.get("subwidgets", [shown])}


def _sent(shown: Mapping[str, Any]) -> list[str]:
    """Return what one input sends, read from the context that its widget is rendered with."""
    if "optgroups" in shown:
        options = (option for _, group, _ in shown["optgroups"] for option in group)
        return [str(option["value"]) for option in options if option["selected"]]
    if shown.get("type") == "checkbox":
        return [str(shown["value"] or "on")] if shown["attrs"].get("checked") else []
    return ["" if shown["value"] is None else str(shown["value"])]


def plain(inputs: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return values as they are compared: an empty text is as good as none, and line ends do not count."""
    return [[text for value in values if (text := plain_lines(value))] for values in inputs]


def digest(inputs: Iterable[Sequence[str]]) -> str:
    """Return a short hash of the values of a field."""
    said = json.dumps(plain(inputs)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:8]


def digests(page: Page) -> dict[str, str]:
    """Return the hash of each field by its name."""
    return {name: digest(field.inputs.values()) for name, field in page.fields.items()}
