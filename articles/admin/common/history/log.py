"""The log of an object as its history shows it: who changed what, from which values to which."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from articles.admin.common.word_marks import by_words, differing
from articles.models import ArchiveChange
from articles.stored_texts import in_readers_language


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after. paragraphs: those of long texts that differ, with the words marked."""

    label: str
    before: str
    after: str
    paragraphs: list[SafeString] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One entry of the log. change: what it changed, if that was recorded."""

    at: datetime
    editor: str
    message: str
    change: ArchiveChange | None = None
    fields: list[FieldChange] = field(default_factory=list)


def log_of(obj: Model, entries: Iterable[LogEntry]) -> list[LoggedChange]:
    """Return log entries with their changes, and changes whose entries went with an account, newest first."""
    changes = ArchiveChange.objects.filter(model=obj._meta.model_name, object_id=obj.pk)
    by_entry: dict[int | None, list[ArchiveChange]] = {}
    for change in changes:
        by_entry.setdefault(change.entry_id, []).append(change)
    logged = [_of_entry(entry, next(iter(by_entry.get(entry.pk, ())), None)) for entry in entries]
    logged += [described(change) for change in by_entry.get(None, ())]
    return sorted(logged, key=lambda each: each.at, reverse=True)


def described(change: ArchiveChange) -> LoggedChange:
    """Return a change as an entry of a log."""
    message = (
        gettext("Changed.")
        if change.before and change.after
        else gettext("Deleted.")
        if change.before
        else gettext("Added.")
    )
    return LoggedChange(change.made_at, change.editor, message, change, fields_of(change))


def _of_entry(entry: LogEntry, change: ArchiveChange | None) -> LoggedChange:
    fields = fields_of(change) if change else []
    return LoggedChange(
        entry.action_time, str(entry.user), in_readers_language(entry.get_change_message()), change, fields
    )


def fields_of(change: ArchiveChange) -> list[FieldChange]:
    """Return the changed fields; empty ones of new or deleted objects are left out."""
    model = apps.get_model("articles", change.model)
    names = dict.fromkeys([*change.before, *change.after])
    shown = []
    for name in names:
        label, before = _shown(model, name, change.before.get(name))
        _, after = _shown(model, name, change.after.get(name))
        if before or after:
            paragraphs = differing(before, after) if by_words(before, after) else []
            shown.append(FieldChange(label, before, after, paragraphs))
    return shown


def _shown(model: type[Model], name: str, value: Any) -> tuple[str, str]:
    """Return the label of a field, and a recorded value as editors read it."""
    if isinstance(value, list):
        return gettext(name), "\n".join(str(row["said"]) for row in value)
    try:
        known: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name, "" if value is None else str(value)
    label = str(capfirst(known.verbose_name))
    if value is None or value == "":
        return label, ""
    if isinstance(known, ForeignKey):
        model = apps.get_model(known.remote_field.model._meta.label)
        related = model._base_manager.filter(pk=value).first()
        return label, str(
            related
            or gettext("%(thing)s %(number)s, since deleted")
            % {"thing": model._meta.verbose_name, "number": value}
        )
    if isinstance(value, bool):
        return label, gettext("Yes") if value else gettext("No")
    return label, str(dict(known.flatchoices).get(value, value))
