"""Postings of frequent words."""

import numpy as np
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, Status
from articles.search.columns.storage import postings
from articles.search.columns.storage.packing import pack, packed_size, unpack
from articles.search.columns.storage.postings import make_postings
from articles.search.columns.storage.word_pairs import WordPairs
from articles.search.columns.sync import frequent_words as frequent
from articles.search.columns.sync import word_vectors
from articles.search.columns.sync.frequent_words import frequent_words, reader_of
from articles.search.columns.sync.word_vectors import read_pairs
from articles.search.counting.ts_rank import read_scores, rounded
from tests.factories import ArticleFactory


@settings(max_examples=300, deadline=None)
@given(
    total=st.integers(0, 3_000), share=st.sampled_from([0, 0.001, 0.02, 0.1, 0.3, 1]), seed=st.integers(0, 99)
)
def test_packed_rows_come_back(total: int, share: float, seed: int) -> None:
    rows = np.flatnonzero(np.random.default_rng(seed).random(total) < share)
    data = pack(rows, total)
    assert len(data) == packed_size(len(rows), total) <= max(1, -(-total // 8))
    assert unpack(data, len(rows), total).tolist() == rows.tolist()


def pairs_of(words: dict[str, dict[int, int]], ids: list[int]) -> WordPairs:
    """Return pairs of words, each with its articles and their scores for the headline, or 0."""
    found = [(code, pk, tenths) for code, each in enumerate(words.values()) for pk, tenths in each.items()]
    codes, articles, scores = np.array(found, np.int64).reshape(-1, 3).T
    return WordPairs(
        tuple(words),
        *(codes.astype(np.uint16), articles, scores.astype(np.uint8)),
        *(np.full(len(found), 2, np.uint16), np.tile(np.array([3, 700], np.uint16), len(found))),
        *(np.array(sorted(ids)), np.ones((len(ids), 3), np.uint16)),
    )


def test_lists_say_where_words_are_and_how_good_a_headline_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "PARTITION_ROWS", 4)
    ids = [7, 5, 9, 1, 4, 3, 2, 6, 8, 10]  # in the order of rows
    found = {
        "rain": {5: 12},
        "oil": {7: 0, 9: 10, 10: 255},
        "łodz": dict.fromkeys(ids, 0),
    }
    every = pairs_of(found, ids)
    words = make_postings(tuple(found), np.array(ids), lambda some: every.of(np.isin(every.articles, some)))
    assert [each.total for each in words.partitions] == [4, 4, 2]
    assert words.vocabulary == ("rain", "oil", "łodz")
    assert ("oil" in words, "gas" in words, None in words) == (True, False, False)
    for word, each in found.items():
        for headline in (False, True):
            expected = [ids.index(pk) for pk, tenths in each.items() if tenths or not headline]
            assert np.flatnonzero(words.mask(word, headline=headline)).tolist() == sorted(expected)
    scores = words.scores("oil", np.array([9, 2, 0]))
    assert np.isnan(scores).tolist() == [True, False, True]  # too high, then known, then not in the headline
    assert scores[1] == 1
    assert words.scores("rain", np.array([1])) == np.float32(1.2)
    assert np.isnan(words.scores("łodz", np.array([3])))
    with pytest.raises(KeyError):
        words.mask("gas", headline=False)
    rows, counts, positions = words.partitions[0].occurrences(words.numbers["oil"])
    assert (rows.tolist(), counts.tolist(), positions.tolist()) == ([0, 2], [2, 2], [3, 700, 3, 700])


def test_no_words_make_no_lists() -> None:
    words = make_postings([], np.arange(10), lambda ids: WordPairs())
    assert words.vocabulary == ()
    assert "" not in words


@pytest.mark.django_db
def test_words_of_articles_are_read_as_they_are_searched() -> None:
    first = ArticleFactory.create(headline="Oil prices", body="It rained.", status=Status.PUBLISHED)
    second = ArticleFactory.create(headline="Rain", body="Prices of oil", status=Status.PUBLISHED)
    draft = ArticleFactory.create(headline="Oil", body="", status=Status.DRAFT)
    pairs = read_pairs([first.pk, second.pk, draft.pk], ["oil", "rain", "snow"])
    assert sorted(pairs.with_word("oil", headline=False).tolist()) == [first.pk, second.pk]
    assert pairs.with_word("oil", headline=True).tolist() == [first.pk]
    assert pairs.with_word("rain", headline=True).tolist() == [second.pk]
    assert pairs.with_word("snow", headline=False).tolist() == []
    ids, counts, positions = pairs.occurrences("oil")
    assert dict(zip(ids.tolist(), positions.tolist(), strict=True)) == {first.pk: 1, second.pk: 4}
    assert counts.tolist() == [1, 1]
    assert pairs.zone_ends_of(np.array([first.pk, second.pk])).tolist() == [[2, 2, 2], [1, 1, 1]]


@pytest.mark.django_db
def test_positions_of_any_text_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_vectors, "_AT_ONCE", 2)
    texts = ["", "łódź it's a back\\slash", "x " * 300, "漢字 and кот", f"{'y' * 500} last"]
    for text in texts:
        ArticleFactory.create(headline=text[:90] or "-", body=text * 2, status=Status.PUBLISHED)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, lexeme, positions FROM articles_article CROSS JOIN unnest(search)"
            " WHERE status = 'published'"
        )
        expected = {(pk, lexeme): positions for pk, lexeme, positions in cursor.fetchall()}
    words = sorted({lexeme for _, lexeme in expected})
    pairs = read_pairs(list(Article.objects.values_list("pk", flat=True)), words)
    found: dict[tuple[int, str], list[int]] = {}
    for word in words:
        ids, counts, positions = pairs.occurrences(word)
        each = np.split(positions, np.cumsum(counts)[:-1])
        found |= {(pk, word): some.tolist() for pk, some in zip(ids.tolist(), each, strict=True)}
    assert found == expected


