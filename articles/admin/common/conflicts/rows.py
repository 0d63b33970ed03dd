"""Brings the rows that an editor sent in line with those that are stored now."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from articles.admin.common.conflicts.page_values import Page, PageRows, digest, plain

Values = dict[str, list[str]]
KEPT = "mine."  # before the name of an input: what the editor typed there
_DELETE = "DELETE"


@dataclass(slots=True)
class Aligned:
    """What was sent and what the page showed when it was opened, with the row numbers of today's page.

    deleted: rows that someone else deleted, as text, and whether they come back as new rows. typed: the new
    rows that the editor filled in, such as "names-3".
    """

    sent: QueryDict
    base: dict[str, str]
    deleted: list[tuple[str, bool]] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)


def aligned(sent: QueryDict, base: Mapping[str, str], page: Page) -> Aligned:
    """Number the rows that were sent as the page numbers them now.

    New rows follow the stored ones. So does a row that someone else deleted, if the editor changed it.
    """
    found = Aligned(sent.copy(), dict(base))
    for rows in page.rows:
        _align(rows, found)
    return found


def _align(rows: PageRows, found: Aligned) -> None:
    pattern = re.compile(rf"({re.escape(KEPT)})?{re.escape(rows.prefix)}-(\d{{1,6}})-([A-Za-z_]\w*)$")
    numbers: dict[str, int] = {}
    free = len(rows.ids)
    for number, values in _by_row(found.sent, pattern):
        pk = "".join(values.get(rows.key, [""]))
        if pk in rows.ids:
            numbers[number] = rows.ids.index(pk)
            continue
        is_typed = _is_typed(f"{rows.prefix}-{number}", values, found.base, rows)
        stays = is_typed and rows.may_add
        if pk:
            found.deleted.append((_text(values, rows), stays))
            found.sent.setlist(f"{rows.prefix}-{number}-{rows.key}", [""])
        if stays:
            numbers[number] = free
            found.typed.add(f"{rows.prefix}-{free}")
            free += 1
    _renumber(found, pattern, numbers, rows.prefix)
    found.sent[f"{rows.prefix}-INITIAL_FORMS"] = str(len(rows.ids))
    found.sent[f"{rows.prefix}-TOTAL_FORMS"] = str(max(rows.total, free))


def _by_row(sent: QueryDict, pattern: re.Pattern[str]) -> Iterator[tuple[str, Values]]:
    rows: dict[str, Values] = {}
    for name, values in sent.lists():
        if (match := pattern.match(name)) and not match[1]:
            rows.setdefault(match[2], {})[match[3]] = values
    yield from sorted(rows.items(), key=lambda row: int(row[0]))


def _is_typed(name: str, values: Values, base: Mapping[str, str], rows: PageRows) -> bool:
    """Whether the editor changed something in the row, other than deleting it."""
    if values.get(_DELETE):
        return False
    own = {each: sent for each, sent in values.items() if each not in {rows.key, rows.owner}}
    return any(
        digest([sent]) != base[f"{name}-{each}"] if f"{name}-{each}" in base else any(plain([sent])[0])
        for each, sent in own.items()
    )


def _text(values: Values, rows: PageRows) -> str:
    unseen = {rows.key, rows.owner, _DELETE}
    shown = (plain([sent])[0] for name, sent in values.items() if name not in unseen)
    texts = [text for sent in shown for text in sent]
    return ", ".join(texts)


def _renumber(found: Aligned, pattern: re.Pattern[str], numbers: Mapping[str, int], prefix: str) -> None:
    lists = list(found.sent.lists())
    for name, _ in lists:
        if pattern.match(name):
            del found.sent[name]
    for name, values in lists:
        if (match := pattern.match(name)) and match[2] in numbers:
            found.sent.setlist(f"{match[1] or ''}{prefix}-{numbers[match[2]]}-{match[3]}", values)
    for name in [each for each in found.base if pattern.match(each)]:
        value = found.base.pop(name)
        match = pattern.match(name)
        if match and match[2] in numbers:
            found.base[f"{prefix}-{numbers[match[2]]}-{match[3]}"] = value
