"""Pages of the admin's lists: the same rows in the same order as one query would give."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.admin.common.paging import QuickPaginator
from articles.models import Article, Author, Contribution, Entity, Mention, Source, Status, User
from tests.admin.helpers import list_address
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country


@pytest.mark.parametrize("rows", [1, 7, 8])
def test_every_page_has_its_rows(rows: int, db: None) -> None:
    for number in range(rows):
        SourceFactory.create(name=f"Paper {number % 3}{number}")
    queryset = Source.objects.order_by("name", "-pk")
    pages = QuickPaginator(queryset, 3)
    found = [row for number in pages.page_range for row in pages.page(number)]
    assert found == list(queryset)


def test_the_last_page_is_found_from_the_end(db: None) -> None:
    for number in range(9):
        SourceFactory.create(name=f"Paper {number}")
    pages = QuickPaginator(Source.objects.order_by("name"), 2)
    _ = pages.count
    with CaptureQueriesContext(connection) as asked:
        assert [source.name for source in pages.page(5)] == ["Paper 8"]
    assert "OFFSET" not in asked.captured_queries[0]["sql"]
    assert '"articles_source"."name" DESC' in asked.captured_queries[0]["sql"]


def test_rows_that_are_deleted_meanwhile_are_left_out(db: None) -> None:
    kept, gone = SourceFactory.create(), SourceFactory.create()
    pages = QuickPaginator(Source.objects.order_by("pk"), 5)
    assert pages.count == 2
    gone.delete()
    assert pages.rows(0, 2) == [kept]


def numbered(client: Client, model: Any, order: str = "", **asked: str) -> list[tuple[str, int]]:
    """Return the names and numbers of a list. order: "-" for most articles first, "+" for fewest."""
    changes = client.get(list_address(model), asked).context["cl"]
    if order:
        asked["o"] = f"{order.strip('+')}{changes.list_display.index('number')}"
        changes = client.get(list_address(model), asked).context["cl"]
    return [(row.name, row.number) for row in changes.result_list]


def test_lists_are_ordered_by_the_number_of_published_articles(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kerry, lavrov, other = (EntityFactory.create(name=name) for name in ("Kerry", "Lavrov", "Other"))
    daily, weekly = SourceFactory.create(name="Daily"), SourceFactory.create(name="Weekly")
    ArticleFactory.create(entities=[kerry, lavrov], byline="Ann Berg", source=daily)
    ArticleFactory.create(entities=[lavrov], byline="Mark Roe", source=weekly)
    ArticleFactory.create(entities=[lavrov], byline="Mark Roe", source=weekly)
    ArticleFactory.create(entities=[other, kerry], byline="Ann Berg", source=daily, status=Status.DRAFT)
    people = {"kind__exact": "person"}
    most = [("Lavrov", 3), ("Kerry", 1), ("Other", 0)]
    assert numbered(desk, Entity, "-", **people) == most
    assert numbered(desk, Entity, "+", **people) == most[::-1]
    assert numbered(desk, Entity, "-", q="lav", **people) == most[:1]
    assert sorted(numbered(desk, Entity, **people)) == sorted(most)
    assert numbered(desk, Author, "-") == [("Mark Roe", 2), ("Ann Berg", 1)]
    assert numbered(desk, Source, "-") == [("Weekly", 2), ("Daily", 1)]
    assert numbered(desk, Entity, q="ukraine", kind__exact="country") == [(country("UA").name, 0)]
    monkeypatch.setattr("articles.admin.entities.entity_admin.EntityAdmin.list_per_page", 2)
    assert numbered(desk, Entity, "-", p="2", **people) == most[2:]


QUESTIONS: list[dict[str, str]] = [
    {},
    {"status__exact": "published"},
    {"status__exact": "draft"},
    {"q": "crimea"},
    {"q": "crime"},
    {"q": "2014"},
    {"q": "nothing at all"},
    {"source": "daily"},
    {"source": "no such paper"},
    {"person": "lavrov"},
    {"person": "lavrov", "q": "crimea", "status__exact": "published"},
    {"country": "ukraine"},
    {"published_on__year": "2014"},
    {"published_on__year": "2014", "published_on__month": "3"},
    {"published_on__year": "2014", "published_on__month": "3", "published_on__day": "17"},
    {"published_on__year": "2014", "q": "crimea"},
    {"withdrawal__exact": "silent"},
    {"withdrawal__exact": "notice"},
    {"status__exact": "withdrawn", "withdrawal__exact": "silent"},
    {"status__exact": "published", "withdrawal__exact": "silent"},
    {"status__exact": "none of these"},
    {"similar": "yes"},
    {"similar": "yes", "review": "unknown"},
    {"review": "unknown", "q": "crimea"},
    {"added": "1"},
    {"added": "1", "status__exact": "draft"},
    {"run": "1"},
    {"draft_by": "{lena}"},
    {"draft_by": "{lena}", "status__exact": "published"},
    {"id__gt": "0"},
]


@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_the_columns_and_the_database_list_the_same_articles(
    asked: dict[str, str], desk: Client, lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    lavrov, daily = EntityFactory.create(name="Sergei Lavrov"), SourceFactory.create(name="Daily Record")
    days = [None, date(2014, 3, 17), date(2014, 3, 17), date(2014, 3, 16), date(2015, 1, 1), None]
    for number, day in enumerate(days * 3):
        ArticleFactory.create(
            headline=f"Crimea {number}" if number % 2 else "A vote of 2014",
            published_on=day,
            status=list(Status)[number % 4] if number % 3 == 0 and number % 4 != 1 else Status.PUBLISHED,
            source=daily if number % 5 else None,
            entities=[lavrov, country("UA")] if number % 3 else [],
        )
    Article.objects.filter(status=Status.WITHDRAWN).update(withdrawal="silent")
    asked = {name: value.format(lena=lena.pk) for name, value in asked.items()}
    for number, article in enumerate(Article.objects.order_by("pk")):
        Contribution.objects.create(article=article, author=lena)
        if number % 4 == 0:
            Article.objects.filter(pk=article.pk).update(story_id=article.pk)
            Mention.objects.create(
                article=article,
                field="headline",
                start=0,
                end=1,
                surface="A",
                kind="person",
                status="unknown",
            )
    monkeypatch.setattr("articles.admin.articles.article_admin.ArticleAdmin.list_per_page", 3)

    def listed(order: str) -> list[list[int]]:
        first = desk.get(list_address(Article), asked | {"o": order}).context["cl"]
        numbers = first.paginator.page_range
        answers = [desk.get(list_address(Article), asked | {"o": order, "p": str(n)}) for n in numbers]
        return [[article.pk for article in answer.context["cl"].result_list] for answer in answers]

    fast = {order: listed(order) for order in ("", "2", "-2")}
    monkeypatch.setattr("articles.admin.articles.article_list.listing_of", lambda _asked: None)
    assert fast == {order: listed(order) for order in ("", "2", "-2")}
    together = [pk for page in fast[""] for pk in page]
    assert [pk for page in fast["2"] for pk in page] == together[::-1]
    assert len(set(together)) == len(together)
