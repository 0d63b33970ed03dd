"""Citations and references on the article page, without JavaScript."""

import json
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from articles.models import Article
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import Tag
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def citations(page: Tag) -> dict[str, str]:
    """Return the citations by style, with italics between asterisks."""
    found = {}
    for item in page.one("section", id="cite").all("p"):
        for text in item.all("span", class_="text"):
            parts = (each if isinstance(each, str) else f"*{each.raw_text}*" for each in text.children)
            found[item.one("span", class_="style").text] = "".join(parts)
    return found


def references(page: Tag) -> dict[str, str]:
    """Return the references by format."""
    return {
        item.one("summary").text: item.one("pre").raw_text
        for item in page.one("section", id="cite").all("details")
    }


@pytest.fixture
def article() -> Article:
    made: Article = ArticleFactory.create(
        headline="US rejects <Crimea> vote & more",
        byline="By Ada Byron and Reuters",
        published_on=date(2014, 3, 17),
        source=SourceFactory.create(name="The Daily Record"),
        entities=[EntityFactory.create(name="John Kerry"), country("UA")],
    )
    return made


def test_an_article_is_cited_in_three_styles(get: Getter, article: Article) -> None:
    page = get(article.get_absolute_url())
    link = f"testserver/articles/{article.pk}/"
    assert citations(page) == {
        "APA": "Byron, A. (2014, March 17). US rejects <Crimea> vote & more. *The Daily Record*."
        f" http://{link}",
        "Chicago": "Byron, Ada. “US rejects <Crimea> vote & more.” *The Daily Record*, March 17, 2014."
        f" http://{link}.",
        "MLA": "Byron, Ada. “US rejects <Crimea> vote & more.” *The Daily Record*, 17 Mar. 2014."
        f" *News Archive*, {link}.",
    }
    assert page.one("div", class_="byline").links()["Cite"] == "#cite"
    address = page.one("section", id="cite").one("p", class_="permanent").one("a")
    assert (address.text, address.attributes["href"]) == (f"http://{link}", f"/articles/{article.pk}/")
    assert address.attributes["data-copy"] == "permanent link"


def test_references_are_those_of_the_files(get: Getter, client: Client, article: Article) -> None:
    page = get(article.get_absolute_url())
    shown = references(page)
    assert list(shown) == ["BibTeX", "RIS", "CSL-JSON"]
    links = page.one("section", id="cite").links()
    for name in ("BibTeX", "RIS"):
        file = client.get(links[f"Download {name}"])
        assert file.content.decode().replace("\r", "").strip() == shown[name].strip()
    assert "KW  - John Kerry\nKW  - Ukraine" in shown["RIS"]
    (item,) = json.loads(shown["CSL-JSON"])
    assert item["title"] == "US rejects <Crimea> vote & more"
    assert item["author"] == [{"family": "Byron", "given": "Ada"}]
    for name, start in {"plain text": "US rejects", "JSON": "{"}.items():
        assert client.get(links[name]).content.decode().startswith(start)


def test_an_article_without_date_is_cited_by_the_day_it_was_read(get: Getter) -> None:
    article = ArticleFactory.create(headline="A letter")
    before = datetime.now(UTC).date()
    shown = citations(get(article.get_absolute_url()))
    days = {before, datetime.now(UTC).date()}  # midnight may have passed
    assert shown["APA"] == f"*A letter.* (n.d.). News Archive. http://testserver/articles/{article.pk}/"
    assert any(f"Accessed {day:%B} {day.day}, {day.year}." in shown["Chicago"] for day in days)


def test_the_permanent_link_leads_to_the_article(get: Getter, client: Client, article: Article) -> None:
    link = f"http://testserver/articles/{article.pk}/"
    assert get(article.get_absolute_url()).links()[link] == f"/articles/{article.pk}/"
    Article.objects.filter(pk=article.pk).update(headline="Another headline")
    answer = client.get(link)
    assert (answer.status_code, answer["Location"]) == (302, f"/articles/{article.pk}/another-headline/")
