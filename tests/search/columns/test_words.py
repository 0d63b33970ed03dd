"""Lists of the rows that frequent words stand in."""

import numpy as np
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, Status
from articles.search.columns import frequent
from articles.search.columns.frequent import find_word, frequent_words, read_pairs
from articles.search.columns.words import make_words, pack, packed_size, unpack
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


def test_lists_say_where_words_are() -> None:
    lists = {
        ("oil", False): [0, 2, 9],
        ("oil", True): [2],
        ("łodz", False): list(range(10)),
        ("łodz", True): [],
    }
    words = make_words(["oil", "łodz"], 10, lambda word, headline: np.array(lists[word, headline], np.int64))
    assert words.vocabulary == ("oil", "łodz")
    assert ("oil" in words, "gas" in words, None in words) == (True, False, False)
    for (word, headline), rows in lists.items():
        assert words.rows(word, headline=headline).tolist() == rows
        assert np.flatnonzero(words.mask(word, headline=headline)).tolist() == rows
    with pytest.raises(KeyError):
        words.rows("gas", headline=False)


def test_no_words_make_no_lists() -> None:
    words = make_words([], 10, lambda word, headline: np.empty(0, np.int64))
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
    assert sorted(find_word("oil", False).tolist()) == [first.pk, second.pk, draft.pk]
    assert sorted(find_word("oil", True).tolist()) == [first.pk, draft.pk]


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
    monkeypatch.setattr(frequent, "BYTES_AN_ARTICLE", 0.2)  # six for these, and a list takes four
    assert len(frequent_words(total)) == 1


@pytest.mark.django_db
def test_words_with_odd_letters_are_found() -> None:
    article = ArticleFactory.create(headline="x", body="x", status=Status.PUBLISHED)
    for word in ("it's", "back\\slash", "łódź"):
        assert find_word(word, False).tolist() == []
    assert find_word("x", True).tolist() == [article.pk]
