"""The generator of synthetic archives: the properties of a small one."""

import itertools

import pytest
from django.db import connection

from articles.models import Article, ArticleEntity, Entity, Kind, Source, Status
from articles.search.engine import run
from articles.search.request import SearchRequest
from benchmarks.make_archive import finish_sequences, link, without_indexes, write_articles, write_names
from benchmarks.support.synthetic import (
    FIRST,
    LAST,
    SAMPLES,
    Corpus,
    Maker,
    Shape,
    SyntheticNames,
    Zipf,
    escape,
)

SHAPE = Shape(articles=200, seed=7, words=60, countries=50, sources=20, places=100, organisations=200)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(SAMPLES)


@pytest.fixture
def archive(db: None, corpus: Corpus) -> None:
    """An archive of 200 articles."""
    with connection.cursor() as cursor:
        maker = Maker(SHAPE, corpus, *write_names(cursor, SyntheticNames(SHAPE)))
        with without_indexes():
            write_articles(cursor, maker, 0)
            link(cursor, 1, 200)
            connection.check_constraints()  # an index cannot be created while constraint checks are pending
        finish_sequences(cursor)


@pytest.mark.usefixtures("archive")
def test_archive_has_the_promised_shape() -> None:
    articles = list(Article.objects.all())
    assert len(articles) == 200
    assert Source.objects.count() == 20
    assert Entity.objects.filter(kind=Kind.PERSON).count() == 300
    assert {each.status for each in articles} <= set(Status.values)
    assert sum(each.status == Status.PUBLISHED for each in articles) > 180
    days = [each.published_on for each in articles if each.published_on]
    assert FIRST <= min(days) < max(days) <= LAST
    assert len({day.year for day in days}) > 15
    lengths = sorted(len(each.body.split()) for each in articles)
    assert 50 < lengths[100] < 140
    assert any(not each.person_ids for each in articles)
    assert any(len(each.person_ids) > 3 for each in articles)


@pytest.mark.usefixtures("archive")
def test_arrays_name_entities_of_their_kind_once() -> None:
    for kind in Kind.values:
        known = set(Entity.objects.filter(kind=kind).values_list("pk", flat=True))
        arrays = Article.objects.values_list(f"{kind}_ids", flat=True)
        assert all(len(ids) == len(set(ids)) and set(ids) <= known for ids in arrays)
    article = Article.objects.exclude(person_ids=[])[0]
    links = set(ArticleEntity.objects.filter(article=article).values_list("entity", flat=True))
    listed = (article.country_ids, article.person_ids, article.organisation_ids, article.place_ids)
    assert links == set(itertools.chain.from_iterable(listed))
    names = set(Entity.objects.filter(pk__in=article.person_ids).values_list("name", flat=True))
    assert names <= set(article.entity_names.split("\n"))


@pytest.mark.usefixtures("archive")
def test_articles_are_found_and_counted() -> None:
    everything = run(SearchRequest())
    assert everything.count == Article.objects.published().count()
    article = Article.objects.published().exclude(person_ids=[])[0]
    person = Entity.objects.get(pk=article.person_ids[0])
    assert run(SearchRequest(person=(person.slug,))).count > 0
    found = run(SearchRequest(q=f'"{person.name}"', per_page=100))
    assert article.pk in {hit.article.pk for hit in found.hits}
    assert {index.name for index in Article._meta.indexes} <= _indexes()


@pytest.mark.usefixtures("archive")
def test_new_rows_follow_those_written() -> None:
    assert Article.objects.create(headline="A new one").pk == 201
    assert Source.objects.create(name="A new paper").pk == 21
    assert Entity.objects.create(kind=Kind.PERSON, name="A. Newcomer").pk > 300


def test_the_same_seed_makes_the_same_articles(corpus: Corpus) -> None:
    count = len(SyntheticNames(SHAPE).things)

    def rows(shape: Shape) -> list[str]:
        return list(itertools.islice(Maker(shape, corpus, range(count), range(20)).rows(0), 20))

    assert rows(SHAPE) == rows(SHAPE)
    other = Shape(**{name: getattr(SHAPE, name) for name in SHAPE.__slots__} | {"seed": 8})
    assert rows(SHAPE) != rows(other)


def test_small_numbers_are_drawn_most() -> None:
    import numpy as np

    drawn = np.bincount(Zipf(50, 1).draw(np.random.default_rng(1), 10_000), minlength=50)
    assert len(drawn) == 50
    assert drawn[0] > 1.5 * drawn[1] > 1.5 * drawn[9] > 0
    assert drawn.min() > 0


@pytest.mark.parametrize("text", ["a\\nb", "two\nlines\tof\rtext", "\0", "\\.", "plain"])
def test_escaped_text_comes_back_from_copy(db: None, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE given (it text) ON COMMIT DROP")
        with cursor.copy("COPY given FROM STDIN") as copy:
            copy.write(escape(text) + "\n")
        cursor.execute("SELECT it FROM given")
        kept = text.replace("\0", "").replace("\r", "").replace("\t", " ")
        assert cursor.fetchall() == [(kept,)]


def _indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'articles_article'")
        return {name for (name,) in cursor.fetchall()}
