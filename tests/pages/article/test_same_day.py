"""The margin says what other sources published that day."""

from datetime import date

import pytest

from articles.models import Article
from tests.factories import ArticleFactory, EntityFactory, SourceFactory
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def test_the_margin_counts_other_sources_and_links_to_their_articles(get: Getter) -> None:
    berg, roe = EntityFactory.create(name="Ann Berg"), EntityFactory.create(name="Mark Roe")

    def made(name: str) -> Article:
        article: Article = ArticleFactory.create(
            headline="Bridge of Norby opens",
            published_on=date(2014, 3, 17),
            source=SourceFactory.create(name=name),
            entities=[berg, roe],
        )
        return article

    own, other = made("Record"), made("<Mail>")
    page = get(own.get_absolute_url())
    section, *more = page.one("aside").all("section", class_="related")
    assert "1 other source has an article on a similar topic from this day." in section.text
    assert "<Mail>" in section.text
    assert section.links()["Bridge of Norby opens"] == other.get_absolute_url()
    assert more == [], "what is listed here is not listed again among the related articles"
    for number in range(6):
        made(f"Paper {number}")
    page = get(own.get_absolute_url())
    section = page.one("aside").all("section", class_="related")[0]
    assert "7 other sources have articles on a similar topic from this day." in section.text
    assert section.one("details").one("summary").text == "3 more"


def test_without_others_nothing_is_said(get: Getter) -> None:
    page = get(ArticleFactory.create().get_absolute_url())
    assert "similar topic from this day" not in page.text
