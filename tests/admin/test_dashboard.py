"""The dashboard: what waits, came in and went wrong; each figure a link, only for those who may see it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import editing
from articles.background import defer
from articles.models import (
    AlertMail,
    Article,
    Contribution,
    DuplicateProposal,
    EntityChange,
    EntitySample,
    ErrorReport,
    FixityCheck,
    ImportRun,
    RunState,
    SavedSearch,
    SourceFeed,
    User,
)
from articles.seed import ARCHIVISTS, CONTRIBUTORS, EDITORS
from tests.admin.helpers import member, signed_in
from tests.admin.test_pages import INLINE, capture_of
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
FIGURE = re.compile(r'<a href="([^"]+)"><strong>([^<]+)</strong> ([^<]+)</a>')
DAY = timedelta(days=1)


def figures(client: Client) -> dict[str, tuple[str, str]]:
    """Return the number and the address of each figure, by its label."""
    answer = client.get("/admin/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert not INLINE.search(page)
    found = FIGURE.findall(page)
    return {label.strip(): (number, address.replace("&amp;", "&")) for address, number, label in found}


@pytest.fixture
def busy() -> Article:
    """An archive with something of everything."""
    now, source = timezone.now(), SourceFactory.create()
    article = ArticleFactory.create(source=source, body="John Kerry and Bob Kerry met Mr. Kerry.")
    editing.extract_again([article.pk])
    ArticleFactory.create(status="draft")
    ArticleFactory.create(status="embargoed", embargoed_until=now + DAY)
    old = ArticleFactory.create()
    Article.objects.filter(pk=old.pk).update(created_at=now - 30 * DAY)
    ErrorReport.objects.create(article=article, message="A wrong name")
    ErrorReport.objects.create(article=article, message="Done", status="done")
    runs: Any = {"paths": ["a.csv"], "begun_at": now}
    ImportRun.objects.create(**runs, state=RunState.FINISHED, counts={"created": 480, "failed": 12})
    ImportRun.objects.create(**runs, state=RunState.FAILED)
    ImportRun.objects.create(**runs, state=RunState.RUNNING, counts={"created": 7})
    arrivals = [now - timedelta(days=40 + day) for day in range(8)]
    SourceFeed.objects.create(source=source, url="https://d.example/quiet", arrivals=arrivals)
    SourceFeed.objects.create(source=source, url="https://d.example/bad", failures=3, problem="404")
    SourceFeed.objects.create(source=source, url="https://d.example/off", failures=3, is_active=False)
    FixityCheck.objects.create(capture=capture_of(article), verified_at=now, is_damaged=True)
    ada = User.objects.create_user("ada")
    search = SavedSearch.objects.create(user=ada, name="Votes", seen_ids=b"", seen_at=now)
    AlertMail.objects.create(search=search, ids=b"", message_id="1", attempts=2, problem="refused")
    right, wrong = article.article_entities.all()[0], EntityFactory.create()
    for entity in (right.entity, wrong):
        EntitySample.objects.create(article=article, entity=entity)
    editing.confirm(article, right.entity, ada)
    editing.reject(article, wrong, ada)
    editing.add_entity(article, EntityFactory.create(), ada)
    DuplicateProposal.objects.create(kind="person", reason="near", entity_ids=[1, 2], articles=3)
    EntityChange.objects.create(kind="merge", state="failed", summary="Merged.", entity_ids=[1, 2])
    defer("group_stories", lock="stories")
    return article


def test_an_administrator_sees_everything(busy: Article, administrator: Client) -> None:
    shown = {label: number for label, (number, _) in figures(administrator).items()}
    run = ImportRun.objects.filter(counts__created=480).get()
    assert (
        shown.pop("of the disk is free: " + next(x for x in shown if "disk" in x).partition(": ")[2])[-1]
        == "%"
    )
    assert shown == {
        "error reported by a reader": "1",
        "draft to publish": "1",
        "under embargo": "1",
        "name of a person to decide on": "1",
        "group of names that may mean the same": "1",
        "merge, split or rename that failed": "1",
        f"records read by import run {run.pk + 2}, running": "7",
        "articles added in the last seven days": "3",
        f"new articles from import run {run.pk + 1}, the last one": "0",
        "import failed in the last 30 days": "1",
        f"records that {run} could not read": "12",
        "feed that fails": "1",
        "source gone quiet": "1",
        "email that could not be sent": "1",
        "damaged original": "1",
        "of the originals were verified": "100%",
        "of the names checked were right": "50%",
        "background tasks waiting or running": "1",
    }


def test_each_figure_leads_to_what_it_counts(busy: Article, administrator: Client) -> None:
    for label, (number, address) in figures(administrator).items():
        page = administrator.get(address)
        assert page.status_code == 200, (label, address)
        if "?" in address and number.isdecimal():
            assert page.context["cl"].result_count == int(number), (label, address)


@pytest.mark.parametrize(
    ("role", "sees", "not_asked"),
    [
        (EDITORS, {"drafts to publish", "damaged original"}, ["articles_alertmail", "procrastinate"]),
        (ARCHIVISTS, {"import failed in the last 30 days"}, ["articles_errorreport", "articles_alertmail"]),
        (CONTRIBUTORS, {"draft of yours"}, ["articles_importrun", "articles_errorreport", "sourcefeed"]),
        (None, set(), ["articles_article", "articles_importrun", "articles_errorreport", "sourcefeed"]),
    ],
)
def test_what_a_user_may_not_see_is_not_counted(
    busy: Article, role: str | None, sees: set[str], not_asked: list[str]
) -> None:
    user = member("mia", *([role] if role else []))
    Contribution.objects.create(article=ArticleFactory.create(status="draft"), author=user)
    client = signed_in(user)
    shown = figures(client)
    assert sees <= shown.keys()
    assert bool(sees) == bool(shown)
    assert all(client.get(address).status_code == 200 for _, address in shown.values())
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/")
    asked = " ".join(query["sql"] for query in queries.captured_queries)
    assert [name for name in not_asked if name in asked] == []


def test_an_empty_archive_says_that_nothing_waits(administrator: Client) -> None:
    page = administrator.get("/admin/").content.decode()
    for said in ("Nothing waits.", "Nothing new in the last seven days.", "Nothing went wrong."):
        assert said in page
    assert "no role yet" in signed_in(member("new")).get("/admin/").content.decode()


def test_no_figure_reads_the_whole_archive(busy: Article, administrator: Client) -> None:
    administrator.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        administrator.get("/admin/")
    queries = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]
    large = ("articles_article", "articles_articleentity", "articles_mention", "articles_fingerprint")
    assert any('"articles_article"' in query for query in queries)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in queries:
            cursor.execute(f"EXPLAIN {query}")
            plan = "\n".join(row for (row,) in cursor.fetchall())
            assert not [name for name in large if f"Seq Scan on {name} " in plan], f"{query}\n{plan}"


def test_counts_stop_at_a_thousand(administrator: Client) -> None:
    Article.objects.bulk_create(Article(headline="A", status="draft") for _ in range(1200))
    assert figures(administrator)["drafts to publish"][0] == "1,000+"
