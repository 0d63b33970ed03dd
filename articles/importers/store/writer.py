"""Write records as articles: create, update or skip them, one transaction per batch."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.authorship.store import set_authors
from articles.batch.copying import copy_new, reserve_ids
from articles.batch.workers import WorkersError
from articles.extraction.annotations import Document, Extraction
from articles.extraction.attempt import Extracted, Texts
from articles.importers.cleaning.clean import LIMITS
from articles.importers.cleaning.normalise import normalise_text
from articles.importers.inputs import InputError
from articles.importers.record import ArticleRecord
from articles.importers.store.changes import FIELDS, Change, change
from articles.importers.store.known import Known
from articles.importers.store.versions import Kept, keep_versions
from articles.importers.tasks import Read
from articles.locking import lock_archive_shared, retried
from articles.models import Article, Capture, ImportBatch, ImportRun, Mention, Source, Status, WithdrawalKind
from articles.stories.fingerprints import fingerprint
from articles.stories.store import remember
from articles.text import make_slug, one_line
from newsarchive.failures import is_fatal

Extract = Callable[[Texts], Sequence[Extracted]]


def valid_source(name: str) -> str:
    """Return the normalised name of a publication. Raises InputError if it is too long."""
    name = one_line(normalise_text(name)[0])
    if len(name) > LIMITS["source"]:
        raise InputError(
            gettext("A source name can have at most %(most)s characters.") % {"most": LIMITS["source"]}
        )
    return name


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """The result of one record. reason: why it failed; changed: labels of the fields that changed."""

    kind: Literal["created", "updated", "unchanged", "earlier", "canceled", "withdrawn", "deleted", "failed"]
    reason: str = ""
    changed: tuple[str, ...] = ()


class ArticleWriter:
    """Writes records as articles. extract: extracts entities from texts; None to skip extraction.

    reads_again: known records may mean something else than the last time; run: the run to note them in.
    """

    def __init__(
        self, extract: Extract | None, *, reads_again: bool = False, run: ImportRun | None = None
    ) -> None:
        self._extract = extract
        self._run = run
        self._reads_again = reads_again
        self._sources: dict[str, int] = {}

    def write(self, reads: Sequence[Read]) -> list[WriteOutcome]:
        """Store records in one transaction or, if that fails, each in its own."""
        try:
            return self._write(reads)
        except (OSError, WorkersError):
            raise
        except Exception as error:  # noqa: BLE001  (one bad record must not stop the rest)
            self._check_connection(error)
        return [self._write_one(read) for read in reads]

    def _write_one(self, read: Read) -> WriteOutcome:
        try:
            return self._write([read])[0]
        except (DatabaseError, ValueError) as error:
            self._check_connection(error)
            return WriteOutcome("failed", f"the database rejected it: {str(error).strip().splitlines()[0]}")
        except (OSError, WorkersError):
            raise
        except Exception as error:  # noqa: BLE001  (one bad record must not stop the rest)
            self._check_connection(error)
            return WriteOutcome("failed", f"it could not be stored: {type(error).__name__}: {error}")

    def _check_connection(self, error: Exception) -> None:
        """Forget the sources of the failed transaction. Raises if the next one would fail, too."""
        self._sources.clear()
        if is_fatal(error):
            raise error
        if not connection.is_usable():
            raise OperationalError("the connection to the database is lost")

    @retried
    def _write(self, reads: Sequence[Read]) -> list[WriteOutcome]:
        try:
            with transaction.atomic():
                lock_archive_shared()
                return [outcome for part in _without_repeats(reads) for outcome in self._write_part(part)]
        except DatabaseError:
            self._sources.clear()  # some of them may have been rolled back
            raise

    def _write_part(self, reads: Sequence[Read]) -> list[WriteOutcome]:
        known = Known(reads)
        outcomes: dict[str, WriteOutcome] = {}  # by reference
        created: list[Read] = []
        updated: list[tuple[int, Read]] = []
        for read in reads:
            if known.is_withdrawn(read):
                outcomes[read.record.reference] = WriteOutcome("withdrawn")
            elif known.has(read) and not self._is_read_again(read, known):
                outcomes[read.record.reference] = WriteOutcome("unchanged")
            elif article_id := known.article(read.record):
                updated.append((article_id, read))
            elif known.was_deleted(read):
                outcomes[read.record.reference] = WriteOutcome("deleted")
            else:
                created.append(read)
                outcomes[read.record.reference] = WriteOutcome(
                    "canceled" if read.record.edition.is_canceled else "created"
                )
        self._find_sources([read.record.source for read in (*created, *(read for _, read in updated))])
        changes = [*self._create(created), *self._update(updated, known)]
        for each in changes[len(created) :]:
            outcomes[each.read.record.reference] = _outcome(each, known)
        captures = _keep_captures([each for each in changes if each.is_original and not known.has(each.read)])
        keep_versions([each for each in captures if each.change.before])
        _keep_fingerprints(changes)
        self._annotate(changes[len(created) :])
        self._note(changes[: len(created)], changes[len(created) :])
        return [outcomes[read.record.reference] for read in reads]

    def _is_read_again(self, read: Read, known: Known) -> bool:
        """Whether a version that is already stored may change its article.

        It may if the archivist says how to read the file, or if its import was undone.
        """
        return (self._reads_again and known.is_latest(read)) or known.is_undone(read)

    def _create(self, reads: Sequence[Read]) -> list[Change]:
        articles = [
            Article(
                pk=pk,
                **self._values(read.record),
                **(_withdrawal() if read.record.edition.is_canceled else {"status": Status.PUBLISHED}),
                is_sample=read.record.is_sample,
            )
            for pk, read in zip(reserve_ids(Article, len(reads)), reads, strict=True)
        ]
        set_authors(articles)
        changes = [Change(article, read, FIELDS) for article, read in zip(articles, reads, strict=True)]
        self._annotate_new(changes)
        copy_new(articles)
        return changes

    def _update(self, updates: Sequence[tuple[int, Read]], known: Known) -> list[Change]:
        if not updates:
            return []
        locked = Article.objects.select_for_update().defer("search").order_by("pk")
        articles = locked.in_bulk([pk for pk, _ in updates])
        if len(articles) < len({pk for pk, _ in updates}):  # the caller retries each on its own
            raise ValueError("its article was deleted at the same moment; import the file again")
        changes = [
            change(articles[pk], read, self._values(read.record), only_missing=known.is_earlier(read))
            for pk, read in updates
        ]
        changed = {each.article.pk: each.article for each in changes if each.fields}
        for article in changed.values():
            article.modified_at = timezone.now()
        set_authors(list(changed.values()))
        Article.objects.bulk_update(list(changed.values()), [*FIELDS, "author_ids", "modified_at"])
        _bring_back(articles)
        _withdraw([each for each in changes if _cancels(each, known)])
        return changes

    def _note(self, created: Sequence[Change], updated: Sequence[Change]) -> None:
        back = {each.article.pk for each in updated if each.article.withdrawal == WithdrawalKind.UNDONE}
        changed = {each.article.pk for each in updated if each.fields} - back
        if self._run and (created or changed or back):
            made = [each.article.pk for each in created] + sorted(back)
            ImportBatch.objects.create(run=self._run, created=made, updated=sorted(changed))

    def _values(self, record: ArticleRecord) -> dict[str, Any]:
        values = {name: getattr(record, name) for name in FIELDS if name != "source"}
        return values | {"source_id": self._sources[record.source] if record.source else None}

    def _find_sources(self, names: Sequence[str]) -> None:
        """Cache the ids of these publications, creating missing ones."""
        missing = {name for name in names if name} - self._sources.keys()
        if not missing:
            return
        slugs = {name: make_slug(name, "source") for name in sorted(missing)}
        by_name = dict(Source.objects.filter(name__in=missing).values_list("name", "pk"))
        by_slug = dict(Source.objects.filter(slug__in=slugs.values()).values_list("slug", "pk"))
        for name, slug in slugs.items():
            pk = by_name.get(name) or by_slug.get(slug) or Source.objects.create(name=name, slug=slug).pk
            self._sources[name] = by_slug[slug] = pk

    def _annotate_new(self, changes: Sequence[Change]) -> None:
        """Store the entities of new articles before the articles, so that each is indexed only once."""
        read = zip(changes, self._extractions(changes), strict=True)
        found = [(each.article, extraction) for each, extraction in read if extraction is not None]
        if found:
            from articles.extraction.store.annotate import annotate_new  # noqa: PLC0415  (loads the word lists)

            annotate_new(found)

    def _annotate(self, changes: Sequence[Change]) -> None:
        """Store the entities of new texts. If extraction was skipped or failed, remove the outdated ones."""
        # Two records may be versions of one article; the later text counts.
        latest = {each.article.pk: each for each in changes if each.is_of_text or not each.article.extractor}
        found: list[tuple[Article, Extraction]] = []
        stale: list[int] = []
        for each, extraction in zip(latest.values(), self._extractions(latest.values()), strict=True):
            if extraction is not None:
                found.append((each.article, extraction))
            elif each.article.extractor:
                stale.append(each.article.pk)
        if found:
            from articles.extraction.store.annotate import annotate  # noqa: PLC0415  (loads the word lists)

            annotate(found)
        if stale:
            # Old offsets are wrong in a new text.
            Mention.objects.filter(article_id__in=stale).delete()
            Article.objects.filter(pk__in=stale).update(extractor="")

    def _extractions(self, changes: Collection[Change]) -> list[Extraction | None]:
        """Return the workers' extractions. If an article's text differs from the record's, extract it now."""
        if self._extract is None:
            return [None] * len(changes)
        texts = [(each.article.pk, Document.of(each.article)) for each in changes if not each.is_read]
        extracted = self._extract(texts) if texts else []
        again = {pk: extraction for (pk, _), (extraction, _) in zip(texts, extracted, strict=True)}
        return [again.get(each.article.pk, each.read.extraction) for each in changes]


