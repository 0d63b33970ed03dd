"""ninjs and NewsML-G2: every field, in its place, whatever the texts contain."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from articles.models import Article, Status
from tests.factories import ArticleFactory, EntityFactory, country

pytestmark = pytest.mark.django_db
NAR = "{http://iptc.org/std/nar/2006-10-01/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BODY = "He said <b>no</b> & left.\n\n1 < 2\x0b"


@pytest.fixture
def article() -> Article:
    """An article with every field."""
    return ArticleFactory.create(
        full=True,
        headline="Rain & <i>wind</i>",
        body=BODY,
        byline="Ann Berg",
        url="https://news.example/rain",
        language="pt-BR",
        entities=[country("KE"), EntityFactory.create(name="Anna Kovacs", slug="anna-kovacs")],
    )


def got(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200
    text: str = answer.getvalue().decode()
    return text


def texts(item: ElementTree.Element, path: str) -> list[str | None]:
    return [each.text for each in item.iterfind("/".join(NAR + name for name in path.split("/")))]


def test_ninjs_has_every_field(client: Client, article: Article) -> None:
    found = json.loads(got(client, f"/articles/{article.pk}.ninjs"))
    assert json.loads(got(client, "/articles.ninjs")) == [found]
    assert found["uri"] == "https://news.example/rain"
    assert found["altids"][0]["value"] == f"http://testserver/articles/{article.pk}/"
    assert found["contentcreated"] == "2014-03-17T09:30:00+00:00"
    headline = {"role": "main", "contenttype": "text/plain", "value": "Rain & <i>wind</i>"}
    assert found["headlines"] == [headline]
    assert found["bodies"][0]["value"] == "<p>He said &lt;b&gt;no&lt;/b&gt; &amp; left.</p>\n<p>1 &lt; 2</p>"
    assert [each["value"] for each in found["descriptions"]] == ["The lead", "At the poll"]
    assert (found["by"], found["located"], found["language"]) == ("Ann Berg", "Washington", "pt-BR")
    assert (found["infosources"], found["subjects"]) == ([{"name": "Newswire"}], [{"name": "World"}])
    for each in (*found["people"], *found["places"]):
        assert client.get(each["uri"].removeprefix("http://testserver")).status_code == 200
    assert [each["name"] for each in found["people"]] == ["Anna Kovacs"]


def test_newsml_has_every_field(client: Client, article: Article) -> None:
    message = ElementTree.fromstring(got(client, "/articles.newsml"))
    (item,) = message.iterfind(f"{NAR}itemSet/{NAR}newsItem")
    assert item.attrib["guid"] == "https://news.example/rain"
    assert texts(item, "contentMeta/contentCreated") == ["2014-03-17T09:30:00+00:00"]
    assert texts(item, "contentMeta/headline") == ["Rain & <i>wind</i>"]
    assert texts(item, "contentMeta/description") == ["The lead", "At the poll"]
    assert texts(item, "contentMeta/by") == ["Ann Berg"]
    assert texts(item, "contentMeta/dateline") == ["Washington"]
    assert texts(item, "contentMeta/infoSource/name") == ["Newswire"]
    assert texts(item, "contentMeta/subject/name") == ["World", "Anna Kovacs", "Kenya"]
    (language,) = item.iterfind(f"{NAR}contentMeta/{NAR}language")
    assert language.attrib["tag"] == "pt-BR"
    assert [each.text for each in item.iter(f"{XHTML}p")] == ["He said <b>no</b> & left.", "1 < 2"]
    one = ElementTree.fromstring(got(client, f"/articles/{article.pk}.newsml"))
    assert len(list(one.iter(f"{NAR}newsItem"))) == 1


def test_a_day_without_a_time_and_no_date(client: Client) -> None:
    made = ArticleFactory.create(published_on="2014-03-17")
    found = json.loads(got(client, f"/articles/{made.pk}.ninjs"))
    assert found["contentcreated"] == "2014-03-17T00:00:00Z"
    assert found["uri"] == f"http://testserver/articles/{made.pk}/"
    assert "<contentCreated>2014-03-17</contentCreated>" in got(client, f"/articles/{made.pk}.newsml")
    undated = ArticleFactory.create()
    assert "contentcreated" not in json.loads(got(client, f"/articles/{undated.pk}.ninjs"))
    assert "contentCreated" not in got(client, f"/articles/{undated.pk}.newsml")


@pytest.mark.parametrize("suffix", ["ninjs", "newsml"])
def test_only_what_is_published(client: Client, article: Article, suffix: str) -> None:
    Article.objects.update(status=Status.WITHDRAWN)
    assert client.get(f"/articles/{article.pk}.{suffix}").status_code == 410
    text = got(client, f"/articles.{suffix}")
    assert "Rain" not in text
    assert json.loads(text) == [] if suffix == "ninjs" else ElementTree.fromstring(text) is not None
