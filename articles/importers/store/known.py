"""Look up which records of a batch the archive already has, and which were deleted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from articles.importers.record import BY_CHECKSUM, ArticleRecord, is_part
from articles.importers.tasks import Read
from articles.models import VERSION_ORDER, Article, Capture, DeletedOriginal, Status, WithdrawalKind
from articles.text import fold


@dataclass(slots=True)
class _Origin:
    """The stored checksums and article ids of one reference, latest last; latest: that version's order."""

    checksums: list[str] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    latest: tuple[int, datetime] | None = None


class Known:
    """What the archive has of a batch, looked up once. A reference may occur only once in the batch."""

    def __init__(self, reads: Sequence[Read]) -> None:
        self._origins: dict[str, _Origin] = defaultdict(_Origin)
        self._files: set[str] = set()
        self._deleted: dict[str, set[str]] = defaultdict(set)  # checksums and folded headlines
        self._deleted_files: set[str] = set()
        self._undone: set[int] = set()  # ids of articles that undoing their import withdrew
        self._withdrawn: set[int] = set()  # and of those withdrawn otherwise
        self._withdrawn_files: set[str] = set()
        references = {read.record.reference for read in reads}
        of_files = {read.sha256 for read in reads if _may_be_file(read.record)}
        named = {each.removeprefix(BY_CHECKSUM) for each in references if each.startswith(BY_CHECKSUM)}
        wanted = Q(reference__in=references) | Q(sha256__in=named)
        if of_files:
            wanted |= Q(sha256__in=of_files, reference__startswith="file:")
        self._look_up(wanted, references)

    def _look_up(self, wanted: Q, references: set[str]) -> None:
        captures = Capture.objects.filter(wanted).order_by(*VERSION_ORDER)
        order, state = ("version_number", VERSION_ORDER[1]), ("article__status", "article__withdrawal")
        columns = ("reference", "sha256", "article_id", *order, *state)
        for reference, sha256, pk, number, moment, status, withdrawal in captures.values_list(*columns):
            if reference.startswith("file:"):
                self._files.add(sha256)
            if withdrawal == WithdrawalKind.UNDONE:
                self._undone.add(pk)
            elif status == Status.WITHDRAWN:
                self._withdrawn.add(pk)
                self._withdrawn_files.add(sha256)
            for name in {reference, BY_CHECKSUM + sha256} & references:
                self._origins[name].checksums.append(sha256)
                self._origins[name].articles.append(pk)
                self._origins[name].latest = (number, moment)
        deleted = DeletedOriginal.objects.filter(wanted)
        for reference, sha256, headline in deleted.values_list("reference", "sha256", "headline"):
            if reference.startswith("file:"):
                self._deleted_files.add(sha256)
            for name in {reference, BY_CHECKSUM + sha256} & references:
                self._deleted[name] |= {sha256, fold(headline)}

    def has(self, read: Read) -> bool:
        """Whether the archive has exactly these bytes, from this origin or from a moved or copied file."""
        origin = self._origins.get(read.record.reference)
        moved = _may_be_file(read.record) and read.sha256 in self._files
        return moved or (origin is not None and read.sha256 in origin.checksums)

    def is_latest(self, read: Read) -> bool:
        """Whether exactly these bytes are the latest version in the archive."""
        origin = self._origins.get(read.record.reference)
        return origin is not None and origin.checksums[-1] == read.sha256

    def is_earlier(self, read: Read) -> bool:
        """Whether the record is an earlier version than the latest in the archive: see VERSION_ORDER."""
        origin = self._origins.get(read.record.reference)
        edition, captured_at = read.record.edition, read.record.captured_at
        if origin is None or origin.latest is None or not (edition.number or edition.moment or captured_at):
            return False
        return (edition.number, edition.moment or captured_at or timezone.now()) < origin.latest

    def article(self, record: ArticleRecord) -> int | None:
        """Return the id of the article that the record is a new version of, or None.

        Line numbers change when a line is inserted, so for a line of a file the headline must match, too.
        """
        origin = self._origins.get(record.reference)
        if origin is None or not _is_line(record):
            return origin.articles[-1] if origin else None
        headline = fold(record.headline)
        for pk, known in Article.objects.filter(pk__in=origin.articles).values_list("pk", "headline"):
            if fold(known) == headline:
                return pk
        return None

    def is_withdrawn(self, read: Read) -> bool:
        """Whether the record's article has been withdrawn: no version of the record changes it."""
        if not self._withdrawn:
            return False
        moved = _may_be_file(read.record) and read.sha256 in self._withdrawn_files
        return moved or self.article(read.record) in self._withdrawn

    def is_undone(self, read: Read) -> bool:
        """Whether the import of the record's article was undone, so that the next one brings it back."""
        return bool(self._undone) and self.article(read.record) in self._undone

    def was_deleted(self, read: Read) -> bool:
        """Whether the record's article was deleted, in this version or another."""
        if _is_of_file(read.record) and read.sha256 in self._deleted_files:
            return True
        deleted = self._deleted.get(read.record.reference, set())
        return bool(deleted) and (not _is_line(read.record) or fold(read.record.headline) in deleted)


def _is_of_file(record: ArticleRecord) -> bool:
    return record.reference.startswith("file:")


def _may_be_file(record: ArticleRecord) -> bool:
    """Whether the same bytes may have come from a file: a saved page has an address, too."""
    return _is_of_file(record) or record.captured_at is not None


def _is_line(record: ArticleRecord) -> bool:
    return is_part(record.reference)
