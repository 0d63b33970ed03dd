"""The versions of an article: what each of its originals had, and how they differ."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat, Length
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleVersion, Capture
from articles.partial_dates import PartialDate
from articles.presentation.word_differences import Paragraph, compare, is_same

#: The fields that are compared, as they are named to readers.
LABELS: dict[str, Promise] = {
    "headline": _("headline"),
    "standfirst": _("standfirst"),
    "body": _("text"),
    "byline": _("byline"),
    "dateline": _("dateline"),
    "caption": _("caption"),
    "section": _("section"),
    "date": _("date"),
}
NOW = "now"  # instead of the id of an original: the text of the archive
_FOLDED = 2  # unchanged paragraphs in a row, from which on they are folded away
_APOSTROPHES = "'’‘"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_UNSPACED = "\u0e00"  # and the letters after it have no spaces between words


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs from the version before. longer: characters by which the text has grown."""

    name: str
    longer: int = 0

    @property
    def label(self) -> Promise:
        """The name of the field."""
        return LABELS[self.name]


@dataclass(slots=True)
class Version:
    """A version, from the first original that has it.

    again: later originals with the same text; is_read: whether its text is known.
    """

    number: int
    capture: Capture
    changes: list[Change] = field(default_factory=list)
    again: list[Capture] = field(default_factory=list)
    is_read: bool = True

    @property
    def moment(self) -> datetime:
        """When its publisher made it, else when it was captured."""
        return self.capture.versioned_at or self.capture.captured_at

    def changed(self, name: str) -> bool:
        """Whether a field differs from the version before."""
        return any(change.name == name for change in self.changes)


@dataclass(frozen=True, slots=True)
class History:
    """The versions of an article, oldest first. is_edited: the archive's text differs from the latest."""

    versions: list[Version]
    is_edited: bool = False

    @classmethod
    def of(cls, article: Article, captures: Iterable[Capture] | None = None) -> "History":
        """Read the versions, without their texts. captures: those of the article, if they are known."""
        if captures is None:
            captures = article.captures.defer("raw", "http_headers")
        found = sorted(captures, key=lambda each: each.version_order)
        if len(found) < 2:
            return cls([])
        texts = (
            ArticleVersion.objects.filter(article=article)
            .defer("body")
            .annotate(digest=Func(F("body"), function="md5", output_field=TextField()), size=Length("body"))
            .in_bulk()
        )
        versions: list[Version] = []
        last: Any = None
        for capture in found:
            text: Any = texts.get(capture.pk)
            if text is None or not text.headline:
                versions.append(Version(len(versions) + 1, capture, is_read=False))
                continue
            changes = _changes(last, text) if last else []
            if last and not changes:
                next(each for each in reversed(versions) if each.is_read).again.append(capture)
            else:
                versions.append(Version(len(versions) + 1, capture, changes))
            last = text
        return cls(versions, is_edited=bool(last and _is_edited(article, last)))

    @property
    def headline_change(self) -> Version | None:
        """The latest version with another headline than the one before."""
        return next((each for each in reversed(self.versions) if each.changed("headline")), None)

    @property
    def latest_change(self) -> Version | None:
        """The latest version that differs from the one before."""
        return next((each for each in reversed(self.versions) if each.changes), None)

    def before(self, version: Version) -> Version | None:
        """Return the version before one, if its text is known."""
        known = [each for each in self.versions[: version.number - 1] if each.is_read]
        return known[-1] if known else None

    def containing(self, pk: int) -> Version | None:
        """Return the version that an original has."""
        return next(
            (each for each in self.versions if pk in {each.capture.pk, *(one.pk for one in each.again)}), None
        )


def _changes(before: Any, after: Any) -> list[Change]:
    changes = []
    for name in LABELS:
        if name != "body" and getattr(before, name) != getattr(after, name):
            changes.append(Change(name))
        elif name == "body" and before.digest != after.digest:
            changes.append(Change(name, after.size - before.size))
    return changes


def _is_edited(article: Article, latest: Any) -> bool:
    digest = hashlib.md5(article.body.encode(), usedforsecurity=False).hexdigest()
    others = any(getattr(article, name) != getattr(latest, name) for name in LABELS if name != "body")
    return bool(article.edited_fields) and (others or digest != latest.digest)


@dataclass(frozen=True, slots=True)
class Run:
    """Paragraphs in a row, all changed or all unchanged."""

    paragraphs: list[Paragraph]
    is_folded: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The differences of a field."""

    label: Promise
    name: str
    runs: list[Run]


def differences(before: Article | ArticleVersion, after: Article | ArticleVersion) -> list[Section]:
    """Return the fields that differ, word by word."""
    sections = []
    for name, label in LABELS.items():
        old, new = (_text(getattr(each, name)) for each in (before, after))
        if old != new:
            runs = [
                Run(list(found), same and len(found) >= _FOLDED)
                for same, found in ((s, list(f)) for s, f in groupby(compare(old, new), key=is_same))
            ]
            sections.append(Section(label, name, runs))
    return sections


def _text(value: Any) -> str:
    return value.label if isinstance(value, PartialDate) else value or ""


def appearances(article: Article, phrase: str) -> set[int]:
    """Return the ids of the originals whose text has these words, in this order."""
    text = Concat(*(_separate(name) for name in LABELS if name != "date"), output_field=TextField())
    words = _APOSTROPHE.sub(f"[{_APOSTROPHES}]", r"\s+".join(map(re.escape, phrase.split())))
    pattern = _edge(phrase.strip()[:1], r"\m") + words + _edge(phrase.strip()[-1:], r"\M")
    found = ArticleVersion.objects.filter(article=article).annotate(whole=text).filter(whole__iregex=pattern)
    return set(found.values_list("pk", flat=True))


def _separate(name: str) -> Concat:
    return Concat(F(name), Value("\n"), output_field=TextField())


def _edge(letter: str, mark: str) -> str:
    """Return the mark of a word's edge, if the phrase has a word there."""
    return mark if letter.isalnum() and letter < _UNSPACED else ""
