"""Groups of articles that tell the same story: found, joined, left, and the same in any order of work."""

import random
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoCaptureOnCommitCallbacks

from articles import editing, jobs
from articles.models import Article, Fingerprint
from articles.stories import candidates, grouping
from articles.stories.grouping import group_new
from articles.stories.refresh import refresh
from articles.stories.similarity import Compared, similarity
from articles.stories.store import remember_texts
from tests.factories import ArticleFactory
from tests.stories.texts import paragraph, story

pytestmark = pytest.mark.django_db


def make(body: str) -> Article:
    return ArticleFactory.create(body=body, published_on=date(2014, 3, 17))


def compare() -> None:
    for _ in refresh():
        pass


def stories() -> dict[int, int]:
    found = Article.objects.exclude(story_id=None).order_by("pk")
    return {pk: story for pk, story in found.values_list("pk", "story_id") if story}


def test_copies_make_one_story_led_by_the_first() -> None:
    first, other = make(story(1)), make(story(2))
    cut = make("\n\n".join(story(1).split("\n\n")[:2]))
    longer = make(f"{paragraph(77)}\n\n{story(1)}")
    compare()
    assert stories() == {first.pk: first.pk, cut.pk: first.pk, longer.pk: first.pk}
    assert other.pk not in stories()
    compare()
    assert Fingerprint.objects.filter(is_compared=False).count() == 0


@pytest.mark.parametrize("few", [0, candidates.FEW])
def test_one_by_one_and_all_at_once_give_the_same_stories(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "FEW", few)
    chance = random.Random(5)
    for _ in range(40):
        parts = story(chance.randrange(8)).split("\n\n")
        begin = chance.randrange(3)
        make("\n\n".join(parts[begin : begin + chance.randint(2, 5)]))
    compare()
    together = stories()
    assert len(set(together.values())) > 3
    Article.objects.update(story_id=None)
    Fingerprint.objects.update(is_compared=False)
    monkeypatch.setattr(grouping, "CHUNK", 1)
    monkeypatch.setattr(grouping, "_TEXTS", 3)
    monkeypatch.setattr(candidates, "_AT_ONCE", 4)
    assert sum(group_new()) == 40
    assert stories() == together


def test_stories_do_not_grow_in_chains() -> None:
    parts = story(1, 10).split("\n\n")
    first, second, third = (make("\n\n".join(parts[n : n + 6])) for n in (0, 2, 4))
    assert similarity(*(Compared.of(each.body, each.published_on) for each in (second, third)))
    compare()
    assert stories() == {first.pk: first.pk, second.pk: first.pk}
    assert third.pk not in stories()


def test_an_article_with_another_text_leaves_and_the_last_one_is_alone() -> None:
    articles = [make(story(1)) for _ in range(3)]
    compare()
    leader = articles[0]
    Article.objects.filter(pk=leader.pk).update(body=story(3))
    remember_texts([leader.pk])
    compare()
    assert stories() == {articles[1].pk: articles[1].pk, articles[2].pk: articles[1].pk}
    Article.objects.filter(pk=articles[2].pk).update(body="Too short.")
    remember_texts([articles[2].pk])
    compare()
    assert stories() == {}


def test_a_deleted_leader_has_a_successor() -> None:
    leader, second, third = (make(story(1)) for _ in range(3))
    compare()
    leader.delete()
    make(story(4))
    compare()
    assert stories() == {second.pk: second.pk, third.pk: second.pk}


def test_the_last_article_of_a_story_is_alone_once_the_others_are_deleted() -> None:
    leader, second = make(story(1)), make(story(1))
    compare()
    second.delete()
    compare()
    assert stories() == {}
    assert Fingerprint.objects.get(article=leader).is_compared


def test_a_new_article_is_found_by_an_index_and_not_by_reading_all_others() -> None:
    for number in range(300):
        make(story(number, 2))
    compare()
    remember_texts([make(story(7, 2)).pk])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_fingerprint")
        with CaptureQueriesContext(connection) as queries:
            assert sum(group_new()) == 1
        assert len(stories()) == 2
        (found,) = [each["sql"] for each in queries.captured_queries if "articles_hash_keys" in each["sql"]]
        cursor.execute(f"EXPLAIN {found}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "fingerprint_keys" in plan
    assert "Seq Scan" not in plan


def test_looking_up_and_reading_all_find_the_same_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_HOLDERS", 3)
    common = paragraph(5, 55)
    for number in range(30):
        make(f"{common}\n\n{story(number % 6, 2)}")
    compare()
    late = [make(f"{common}\n\n{story(number, 2)}").pk for number in range(6)]
    remember_texts(late)
    looked_up = candidates.pairs_with(candidates.read_some(late))
    monkeypatch.setattr(candidates, "FEW", 0)
    assert looked_up == candidates.pairs_with(candidates.read_some(late))
    assert any(other not in late for _, other in looked_up)


def test_an_editor_keeps_an_article_apart_for_good(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first, second, third = (make(story(1)) for _ in range(3))
    compare()
    with django_capture_on_commit_callbacks(execute=True):
        assert editing.keep_apart([first.pk]) == 1
    assert stories() == {second.pk: second.pk, third.pk: second.pk}
    fourth = make(story(1))
    Fingerprint.objects.update(is_compared=False)
    call_command("find_duplicates", all=True, verbosity=0)
    assert stories() == {second.pk: second.pk, third.pk: second.pk, fourth.pk: second.pk}
    assert editing.keep_apart([first.pk]) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert editing.let_join([first.pk]) == 1
    assert first.pk in stories()


def test_many_changed_articles_are_grouped_in_the_background(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    monkeypatch.setattr("articles.editing.stories.MANY", 0)
    first, second, third = (make(story(1)) for _ in range(3))
    compare()
    with django_capture_on_commit_callbacks(execute=True):
        editing.keep_apart([first.pk])
    assert stories() == dict.fromkeys((first.pk, second.pk, third.pk), first.pk)
    assert ProcrastinateJob.objects.get().task_name in app.tasks
    compare()  # as the task does
    assert stories() == {second.pk: second.pk, third.pk: second.pk}


def test_the_hourly_job_groups_what_an_older_version_left() -> None:
    first, second = make(story(1)), make(story(1))
    jobs.stories()
    assert stories() == {first.pk: first.pk, second.pk: first.pk}


def test_common_phrases_do_not_make_everything_a_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_HOLDERS", 2)
    common = paragraph(5, 55)
    for number in range(8):
        make(f"{common}\n\n{paragraph(200 + number, 40)}")
    copies = [make(story(1)) for _ in range(5)]
    compare()
    assert {stories()[each.pk] for each in copies} == {copies[0].pk}
