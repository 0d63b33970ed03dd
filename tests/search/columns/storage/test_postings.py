"""Postings of frequent words."""

import numpy as np
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, Status
from articles.search.columns.storage.postings import WordRows, make_postings, pack, packed_size, unpack
from articles.search.columns.sync import frequent_words as frequent
from articles.search.columns.sync.frequent_words import find_word, frequent_words, read_pairs
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


def as_found(anywhere: list[int], headline: list[int], tenths: list[int]) -> WordRows:
    return WordRows(np.array(anywhere, np.int64), np.array(headline, np.int64), np.array(tenths, np.uint8))


def test_lists_say_where_words_are_and_how_good_a_headline_is() -> None:
    found = {
        "rain": as_found([1], [1], [12]),
        "oil": as_found([0, 2, 9], [2, 9], [10, 255]),
        "łodz": as_found(list(range(10)), [], []),
    }
    words = make_postings(found, 10, found.__getitem__)
    assert words.vocabulary == ("rain", "oil", "łodz")
    assert ("oil" in words, "gas" in words, None in words) == (True, False, False)
    for word, each in found.items():
        for headline, rows in ((False, each.anywhere), (True, each.headline)):
            assert words.rows(word, headline=headline).tolist() == rows.tolist()
            assert np.flatnonzero(words.mask(word, headline=headline)).tolist() == rows.tolist()
    scores = words.scores("oil", np.array([9, 2, 0]))
    assert np.isnan(scores).tolist() == [True, False, True]  # too high, then known, then not in the headline
    assert scores[1] == 1
    assert words.scores("rain", np.array([1])) == np.float32(1.2)
    assert np.isnan(words.scores("łodz", np.array([3])))
    with pytest.raises(KeyError):
        words.rows("gas", headline=False)


def test_no_words_make_no_lists() -> None:
    words = make_postings([], 10, lambda word: as_found([], [], []))
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
    anywhere, headline, tenths = find_word("oil")
    assert anywhere.tolist() == [first.pk, second.pk, draft.pk]
    assert (headline.tolist(), tenths.tolist()) == ([first.pk, draft.pk], [10, 10])


@pytest.mark.django_db
def test_scores_are_those_of_the_database_however_they_come_about() -> None:
    texts = {"standfirst": "oil " * 3, "caption": "oil", "entity_names": "oil oil", "body": "oil " * 4}
    for number in range(1, 5):
        ArticleFactory.create(headline="oil " * number, **dict(list(texts.items())[:number]))
    ids = np.array(sorted(Article.objects.values_list("pk", flat=True)))
    _, _, tenths = find_word("oil")
    pair_ids, pair_tenths = read_pairs(ids.tolist(), ["oil"]).scored("oil", headline=True)
    assert dict(zip(pair_ids.tolist(), pair_tenths.tolist(), strict=True)) == dict(
        zip(ids.tolist(), tenths.tolist(), strict=True)
    )
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
    total = Article.objects.count()
    chosen = frequent_words(total)
    assert {"oil", "price"} <= set(chosen)
    monkeypatch.setattr(
        frequent, "BYTES_AN_ARTICLE", 0.2
    )  # six bytes for these articles, and a list takes four
    assert len(frequent_words(total)) == 1


@pytest.mark.django_db
def test_words_with_odd_letters_are_found() -> None:
    article = ArticleFactory.create(headline="x", body="x", status=Status.PUBLISHED)
    for word in ("it's", "back\\slash", "łódź"):
        assert find_word(word)[0].tolist() == []
    assert find_word("x")[1].tolist() == [article.pk]
