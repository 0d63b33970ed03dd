"""Records become articles: created, updated or left alone, a batch in one transaction."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from articles.extraction.records import Document, Extraction
from articles.importers.clean import LIMITS
from articles.importers.inputs import InputError
from articles.importers.reading import Read, try_extract
from articles.importers.record import BY_CHECKSUM, ArticleRecord
from articles.importers.repair import mend, one_line
from articles.locking import retried, share_archive
from articles.models import Article, Capture, Mention, Source, Status
from articles.text import fold, make_slug

_FIELDS = (
    *("headline", "standfirst", "body", "byline", "dateline", "caption"),
    *("published_on", "published_at", "url", "source", "language", "section"),
)
# An editor who sets the day means the moment, too.
_TOGETHER = {"published_on": "published_at", "published_at": "published_on"}


def valid_source(name: str) -> str:
    """The name of a publication, tidied. Raises InputError for one that cannot be stored."""
    name = one_line(mend(name)[0])
    if len(name) > LIMITS["source"]:
        raise InputError(f"The name of a source has at most {LIMITS['source']} characters.")
    return name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record; reason: why, where it failed."""

    kind: Literal["created", "updated", "unchanged", "failed"]
    reason: str = ""


@dataclass(slots=True)
class _Known:
    """What the archive has of one reference: the checksums, and the articles with the latest last."""

    checksums: set[str]
    articles: list[int]


class Store:
    """Writes records. extract: whether articles that need it are read for entities."""

    def __init__(self, *, extract: bool) -> None:
        self._extract = extract
        self._sources: dict[str, int] = {}

    def write(self, reads: Sequence[Read]) -> list[Outcome]:
        """Store records, all in one transaction or, where that fails, each in its own."""
        try:
            return self._write(reads)
        except (DatabaseError, ValueError):
            self._check_connection()
        return [self._write_one(read) for read in reads]

    def _write_one(self, read: Read) -> Outcome:
        try:
            return self._write([read])[0]
        except (DatabaseError, ValueError) as error:
            self._check_connection()
            return Outcome("failed", f"the database refused it: {str(error).strip().splitlines()[0]}")

    def _check_connection(self) -> None:
        """Forget the sources of the transaction that failed. Raises OperationalError without a database."""
        self._sources.clear()
        if not connection.is_usable():
            raise OperationalError("the connection to the database is lost")

    @retried
    def _write(self, reads: Sequence[Read]) -> list[Outcome]:
        try:
            with transaction.atomic():
                share_archive()
                return [outcome for part in _without_repeats(reads) for outcome in self._write_part(part)]
        except DatabaseError:
            self._sources.clear()  # some of them may be gone with the transaction
            raise

    def _write_part(self, reads: Sequence[Read]) -> list[Outcome]:
        known, moved = _known_captures(reads), _known_files(reads)
        outcomes: list[Outcome] = []
        created: list[Read] = []
        updated: list[tuple[int, Read]] = []
        for read in reads:
            seen = known.get(read.record.reference)
            if read.sha256 in moved or (seen and read.sha256 in seen.checksums):
                outcomes.append(Outcome("unchanged"))
            elif seen and (article_id := _same_article(seen, read.record)):
                if read.record.is_exported and _says_nothing_new(article_id, read.record):
                    outcomes.append(Outcome("unchanged"))
                    continue
                updated.append((article_id, read))
                outcomes.append(Outcome("updated"))
            else:
                created.append(read)
                outcomes.append(Outcome("created"))
        self._find_sources([read.record.source for read in (*created, *(read for _, read in updated))])
        pairs = [*self._create(created), *self._update(updated)]
        _keep_captures(pairs)
        self._annotate(pairs)
        return outcomes

    def _create(self, reads: Sequence[Read]) -> list[tuple[Article, Read]]:
        articles = Article.objects.bulk_create(
            Article(**self._values(read.record), status=Status.PUBLISHED, is_sample=read.record.is_sample)
            for read in reads
        )
        return list(zip(articles, reads, strict=True))

    def _update(self, updates: Sequence[tuple[int, Read]]) -> list[tuple[Article, Read]]:
        if not updates:
            return []
        locked = Article.objects.select_for_update().defer("search").order_by("pk")
        articles = locked.in_bulk([pk for pk, _ in updates])
        if len(articles) < len({pk for pk, _ in updates}):  # the caller looks each up again
            raise ValueError("its article was deleted in the same moment; import the file again")
        now = timezone.now()
        for pk, read in updates:
            article = articles[pk]
            kept = {*article.edited_fields, *(_TOGETHER.get(name, "") for name in article.edited_fields)}
            for name, value in self._values(read.record).items():
                if name.removesuffix("_id") not in kept:
                    setattr(article, name, value)
            article.modified_at = now
        Article.objects.bulk_update(articles.values(), [*_FIELDS, "modified_at"])
        return [(articles[pk], read) for pk, read in updates]

    def _values(self, record: ArticleRecord) -> dict[str, Any]:
        values = {name: getattr(record, name) for name in _FIELDS if name != "source"}
        return values | {"source_id": self._sources[record.source] if record.source else None}

    def _find_sources(self, names: Sequence[str]) -> None:
        """Remember the ids of these publications, creating those that the archive does not have."""
        missing = {name for name in names if name} - self._sources.keys()
        if not missing:
            return
        slugs = {name: make_slug(name, "source") for name in sorted(missing)}
        by_name = dict(Source.objects.filter(name__in=missing).values_list("name", "pk"))
        by_slug = dict(Source.objects.filter(slug__in=slugs.values()).values_list("slug", "pk"))
        for name, slug in slugs.items():
            pk = by_name.get(name) or by_slug.get(slug) or Source.objects.create(name=name, slug=slug).pk
            self._sources[name] = by_slug[slug] = pk

    def _annotate(self, pairs: Sequence[tuple[Article, Read]]) -> None:
        """Write what the new texts name. Where that is not known, take off what the old ones named."""
        # Two records may be versions of one article; the later one's text is what stands.
        latest = {article.pk: (article, read) for article, read in pairs}
        found: list[tuple[Article, Extraction]] = []
        stale: list[int] = []
        for article, read in latest.values():
            extraction = _extraction(article, read) if self._extract else None
            if extraction is not None:
                found.append((article, extraction))
            elif article.extractor:
                stale.append(article.pk)
        if found:
            from articles.extraction.annotate import annotate  # noqa: PLC0415  (loads the word lists)

            annotate(found)
        if stale:
            # Old offsets mean nothing in a new text.
            Mention.objects.filter(article_id__in=stale).delete()
            Article.objects.filter(pk__in=stale).update(extractor="")


