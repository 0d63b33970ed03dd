"""Reading stored articles for entities again: those an older extractor read, or all, or some."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from django.db import transaction

from articles.extraction import extractor
from articles.extraction.annotate import annotate, lock_articles
from articles.extraction.records import Document, Extraction
from articles.importers.alone import writing_alone
from articles.importers.interruption import Interruption
from articles.importers.reading import Extractions, Texts, extract_texts, try_extract
from articles.importers.run import SHOWN, Say
from articles.importers.workers import InProcess, Workers
from articles.locking import retried
from articles.models import Article, ArticleQuerySet

BATCH = 100  # articles a transaction
_PARALLEL = 400  # articles from which other processes pay
_READ = ("pk", "headline", "standfirst", "dateline", "caption", "body", "language", "extractor")


@dataclass(slots=True)
class Reread:
    """What was done. last: the id of the last article read; finished: False after Ctrl-C."""

    total: int = 0
    done: int = 0
    last: int = 0
    failures: list[tuple[int, str]] = field(default_factory=list)
    failed: int = 0
    finished: bool = True


def select(*, everything: bool, ids: Sequence[int] = (), after: int = 0) -> ArticleQuerySet:
    """The articles to read: these ids, or all, or those that the present extractor has not read."""
    chosen = Article.objects.filter(pk__gt=after)
    if ids:
        return chosen.filter(pk__in=ids)
    return chosen if everything else chosen.exclude(extractor=extractor())


def reread(
    chosen: ArticleQuerySet,
    *,
    say: Say = lambda _: None,
    progress: Callable[[Reread], None] = lambda _: None,
) -> Reread:
    """Extract the articles chosen, in the order of their ids, a batch in one transaction."""
    state = Reread(total=chosen.count())
    readers = _readers(state.total)
    with writing_alone(say), Interruption() as interruption, closing(readers):
        for texts, extractions in readers.map(batches(chosen)):
            write(state, texts, extractions)
            progress(state)
            if interruption.requested:
                state.finished = False
                break
    return state


def _readers(total: int) -> InProcess[Texts, Extractions] | Workers[Texts, Extractions]:
    if total < _PARALLEL:
        return InProcess(extract_texts)
    return Workers(
        extract_texts,
        parts=lambda texts: [[text] for text in texts],
        lost=lambda texts: [(None, "reading it ended the process that read it") for _ in texts],
        join=lambda lists: [one for part in lists for one in part],
    )


def batches(chosen: ArticleQuerySet) -> Iterator[Texts]:
    """The texts in batches, each a query of its own: nothing stays open while articles are written."""
    last = 0
    while batch := list(chosen.filter(pk__gt=last).order_by("pk").only(*_READ)[:BATCH]):
        yield [(article.pk, Document.of(article)) for article in batch]
        last = batch[-1].pk


def write(state: Reread, texts: Texts, extractions: Extractions) -> None:
    failures = _write(texts, extractions)
    state.failed += len(failures)
    state.failures += failures[: max(0, SHOWN - len(state.failures))]
    state.done += len(texts)
    state.last = texts[-1][0]


@retried
def _write(texts: Texts, extractions: Extractions) -> list[tuple[int, str]]:
    """Write down what was found; the articles that could not be read, each with the reason."""
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
