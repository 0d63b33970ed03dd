"""The columns against plain SQL: every number, every id and every order must be equal."""

import os
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.models import Q

from articles.fulltext.tsquery import Node
from articles.models import Article, Status
from articles.search.arrays import Mask
from articles.search.columns import matching
from articles.search.columns.cache.history import History
from articles.search.columns.column_counting import ColumnCounting, SearchCaches
from articles.search.columns.phrases import Occurrences, phrase_rows
from articles.search.columns.storage.position import Position
from articles.search.columns.storage.segment import make_segment
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.sync.frequent_words import reader_of
from articles.search.columns.sync.loader import read_small
from articles.search.columns.sync.store import apply_changes
from articles.search.listing import ArticleListing, ListedArticles
from articles.search.query.compiler import Query
from articles.search.query.selection import Selection
from tests.search.columns import corpora
from tests.search.columns.corpora import Archive
from tests.search.columns.questions import as_if_large, ask, request_of

pytestmark = pytest.mark.django_db
MOST = 1_000
#: About 2,000 searches. EQUALITY_ARCHIVES=1000 runs more, EQUALITY_FIRST=1000 starts elsewhere.
ARCHIVES = int(os.environ.get("EQUALITY_ARCHIVES", "70"))
FIRST = int(os.environ.get("EQUALITY_FIRST", "0"))
SEARCHES = 30


def read() -> Snapshot:
    """Return the columns of the whole archive."""
    found = read_small(MOST)
    assert found is not None
    return Snapshot.of(make_segment([found[0]]), Position.read(found[1]))


def logged() -> set[int]:
    """Return and delete the changes that the triggers have logged."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_articlechange RETURNING article_id")
        return {pk for (pk,) in cursor.fetchall()}


def follow(snapshot: Snapshot, history: History, ids: Iterable[int]) -> Snapshot:
    """Bring a snapshot up to date, as the store does."""
    return replace(apply_changes(snapshot, set(ids)), revision=history.add(ids))


def compacted(snapshot: Snapshot, words: list[str]) -> Snapshot:
    """Return the columns in one base with the postings of these words, as the background does."""
    new = [word for word in words if word not in snapshot.pairs.vocabulary]
    return snapshot.compacted(words, reader_of(new))


def search(chance: random.Random, selections: Sequence[Selection]) -> None:
    """Search and change an archive in turn; caches persist as they do in a process.

    ``selections`` are searches parsed while everything had its first name; parsing costs more than running
    them. A few are repeated, so that cached results are used.
    """
    asked = chance.sample(selections, 5)
    history = History()
    caches = SearchCaches(history)
    archive = Archive.read(chance)
    archive.far_apart = chance.random() < 0.2
    corpora.add_articles(archive, chance.choice([0, 1, 10, 30, 40]))
    logged()
    snapshot = read()
    if chance.random() < 0.8:
        snapshot = compacted(snapshot, corpora.frequent(chance))
    for _ in range(SEARCHES):
        if chance.random() < 0.15:
            for _ in range(chance.choice([1, 1, 1, 2, 6])):
                archive = corpora.change(archive)
            snapshot = follow(snapshot, history, logged())
        if chance.random() < 0.1:
            snapshot = compacted(snapshot, corpora.frequent(chance))
        fresh = chance.random() < 0.1
        selection = Selection(request_of(chance)) if fresh else chance.choice(asked)
        using = ColumnCounting(snapshot, caches)
        ask(using, selection, chance)
        list_all(using, selection.query, chance)


def list_all(using: ColumnCounting, query: Query, chance: random.Random) -> None:
    """Compare a page of the editors' list, which can have unpublished articles."""
    known = [0, *Article.objects.values_list("pk", flat=True)]
    if chance.random() < 0.2:
        query = replace(query, tsquery="", condition=query.where | Q(id__in=[chance.choice(known)]))
    among = None if chance.random() < 0.7 else np.array(chance.choices(known, k=20), np.int64)
    published = chance.random() < 0.8
    unpublished = chance.choice([None, Q(), Q(status=Status.DRAFT)])
    listing = ArticleListing(using, ListedArticles(query, published, unpublished, among))
    found = Article.objects.filter(query.where)
    others = Q(pk__in=[]) if unpublished is None else unpublished & ~Q(status=Status.PUBLISHED)
    found = found.filter(Q(status=Status.PUBLISHED) | others) if published else found.filter(others)
    found = found if among is None else found.filter(pk__in=among.tolist())
    ids = list(found.order_by("-published_on", "-pk").values_list("pk", flat=True))
    begin, end = sorted(chance.randint(0, len(ids)) for _ in range(2))
    assert len(listing) == len(ids)
    assert listing.ids(begin, end, newest=True) == ids[begin:end]
    assert listing.ids(begin, end, newest=False) == ids[::-1][begin:end]


def read_searches(chance: random.Random, number: int) -> list[Selection]:
    """Return searches for words and names that are all in published articles."""
    with transaction.atomic():
        corpora.add_articles(Archive.read(chance), 100)
        selections = [Selection(request_of(chance)) for _ in range(number)]
        transaction.set_rollback(True)
    return selections


def count_phrases(monkeypatch: pytest.MonkeyPatch) -> Counter[bool]:
    """Count how often a phrase is looked for by positions, and whether any article has it."""
    counts: Counter[bool] = Counter()

    def counted(node: Node, occurrences: Occurrences, *, headline: bool) -> Mask:
        found = phrase_rows(node, occurrences, headline=headline)
        counts[bool(found.any())] += 1
        return found

    monkeypatch.setattr(matching, "phrase_rows", counted)
    return counts


def test_every_answer_equals_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    as_if_large(monkeypatch)
    phrases = count_phrases(monkeypatch)
    corpora.make_names()
    selections = read_searches(random.Random(FIRST), 8 * SEARCHES)
    for number in range(FIRST, FIRST + ARCHIVES):
        with connection.cursor() as cursor:  # otherwise rolled-back changes would be read again and again
            cursor.execute("TRUNCATE articles_article, articles_articlechange CASCADE")
        with transaction.atomic():
            try:
                search(random.Random(number), selections)
            except AssertionError as error:
                error.add_note(f"EQUALITY_FIRST={number} EQUALITY_ARCHIVES=1 shows this alone.")
                raise
            transaction.set_rollback(True)
    assert min(phrases[True], phrases[False]) >= ARCHIVES
