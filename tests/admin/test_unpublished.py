"""Withdrawn and unpublished articles appear nowhere on the public pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import editing
from articles.models import Article, Capture, Entity, Status
from tests.admin.helpers import act
from tests.admin.test_pages import capture_of
from tests.factories import ArticleFactory, SourceFactory, country

HEADLINE = "Zebrafish parliament adjourns"


@pytest.fixture
def article(static_files: None, db: None) -> Article:
    """A published article with extracted entities."""
    made: Article = ArticleFactory.create(
        headline=HEADLINE,
        body="Marguerite Kervella spoke in Brest, France.",
        source=SourceFactory.create(name="Daily Record"),
        published_on="2014-03-17",
    )
    editing.extract_again([made.pk])
    capture_of(made)
    return made


def addresses(article: Article) -> list[str]:
    """Return every public page that could show the article."""
    person = Entity.objects.get(name="Marguerite Kervella")
    return [
        "/",
        "/articles/",
        "/articles/?q=zebrafish",
        "/articles/?country=FR",
        article.get_absolute_url(),
        person.get_absolute_url(),
        country("FR").get_absolute_url(),
        article.source.get_absolute_url() if article.source else "/",
        reverse("capture", args=[Capture.objects.get().pk]),
        "/api/articles",
        "/api/articles?q=zebrafish",
        f"/api/articles/{article.pk}",
    ]


def seen(client: Client, address: str) -> bool:
    # The first word of the headline may be inside a mark.
    answer = client.get(address)
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code == 200 and (b"parliament adjourns" in content or b"<h1>Raw</h1>" in content)


def test_a_published_article_is_on_its_pages(client: Client, article: Article) -> None:
    # The home page shows one article of this day in a past year, and examples that it chooses once a day.
    pages = [address for address in addresses(article) if address != "/"]
    assert [address for address in pages if not seen(client, address)] == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.EMBARGOED, Status.WITHDRAWN])
def test_an_unpublished_article_is_nowhere(client: Client, article: Article, status: Status) -> None:
    pages = addresses(article)
    Article.objects.update(status=status, embargoed_until=timezone.now() + timedelta(days=1))
    assert [address for address in pages if seen(client, address)] == []
    missing = 410 if status == Status.WITHDRAWN else 404
    assert client.get(article.get_absolute_url()).status_code == missing
    assert client.get(f"/api/articles/{article.pk}").status_code == missing
    assert client.get("/api/articles").json()["count"] == 0
    assert all(not values for values in client.get("/api/articles").json()["facets"].values())


def test_withdrawing_and_publishing_take_effect_at_once(
    desk: Client, client: Client, article: Article
) -> None:
    act(desk, "withdraw", [article], post="yes", kind="silent")
    assert not seen(client, "/articles/?q=zebrafish")
    act(desk, "publish", [article])
    assert seen(client, "/articles/?q=zebrafish")
    assert client.get("/api/articles?q=zebrafish").json()["count"] == 1