def _without_repeats(reads: Sequence[Read]) -> Iterator[list[Read]]:
    """Split the records into runs in which no reference and no checksum occurs twice."""
    run: list[Read] = []
    seen: set[str] = set()
    for read in reads:
        keys = {read.record.reference, read.sha256}
        if seen & keys:
            yield run
            run, seen = [], set()
        run.append(read)
        seen |= keys
    if run:
        yield run


def _keep_fingerprints(changes: Sequence[Change]) -> None:
    """Store the fingerprints of new texts."""
    latest = {each.article.pk: each for each in changes if "body" in each.fields}
    remember([(pk, _fingerprint(each)) for pk, each in latest.items()])


def _fingerprint(change: Change) -> bytes:
    """Return the worker's fingerprint. If the article's text differs from the record's, compute it now."""
    if change.read.fingerprint and change.read.record.body == change.article.body:
        return change.read.fingerprint
    return fingerprint(change.article.body)


def _outcome(change: Change, known: Known) -> WriteOutcome:
    """Return the outcome for a record of an article that the archive already had."""
    if _cancels(change, known):
        return WriteOutcome("canceled")
    was_undone = change.article.withdrawal == WithdrawalKind.UNDONE
    if change.fields or was_undone:
        return WriteOutcome("updated", changed=(*change.labels, *(["status"] if was_undone else [])))
    return WriteOutcome("earlier" if known.is_earlier(change.read) else "unchanged")