@pytest.mark.django_db
def test_scores_are_those_of_the_database_however_they_come_about() -> None:
    texts = {"standfirst": "oil " * 3, "caption": "oil", "entity_names": "oil oil", "body": "oil " * 4}
    for number in range(1, 5):
        article = ArticleFactory.create(headline="oil " * number, **dict(list(texts.items())[:number]))
        article.status = Status.PUBLISHED
        article.save()
    ids = np.array(sorted(Article.objects.published().values_list("pk", flat=True)))
    pairs = read_pairs(ids, ["oil"])
    tenths = pairs.tenths[np.argsort(pairs.ids)]
    assert (
        rounded((tenths / np.float32(10)).astype(np.float32)).tolist() == read_scores("'oil'", ids).tolist()
    )
    assert len(set(tenths.tolist())) == 4


@pytest.mark.django_db
def test_the_most_frequent_words_are_chosen_within_the_memory_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ArticleFactory.create_batch(30, headline="Oil", body="prices it's back", status=Status.PUBLISHED)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
    ids = np.array(Article.objects.values_list("pk", flat=True))
    chosen = frequent_words(ids)
    assert {"oil", "price"} <= set(chosen)
    # A list takes 4 bytes of these articles, and as many for each position and a bit to mark it.
    monkeypatch.setattr(frequent, "BYTES_AN_ARTICLE", 2)
    assert len(frequent_words(ids)) == 1
    assert frequent_words(ids[:0]) == []


@pytest.mark.django_db
def test_few_words_are_read_only_from_articles_that_have_them() -> None:
    words = ("it's", "back\\slash", "łódź", "x")
    article = ArticleFactory.create(headline="x", body="x", status=Status.PUBLISHED)
    other = ArticleFactory.create(headline="y", body="y", status=Status.PUBLISHED)
    pairs = reader_of(words)(np.array([article.pk, other.pk]))
    assert pairs.occurrences("x")[2].tolist() == [1, 2]
    assert pairs.articles.tolist() == [article.pk]
