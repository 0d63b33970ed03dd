"""What the page of an edit conflict shows: for each field that differs, both versions."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.common.conflicts.filling import FILL
from articles.admin.common.conflicts.page_values import Inputs, plain
from articles.admin.common.conflicts.rows import KEPT
from articles.admin.common.conflicts.three_way import STATE, Difference, Merged
from articles.admin.common.word_marks import by_words, side_by_side


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with both versions. hidden: inputs that keep what was typed until the form is saved.

    paragraphs: those of long texts that differ, theirs and mine; current: the version that is in the field.
    """

    name: str
    label: str
    field_id: str
    who: str
    theirs: str
    mine: str
    paragraphs: Sequence[tuple[SafeString, SafeString]]
    current: str
    hidden: Sequence[tuple[str, str]]
    is_filled: bool  # by the button that was just pressed


@dataclass(frozen=True, slots=True)
class Conflict:
    """The template context of the page."""

    thing: str
    is_stale: bool
    is_unstamped: bool
    entries: Sequence[str]
    fields: Sequence[Shown]
    merged: Merged

    @property
    def fill(self) -> str:
        """Return the name of the buttons that put a version into its field."""
        return FILL


def shown(difference: Difference, filled: str = "") -> Shown:
    """Prepare a field with both versions for the template. filled: the field just filled by a button."""
    bound = difference.field.bound
    theirs, mine = text_of(bound.field, difference.theirs), text_of(bound.field, difference.mine)
    label = str(capfirst(bound.label))
    return Shown(
        name=difference.name,
        label=f"{difference.field.row}: {label}" if difference.field.row else label,
        field_id=bound.id_for_label,
        who=_told(difference.who),
        theirs=theirs,
        mine=mine,
        paragraphs=side_by_side(theirs, mine) if by_words(theirs, mine) else (),
        current=_current(difference),
        hidden=[
            (STATE + difference.name, difference.who),
            *((KEPT + name, value) for name, values in difference.mine.items() for value in values),
        ],
        is_filled=difference.name == filled,
    )


def _told(who: str) -> str:
    return {
        "both": _("You both changed this. The field has your version."),
        "mine": _("Only you changed this. The field has your version."),
        "theirs": _("Only the other editor changed this. The field has the saved version."),
    }[who]


def _current(difference: Difference) -> str:
    current = plain(difference.current.values())
    if current == plain(difference.theirs.values()):
        return "theirs"
    return "mine" if current == plain(difference.mine.values()) else ""


def text_of(field: forms.Field, inputs: Inputs) -> str:
    """Return what a field would send as an editor reads it: names instead of ids, "Yes" instead of "on"."""
    values = [text for sent in plain(inputs.values()) for text in sent]
    if isinstance(field, forms.BooleanField):
        return _("Yes") if values else _("No")
    if isinstance(field, forms.ModelChoiceField):
        return ", ".join(_names(field, values))
    if isinstance(field, forms.ChoiceField):
        labels = {str(value): str(label) for value, label in _choices(field.choices)}
        return ", ".join(labels.get(value, value) for value in values)
    return " ".join(values)


def _names(field: Any, values: Iterable[str]) -> Iterator[str]:
    key = field.to_field_name or "pk"
    for value in values:
        found = None
        with suppress(ValueError, TypeError, ValidationError):
            found = field.queryset.filter(**{key: value}).first()
        yield field.label_from_instance(found) if found else value


def _choices(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
