"""The versions of an article: a history, and the differences between two of them."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from articles.importers.store.versions import fill_versions
from articles.models import Article, ArticleVersion, Capture, Status
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory
from tests.importers.formats.web_archive_parts import SENTENCES, STATED, answer, page, warc
from tests.importers.support import run
from tests.pages.article.article_parts import capture
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
TEXTS = [
    ("2014-03-16T10:00:00Z", "Ferry strikes", SENTENCES[:4]),
    ("2014-03-17T10:00:00Z", "Ferry strikes", (*SENTENCES[:4], "The strike is over.")),
    ("2014-03-18T10:00:00Z", "Ferry sails again", (*SENTENCES[:3], "The strike is over.")),
]


def imported(folder: Path, order: tuple[int, ...] = (0, 1, 2)) -> Article:
    """Import the captures of a page from one archive each, in this order."""
    for place, number in enumerate(order):
        date, headline, texts = TEXTS[number]
        content = "".join(f"<p>{text}</p>" for text in texts)
        path = folder / f"{place}.warc"
        path.write_bytes(warc(answer(page(headline, content, STATED % headline)), date=date))
        run(path)
    return Article.objects.get()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_versions_are_in_the_order_of_time(get: Getter, tmp_path: Path, order: tuple[int, ...]) -> None:
    article = imported(tmp_path, order)
    assert article.headline == "Ferry sails again"
    shown = get(article.get_absolute_url())
    links = shown.one("div", class_="byline").links()
    path = links["3 versions; headline changed on 18 March 2014"]
    versions = get(path).all("li", class_="version")
    assert [each.one("p", class_="what").text for each in versions] == [
        f"Changed: headline, text ({len(SENTENCES[3]) + 2} characters shorter)",
        "Changed: text (21 characters longer)",
        "The first text.",
    ]
    assert versions[0].one("time").text.startswith("18 March 2014")


def test_a_difference_word_by_word(get: Getter, tmp_path: Path, client: Client) -> None:
    article = imported(tmp_path)
    first, second, third = ArticleVersion.objects.order_by("pk")
    base = reverse("versions", args=[article.pk, article.slug])
    answered = client.get(f"{base}?from={first.pk}&to={third.pk}")
    assert answered["Location"] == f"{base}{first.pk}..{third.pk}/"
    shown = get(answered["Location"])
    assert [tag.one("h2").text for tag in shown.all("section")] == ["Headline", "Text"]
    headline, text = shown.all("section")
    assert headline.one("del").text == "[removed: strikes]"
    assert headline.one("ins").text == "[added: sails again]"
    assert text.one("summary").text == "3 unchanged paragraphs"
    assert SENTENCES[3].rstrip(".") in text.one("del").text
    assert [tag.text for tag in text.all("ins")] == ["[added: The strike is over]"]
    assert get(f"{base}{second.pk}..{second.pk}/").text.count("These two have the same text.") == 1


def test_the_first_and_last_version_with_a_phrase(get: Getter, tmp_path: Path) -> None:
    article = imported(tmp_path)
    base = reverse("versions", args=[article.pk, article.slug])
    said = get(f"{base}?phrase=the+STRIKE++is").one("div", class_="versions").one("p", role="status").text
    assert said.startswith("2 versions have the words “the STRIKE is”:")
    assert "first version 2, 17 March 2014" in said
    assert "last version 3, 18 March 2014" in said
    assert (
        "Only version 3"
        in get(f"{base}?phrase=sails").one("div", class_="versions").one("p", role="status").text
    )
    assert (
        "No version has"
        in get(f"{base}?phrase=sail+ag").one("div", class_="versions").one("p", role="status").text
    )
    for hostile in ("(((", "\\", "[a-", "%", "*" * 300, "\x00"):
        get(f"{base}?{urlencode({'phrase': hostile})}")


def test_an_editor_s_text_stays_and_can_be_compared(get: Getter, tmp_path: Path) -> None:
    article = imported(tmp_path, (0, 1))
    Article.objects.update(headline="Edited", edited_fields=["headline"])
    article.refresh_from_db()
    latest = ArticleVersion.objects.get(headline="Ferry strikes", body__contains="is over")
    base = reverse("versions", args=[article.pk, article.slug])
    assert "an editor of this archive has changed the text" in get(base).text
    (headline,) = get(f"{base}{latest.pk}..now/").all("section")
    assert headline.one("ins").text == "[added: Edited]"


def test_an_older_archive_gets_its_versions(get: Getter, tmp_path: Path) -> None:
    article = imported(tmp_path)
    kept = list(ArticleVersion.objects.order_by("pk").values())
    ArticleVersion.objects.all().delete()
    assert "not available for comparison" in get(reverse("versions", args=[article.pk, article.slug])).text
    assert fill_versions() == 3
    assert list(ArticleVersion.objects.order_by("pk").values()) == kept
    assert fill_versions() == 0


def test_one_original_needs_no_version(get: Getter, tmp_path: Path) -> None:
    article = imported(tmp_path, (0,))
    assert not ArticleVersion.objects.exists()
    assert fill_versions() == 0
    assert "version" not in get(article.get_absolute_url()).one("div", class_="byline").text
    assert "only one version" in get(reverse("versions", args=[article.pk, article.slug])).text


def test_the_same_text_again_is_no_new_version(get: Getter) -> None:
    article = ArticleFactory.create(headline="Vote", body="One.")
    for day in (1, 2, 3):
        made = capture(article, b"%d" % day, captured_at=datetime(2024, 5, day, tzinfo=UTC))
        ArticleVersion.objects.create(capture=made, article=article, headline="Vote", body="One.")
    shown = get(reverse("versions", args=[article.pk, article.slug]))
    assert "Found unchanged 2 more times, last on 3 May 2024." in shown.text
    assert "1 version" in get(article.get_absolute_url()).one("div", class_="byline").links()


def test_only_versions_of_a_public_article(client: Client, tmp_path: Path) -> None:
    article = imported(tmp_path)
    first, second, _ = ArticleVersion.objects.order_by("pk")
    other = ArticleFactory.create()
    elsewhere = reverse("difference", args=[other.pk, other.slug, first.pk, second.pk])
    assert client.get(elsewhere).status_code == 404
    base = reverse("versions", args=[article.pk, article.slug])
    for path in (f"{base}{first.pk}..x/", f"{base}{'9' * 40}..now/", f"{base}0..now/"):
        assert client.get(path).status_code == 404
    Article.objects.update(status=Status.WITHDRAWN)
    assert client.get(base).status_code == client.get(f"{base}{first.pk}..{second.pk}/").status_code == 410


def test_many_versions_take_few_queries(get: Getter, count_queries: QueryCounter) -> None:
    article = ArticleFactory.create()
    for number in range(30):
        made = capture(article, b"%d" % number)
        ArticleVersion.objects.create(capture=made, article=article, headline="x", body=str(number))
    path = reverse("versions", args=[article.pk, article.slug])
    assert count_queries(lambda: get(path)) <= 6
    assert Capture.objects.count() == 30
