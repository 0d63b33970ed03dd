"""Several processes that store extractions concurrently: threads with their own connections."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from articles.extraction.store.annotate import annotate, lock_articles, refresh_arrays
from articles.models import Article, ArticleEntity, Decision, Entity
from tests.annotations import found, person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks: Callable[[], None]) -> None:
    """Run the tasks in threads that start together; raise the first error."""
    begin = threading.Barrier(len(tasks))

    def run(task: Callable[[], None]) -> None:
        try:
            connection.ensure_connection()
            begin.wait(timeout=30)
            task()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        for each in [pool.submit(run, task) for task in tasks]:
            each.result(timeout=60)


def test_the_one_who_comes_second_waits_and_takes_the_same_entity() -> None:
    one, two = (Article.objects.create(headline=name) for name in "ab")
    written, waiting = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            annotate([(one, found(person("Ada Lovelace")))])
            written.set()
            # The other is at its INSERT or will reach it; it cannot finish before this transaction.
            assert not waiting.wait(timeout=0.5)

    def second() -> None:
        written.wait(timeout=30)
        annotate([(two, found(person("Ada Lovelace")))])
        waiting.set()

    at_once(first, second)
    entity = Entity.objects.get(kind="person")
    assert set(ArticleEntity.objects.values_list("article_id", "entity_id")) == {
        (one.pk, entity.pk),
        (two.pk, entity.pk),
    }


def test_many_making_the_same_people_in_any_order_make_each_once() -> None:
    everyone = [f"Ann Number{number}" for number in range(300)]

    def task(seed: int) -> Callable[[], None]:
        article = Article.objects.create(headline=f"Article {seed}")
        names = random.Random(seed).sample(everyone, len(everyone))
        return lambda: annotate([(article, found(*map(person, names)))])

    at_once(*map(task, range(4)))
    assert Entity.objects.filter(kind="person").count() == len(everyone)
    assert ArticleEntity.objects.count() == 4 * len(everyone)


def test_spellings_made_at_the_same_time_are_one_person() -> None:
    def task(name: str) -> Callable[[], None]:
        article = Article.objects.create(headline=name)
        return lambda: annotate([(article, found(person(name)))])

    at_once(*map(task, ["Sergei Lavrov", "Sergey Lavrov", "Serguei Lavrov", "Sergej Lavrov"]))
    entity = Entity.objects.get(kind="person")
    assert entity.names.count() == 3
    assert ArticleEntity.objects.filter(entity=entity).count() == 4


def test_names_alike_only_in_their_slug_stay_apart() -> None:
    names = ["John Smith", "John-Smith", "John, Smith", "“John Smith”"]

    def task(name: str) -> Callable[[], None]:
        article = Article.objects.create(headline=name)
        return lambda: annotate([(article, found(person(name)))])

    at_once(*map(task, names))
    linked = ArticleEntity.objects.values_list("article__headline", "entity__name")
    assert dict(linked) == dict(zip(names, names, strict=True))
    assert len(set(Entity.objects.filter(kind="person").values_list("slug", flat=True))) == len(names)


def test_extraction_and_an_editor_at_the_same_article_leave_arrays_that_are_right() -> None:
    article = Article.objects.create(headline="x")
    people = [f"Ann Number{number}" for number in range(20)]
    annotate([(article, found(*map(person, people)))])
    entity_ids = list(Entity.objects.filter(kind="person").order_by("pk").values_list("pk", flat=True))

    def extract_again() -> None:
        for count in (5, 20, 10, 15, 20) * 4:
            annotate([(article, found(*map(person, people[:count])))])

    def edit() -> None:
        for number, entity_id in enumerate(entity_ids[:5] * 4):
            status = Decision.REJECTED if number % 2 else Decision.CONFIRMED
            with transaction.atomic():
                lock_articles([article.pk])
                ArticleEntity.objects.filter(entity_id=entity_id).update(status=status)
                refresh_arrays([article.pk])

    at_once(extract_again, edit)
    article.refresh_from_db()
    rows = article.article_entities.exclude(status=Decision.REJECTED)
    assert sorted(article.person_ids) == sorted(rows.values_list("entity_id", flat=True))
    assert article.article_entities.filter(status=Decision.REJECTED).exists()