def _extraction(article: Article, read: Read) -> Extraction | None:
    """What the reading process found, unless the article's text is partly an editor's."""
    if read.trouble or (read.extraction and not article.edited_fields):
        return read.extraction
    return try_extract(Document.of(article))[0]


def _without_repeats(reads: Sequence[Read]) -> Iterator[list[Read]]:
    """The records in runs within which no reference and no file's content comes twice."""
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


def _known_captures(reads: Sequence[Read]) -> dict[str, _Known]:
    known: dict[str, _Known] = defaultdict(lambda: _Known(set(), []))
    references = {read.record.reference for read in reads}
    named = {each.removeprefix(BY_CHECKSUM) for each in references if each.startswith(BY_CHECKSUM)}
    captures = Capture.objects.filter(Q(reference__in=references) | Q(sha256__in=named))
    for reference, sha256, pk in captures.order_by("captured_at", "pk").values_list(
        "reference", "sha256", "article_id"
    ):
        for name in {reference, BY_CHECKSUM + sha256} & references:
            known[name].checksums.add(sha256)
            known[name].articles.append(pk)
    return dict(known)


def _known_files(reads: Sequence[Read]) -> set[str]:
    """The checksums of file records that the archive has under any file's name: moved or copied files."""
    checksums = {read.sha256 for read in reads if read.record.reference.startswith("file:")}
    captures = Capture.objects.filter(sha256__in=checksums, reference__startswith="file:")
    return set(captures.values_list("sha256", flat=True))


def _same_article(seen: _Known, record: ArticleRecord) -> int | None:
    """The article that a changed record is a new version of.

    A line of a file is no identity: lines move when one is inserted. There the headline must agree.
    """
    if not (record.reference.startswith("file:") and "#" in record.reference):
        return seen.articles[-1]
    headline = fold(record.headline)
    for pk, known in Article.objects.filter(pk__in=seen.articles).values_list("pk", "headline"):
        if fold(known) == headline:
            return pk
    return None


def _says_nothing_new(article_id: int, record: ArticleRecord) -> bool:
    """Whether an exported record equals its article, which then needs no further original."""
    article = Article.objects.select_related("source").defer("search").get(pk=article_id)
    same = all(getattr(article, name) == getattr(record, name) for name in _FIELDS if name != "source")
    return same and (article.source.name if article.source else "") == record.source


def _keep_captures(pairs: Sequence[tuple[Article, Read]]) -> None:
    now = timezone.now()
    Capture.objects.bulk_create(
        Capture(
            article=article,
            reference=read.record.reference,
            sha256=read.sha256,
            captured_at=now,
            media_type=read.record.media_type,
            raw=read.record.raw,
            parser=read.record.parser,
            cleaning=list(read.record.cleaning),
        )
        for article, read in pairs
    )
