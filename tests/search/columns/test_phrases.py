"""Phrases of frequent words, found by positions in memory: the same articles as PostgreSQL finds."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from django.db import transaction

from articles.models import Article, Status
from articles.search.arrays import Ints
from articles.search.columns.matching import Masks, Matching
from articles.search.columns.storage import postings, snapshot
from articles.search.columns.storage.packing import pack_positions, unpack_positions
from articles.search.columns.storage.position import Position
from articles.search.columns.storage.segment import batch_of, make_segment
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.sync.frequent_words import reader_of
from articles.search.columns.sync.loader import read_small
from articles.search.columns.sync.store import apply_changes
from articles.search.counting.ts_match import matching_ids
from articles.search.query.compiler import read_query
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
WORDS = ("oil", "price", "vote", "last", "year")
IN_FRENCH = ("pric", "vot", "of", "the")
LISTED = [*WORDS, *IN_FRENCH, "19", "covid", "covid19", "report"]
#: Stop words leave gaps; "covid-19" is one word and two.
OTHERS = ("the", "of the", "heron", "COVID-19", "COVID 19", "prix")
#: tsqueries beyond those that the query language writes.
TSQUERIES = (
    "('oil' | 'price') <-> 'vote'",
    "'oil' <-> ('price' <2> 'vote' | 'last')",
    "'oil' <2> ('price' & 'last')",
    "('oil' <-> 'price' | 'last' <-> 'year') <-> 'vote'",
    "'oil' <0> 'oil'",
    "'oil' <0> ('oil' <-> 'price' & 'oil' <3> 'vote')",
    "'oil':B <-> 'price':B",
    "'oil':AC <-> 'price'",
    "'oil':D",
    "'covid19' <0> 'covid' <-> '19'",
)


def text_of(chance: random.Random, most: int) -> str:
    return " ".join(chance.choices([*WORDS, *OTHERS], [6, 4, 3, 2, 2, *[1] * 6], k=chance.randint(0, most)))


def make_article(chance: random.Random) -> Article:
    article: Article = ArticleFactory.create(
        headline=f"Report {text_of(chance, 4)}",
        standfirst=text_of(chance, 5),
        caption=text_of(chance, 3),
        entity_names=text_of(chance, 4),
        body=f"{'heron ' * chance.choice([0, 0, 3, 260, 900])} {text_of(chance, 12)} {text_of(chance, 12)}",
        language=chance.choice(["en", "en", "fr"]),
        status=Status.PUBLISHED,
    )
    return article


def query_of(chance: random.Random) -> str:
    one, two, three = chance.choices(WORDS, k=3)
    return chance.choice(
        [
            *(f'"{one} {two}"', f'"{one} {two} {three}"', f'"{one} the {two}"', f'"{one} of the {two}"'),
            *(f'headline:"{one} {two}"', f'"{one} {two}"~{chance.randint(1, 9)}', f"{one} NEAR {two}"),
            *(f'"{one} {two}" NEAR/3 {three}', f"({one} OR {two}) NEAR/2 {three}", '"covid 19"'),
            *(f'"COVID-19 {one}"', f"COVID-19 NEAR/2 {one}", f'"{one} {two} {three}"~4'),
            *(f'"{one} {two}" OR "{two} {three}"', f'"{one} {two}" {three}', f"headline:{one} NEAR/3 {two}"),
            *(f'{three} -"{one} {two}"', f'{one} -(headline:"{two} {three}")'),
        ]
    )  # fmt: skip


def columns(chance: random.Random, number: int, words: Sequence[str] = LISTED) -> Snapshot:
    """Return columns with postings in which some articles have changed since, or are new."""
    made = [make_article(chance) for _ in range(number)]
    found = read_small(number)
    assert found is not None
    base = Snapshot.of(make_segment([found[0]]), Position.read(found[1]))
    half = chance.sample(list(words), len(words) // 2)
    base = base.compacted(half, reader_of(half))  # the others are read when the base is made anew
    base = changed(base, chance, made[: number // 4])
    base = base.compacted(words, reader_of([word for word in words if word not in half]))
    return changed(base, chance, [*made[number // 8 : number // 3], make_article(chance)])


def changed(columns: Snapshot, chance: random.Random, articles: Sequence[Article]) -> Snapshot:
    for article in articles:
        article.body = text_of(chance, 20)
        article.status = chance.choice([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT])
        article.save()
    return replace(apply_changes(columns, [article.pk for article in articles]), revision=1)


def by_positions(tsquery: str, headline: bool, look_up: Callable[[], Ints] | None = None) -> Ints:
    """Find nothing in PostgreSQL."""
    assert look_up is not None, tsquery
    return look_up()


def no_mentions(pks: tuple[int, ...]) -> Ints:
    return np.empty(0, np.int64)


def ids_in(columns: Snapshot, masks: Masks) -> set[int]:
    each = zip(columns.segments(), masks, strict=True)
    return {int(pk) for (segment, alive), mask in each for pk in segment.ids(np.flatnonzero(alive & mask))}


def assert_equal(columns: Snapshot, tsquery: str, *, headline: bool = False) -> set[int]:
    matching = Matching(columns, by_positions, no_mentions)
    with transaction.atomic():
        expected = set(matching_ids(tsquery, headline=headline).tolist()) & set(
            Article.objects.published().values_list("pk", flat=True)
        )
    found = ids_in(columns, matching.masks(tsquery, headline=headline))
    assert found == expected, tsquery
    return found


@pytest.fixture(autouse=True)
def _small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (postings, snapshot):
        monkeypatch.setattr(module, "PARTITION_ROWS", 17)


@pytest.mark.parametrize("seed", range(4))
def test_phrases_are_found_by_positions_as_in_the_text(seed: int) -> None:
    chance = random.Random(seed)
    there = columns(chance, 60)
    found = 0
    for _ in range(80):
        tsquery = read_query(query_of(chance)).tsquery
        found += bool(assert_equal(there, tsquery))
        assert_equal(there, tsquery, headline=True)
    assert found > 60
    for tsquery in TSQUERIES:
        assert_equal(there, tsquery)
        assert_equal(there, tsquery, headline=True)


def letters(number: int) -> str:
    """Return a text of words of one letter. PostgreSQL keeps at most 256 positions of each."""
    return " ".join(chr(0x1208 + place % 64) for place in range(number))


def test_a_text_longer_than_positions_reach() -> None:
    """All words from position 16,383 on have this one, and those of the list of names may, too."""
    leads = {"standfirst": letters(5_000), "caption": letters(5_000)}
    ArticleFactory.create(body=f"{letters(16_400)} oil vote price", status=Status.PUBLISHED)
    for number in (6_300, 6_380, 6_381, 6_382, 6_383, 9_000):
        names = f"{letters(number)} oil"
        ArticleFactory.create(entity_names=names, body="price oil", status=Status.PUBLISHED, **leads)
    found = read_small(9)
    assert found is not None
    there = Snapshot.of(make_segment([found[0]]), Position.read(found[1]))
    there = there.compacted(["oil", "price"], reader_of(["oil", "price"]))
    assert 0 < len(there.without_zones) < 6
    for query in ('"oil price"~2', "oil NEAR price", '"oil price"', 'headline:"oil price"'):
        assert_equal(there, read_query(query).tsquery)
    for tsquery in ("'oil' <0> 'price'", "'oil':C <0> 'price':D", "'oil':D <0> 'price':D", "'oil':C"):
        assert_equal(there, tsquery)


def test_an_article_that_is_published_or_withdrawn_while_its_changes_are_read() -> None:
    """Its values and its words are read one after the other; the next search reads both again."""
    there = columns(random.Random(2), 20)
    kept, gone = np.split(there.pairs.articles, [len(there.pairs.articles) // 2])
    fewer = replace(there, pairs=there.pairs.of(np.isin(there.pairs.articles, kept)))
    tsquery = read_query('"oil price"~9').tsquery
    found = ids_in(there, Matching(there, by_positions, no_mentions).masks(tsquery))
    assert ids_in(fewer, Matching(fewer, by_positions, no_mentions).masks(tsquery)) == found - set(
        gone.tolist()
    )
    more = replace(there, tail=make_segment([batch_of(there.tail, there.tail.mask(kept))]))
    assert ids_in(more, Matching(more, by_positions, no_mentions).masks(tsquery)) == found - set(
        gone.tolist()
    )
    assert found & set(gone.tolist())


def test_a_phrase_with_another_word_is_left_to_postgresql() -> None:
    there = columns(random.Random(1), 10, ["oil", "price"])
    for query in ('"oil heron"', '"oil pri*"', '"oil price vote"', "vote NEAR oil"):
        with pytest.raises(AssertionError):
            assert_equal(there, read_query(query).tsquery)
    with pytest.raises(AssertionError):  # alternatives of different widths before another word
        assert_equal(there, "('oil' | 'oil' <-> 'price') <-> 'price'")


@pytest.mark.parametrize("seed", range(20))
def test_packed_positions_come_back(seed: int) -> None:
    random_ = np.random.default_rng(seed)
    counts = random_.integers(1, 9, random_.integers(0, 300))
    most = random_.choice([20, 300, 16_383], len(counts))
    rows = [np.sort(random_.choice(top, n, replace=False)) + 1 for top, n in zip(most, counts, strict=True)]
    packed = pack_positions(counts, np.concatenate([np.empty(0, np.int64), *rows]))
    some = np.flatnonzero(random_.random(len(counts)) < 0.3)
    for wanted in (None, some):
        numbers, positions = unpack_positions(packed, wanted)
        expected = rows if wanted is None else [rows[each] for each in some]
        assert [each.tolist() for each in np.split(positions, np.cumsum(numbers)[:-1])] == (
            [each.tolist() for each in expected] or [[]]
        )
