"""Three versions of a form brought together: as it was opened, as it was sent, and as it is stored now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.http import QueryDict

from articles.admin.common.conflicts.filling import FILL, put
from articles.admin.common.conflicts.page_values import Inputs, Page, PageField, digest, plain
from articles.admin.common.conflicts.rows import KEPT, aligned

#: Who changed a field since the page was opened.
Who = Literal["both", "mine", "theirs"]
_WHO: dict[str, Who] = {"both": "both", "mine": "mine", "theirs": "theirs"}
STATE = "who."  # before the name of a field of which the page shows both versions


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose two versions differ."""

    name: str
    field: PageField
    who: Who
    mine: Inputs
    theirs: Inputs
    current: Inputs


@dataclass(slots=True)
class Merged:
    """What the form shows: each field as its last editor left it, and as it was sent if both changed it.

    added, deleted: rows that someone else added or deleted, the latter with whether they come back as new
    rows. unplaced: what was typed into fields that the page no longer has, by name.
    """

    data: QueryDict
    differences: list[Difference] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    deleted: list[tuple[str, bool]] = field(default_factory=list)
    unplaced: dict[str, str] = field(default_factory=dict)


def merge(sent: QueryDict, base: Mapping[str, str], page: Page, *, is_stale: bool) -> Merged:
    """Merge what was sent with the page as it is now.

    Args:
        sent: The form as the browser sent it.
        base: The hash of each field when the page was opened; empty if that is not known.
        page: The page as it is stored now.
        is_stale: Whether someone else saved since. If not, only fields already compared are compared.
    """
    rows = aligned(sent, base, page)
    merged = Merged(rows.sent, deleted=rows.deleted)
    side, _, filled = sent.get(FILL, "").partition(":")
    for name, each in page.fields.items():
        if each.is_new:
            if name.rpartition("-")[0] not in rows.typed:
                put(merged.data, each.inputs)
            continue
        if is_stale and (each.bound.is_hidden or (rows.base and name not in rows.base)):
            put(merged.data, each.inputs)
            if each.row and not each.bound.is_hidden and each.row not in merged.added:
                merged.added.append(each.row)
        elif difference := _compared(merged.data, name, each, rows.base.get(name, ""), is_stale=is_stale):
            if name == filled:
                put(merged.data, difference.mine if side == "mine" else difference.theirs)
            merged.differences.append(_as_sent(difference, merged.data))
    _set_aside(merged, rows.base, page)
    return merged


def _compared(data: QueryDict, name: str, each: PageField, base: str, *, is_stale: bool) -> Difference | None:
    theirs, typed = each.inputs, {key: data.getlist(key) for key in each.inputs}
    kept = _WHO.get(data.get(STATE + name, ""))
    earlier = {key: data.getlist(KEPT + key) for key in each.inputs}
    if not (kept or is_stale):
        return None
    if _same(typed, theirs):
        return Difference(name, each, kept, earlier, theirs, theirs) if kept else None
    if digest(theirs.values()) == base:
        return Difference(name, each, kept or "mine", typed, theirs, typed)
    if digest(typed.values()) == base:  # only someone else changed it
        put(data, theirs)
        return Difference(name, each, kept or "theirs", earlier if kept else typed, theirs, theirs)
    return Difference(name, each, "both", typed, theirs, typed)


def _same(one: Inputs, other: Inputs) -> bool:
    return plain(one.values()) == plain(other.values())


def _as_sent(each: Difference, data: QueryDict) -> Difference:
    current = {key: data.getlist(key) for key in each.theirs}
    return Difference(each.name, each.field, each.who, each.mine, each.theirs, current)


def _set_aside(merged: Merged, base: Mapping[str, str], page: Page) -> None:
    """Note what was typed into fields that the page no longer has."""
    rows = tuple(f"{each.prefix}-" for each in page.rows)
    known = {key for each in page.fields.values() for key in each.inputs}
    for name in base:
        inputs = [key for key in merged.data if re.fullmatch(rf"{re.escape(name)}(_\d)?", key)]
        values = [merged.data.getlist(key) for key in inputs if key not in known]
        if name in page.fields or name.startswith(rows) or not values or digest(values) == base[name]:
            continue
        text = " ".join(text for sent in plain(values) for text in sent)
        if text:
            merged.unplaced[name.replace("_", " ")] = text
