"""Re-extract entities from stored articles: outdated ones, all, or some."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from django.db import transaction

from articles.batch.interrupt import Interruption
from articles.batch.progress import FATAL_ERRORS, SHOWN, Say
from articles.batch.workers import Workers
from articles.batch.writer_lock import writing_alone
from articles.extraction import extractor
from articles.extraction.annotations import Document, Extraction
from articles.extraction.attempt import EXTRACTING, Extracted, Texts, try_extract
from articles.extraction.store.annotate import annotate, lock_articles
from articles.extraction.store.surnames import link_surnames
from articles.locking import retried
from articles.models import Article, ArticleQuerySet
from newsarchive.failures import sentence

BATCH = 100  # articles per transaction
_PARALLEL = 400  # articles, above which several processes pay off
_READ = (
    "pk",
    "headline",
    "standfirst",
    "dateline",
    "caption",
    "body",
    "language",
    "published_on",
    "extractor",
)


@dataclass(slots=True)
class RereadState:
    """The state of a re-extraction. last: the id of the last article processed; finished: False after Ctrl-C
    or an error; stopped: the error, if the database or the disk failed.
    """

    total: int = 0
    done: int = 0
    last: int = 0
    failures: list[tuple[int, str]] = field(default_factory=list)
    failed: int = 0
    finished: bool = True
    stopped: str = ""


def select(*, everything: bool, ids: Sequence[int] = (), after: int = 0) -> ArticleQuerySet:
    """Return the articles to process: the given ids, or all, or those outdated for the current extractor."""
    chosen = Article.objects.filter(pk__gt=after)
    if ids:
        return chosen.filter(pk__in=ids)
    return chosen if everything else chosen.exclude(extractor=extractor())


def reread(
    chosen: ArticleQuerySet,
    *,
    say: Say = lambda _: None,
    progress: Callable[[RereadState], None] = lambda _: None,
) -> RereadState:
    """Re-extract the chosen articles in the order of their ids, one transaction per batch."""
    state = RereadState(total=chosen.count())
    readers = Workers(None if state.total > _PARALLEL else 1)
    with writing_alone(say), Interruption() as interruption, closing(readers):
        try:
            for texts, extractions in readers.map(EXTRACTING, batches(chosen)):
                write(state, texts, extractions)
                progress(state)
                if interruption.requested:
                    state.finished = False
                    break
            link_surnames()
        except FATAL_ERRORS as error:
            state.finished, state.stopped = False, sentence(error)
    return state


def batches(chosen: ArticleQuerySet) -> Iterator[Texts]:
    """Yield the texts in batches, with one query each, so that no cursor stays open during writes."""
    last = 0
    while batch := list(chosen.filter(pk__gt=last).order_by("pk").only(*_READ)[:BATCH]):
        yield [(article.pk, Document.of(article)) for article in batch]
        last = batch[-1].pk


def write(state: RereadState, texts: Texts, extractions: Sequence[Extracted]) -> None:
    failures = _write(texts, extractions)
    state.failed += len(failures)
    state.failures += failures[: max(0, SHOWN - len(state.failures))]
    state.done += len(texts)
    state.last = texts[-1][0]


@retried
def _write(texts: Texts, extractions: Sequence[Extracted]) -> list[tuple[int, str]]:
    """Store the extractions. Returns (article id, reason) for articles that could not be processed."""
    failures: list[tuple[int, str]] = []
    found: list[tuple[Article, Extraction]] = []
    with transaction.atomic():
        lock_articles([pk for pk, _ in texts])
        locked = Article.objects.only(*_READ).in_bulk([pk for pk, _ in texts])
        for (pk, document), read in zip(texts, extractions, strict=True):
            article = locked.get(pk)
            if article is None:  # deleted since
                continue
            now = Document.of(article)
            extraction, trouble = read if now == document else try_extract(now)  # else edited since
            if extraction is not None:
                found.append((article, extraction))
            else:
                failures.append((pk, trouble))
        annotate(found)
    return failures