def _cancels(change: Change, known: Known) -> bool:
    return change.read.record.edition.is_canceled and not known.is_earlier(change.read)


def _bring_back(articles: Mapping[int, Article]) -> None:
    """Publish the articles that were withdrawn because their import was undone."""
    undone = Article.objects.filter(pk__in=articles, withdrawal=WithdrawalKind.UNDONE)
    undone.update(status=Status.PUBLISHED, withdrawal="", withdrawn_at=None, modified_at=timezone.now())


def _withdraw(changes: Sequence[Change]) -> None:
    """Withdraw the articles that their publishers have canceled."""
    public = Article.objects.published().filter(pk__in=[each.article.pk for each in changes])
    public.update(**_withdrawal(), modified_at=timezone.now())


def _withdrawal() -> dict[str, Any]:
    return {
        "status": Status.WITHDRAWN,
        "withdrawal": WithdrawalKind.SILENT,
        "withdrawn_at": timezone.now(),
    }


def _keep_captures(changes: Sequence[Change]) -> list[Kept]:
    now = timezone.now()
    captures = [
        Capture(
            article=each.article,
            reference=each.read.record.reference,
            sha256=each.read.sha256,
            captured_at=each.read.record.captured_at or now,
            http_headers=each.read.record.http_headers,
            version_number=each.read.record.edition.number,
            versioned_at=each.read.record.edition.moment,
            media_type=each.read.record.media_type,
            raw=each.read.record.raw,
            parser=each.read.record.parser,
            cleaning=list(each.read.record.cleaning),
        )
        for each in changes
    ]
    copy_new(captures)
    return list(map(Kept, changes, captures))
