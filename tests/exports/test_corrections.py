"""Corrections of an article, wherever it is shown or exported."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from articles.models import Article, Correction
from tests.factories import ArticleFactory
from tests.html import parse

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NAR = "{http://iptc.org/std/nar/2006-10-01/}"
LISTED = [
    {"date": "2014-03-19", "text": "The vote was on Sunday <b>& not</b> on Monday."},
    {"date": "2014-03-18", "text": "A name was misspelled."},
]
LINES = [f"{each['date']}: {each['text']}" for each in LISTED]


@pytest.fixture
def article() -> Article:
    """An article with two corrections, and another without any."""
    made: Article = ArticleFactory.create(headline="Crimea votes", body="First.\n\nSecond.")
    ArticleFactory.create(headline="Nothing to correct")
    for each in reversed(LISTED):
        Correction.objects.create(article=made, day=each["date"], text=each["text"])
    return made


def got(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200
    text: str = answer.getvalue().decode()
    return text


def test_the_page_names_the_latest_and_lists_all(client: Client, article: Article) -> None:
    page = parse(got(client, article.get_absolute_url()))
    line = page.one("p", class_="correction").text
    assert line == f"Corrected on 19 March 2014: {LISTED[0]['text']} All corrections"
    listed = page.one("section", class_="corrections")
    assert [each.text for each in listed.all("dt")] == ["19 March 2014", "18 March 2014"]
    assert [each.text for each in listed.all("dd")] == [each["text"] for each in LISTED]
    Correction.objects.filter(day="2014-03-18").delete()
    page = parse(got(client, article.get_absolute_url()))
    assert not page.all("section", class_="corrections")
    assert page.one("p", class_="correction").text.endswith("on Monday.")


def test_feeds_have_them_after_the_summary(client: Client, article: Article) -> None:
    feed = ElementTree.fromstring(got(client, "/articles.atom"))
    summaries = {each.findtext(f"{ATOM}title"): each for each in feed.iter(f"{ATOM}entry")}
    corrected, other = (
        parse(summaries[name].findtext(f"{ATOM}summary") or "")
        for name in ("Crimea votes", "Nothing to correct")
    )
    assert [each.text for each in corrected.all("p")] == [f"Correction, {each}" for each in LINES]
    assert not other.all("p")


def test_programs_find_them_in_the_page(client: Client, article: Article) -> None:
    script = parse(got(client, article.get_absolute_url())).one("script", type="application/ld+json")
    assert json.loads(script.raw_text)["correction"] == [
        {"@type": "CorrectionComment", "text": each["text"], "datePublished": each["date"]} for each in LISTED
    ]


def test_a_list_says_which_articles_were_corrected(client: Client, article: Article) -> None:
    hits = parse(got(client, "/articles/")).all("article", class_="hit")
    assert {each.one("h2").text: bool(each.all("em", class_="corrected")) for each in hits} == {
        "Crimea votes": True,
        "Nothing to correct": False,
    }
    results = json.loads(got(client, "/api/articles"))["results"]
    assert {each["headline"]: each["corrected"] for each in results} == {
        "Crimea votes": True,
        "Nothing to correct": False,
    }


def test_files_and_the_api_have_them(client: Client, article: Article) -> None:
    assert json.loads(got(client, f"/api/articles/{article.pk}"))["corrections"] == LISTED
    assert json.loads(got(client, f"/articles/{article.pk}.json"))["corrections"] == LISTED
    records = {each["id"]: each for each in map(json.loads, got(client, "/articles.jsonl").splitlines())}
    assert records.pop(article.pk)["corrections"] == LISTED
    assert ["corrections" in each for each in records.values()] == [False]
    rows = csv.DictReader(io.StringIO(got(client, "/articles.csv").removeprefix("\ufeff")))
    assert {row["headline"]: row["corrections"] for row in rows} == {
        "Crimea votes": "\n".join(LINES),
        "Nothing to correct": "",
    }
    text = got(client, f"/articles/{article.pk}.txt")
    assert "\n\n".join(["Second.", "\n".join(f"[Correction, {line}]" for line in LINES)]) in text
    assert json.loads(got(client, f"/articles/{article.pk}.ninjs"))["ednote"] == "\n".join(
        f"Correction, {line}" for line in LINES
    )


def test_newsml_marks_a_corrected_item(client: Client, article: Article) -> None:
    message = ElementTree.fromstring(got(client, "/articles.newsml"))
    corrected = {}
    for item in message.iter(f"{NAR}newsItem"):
        meta = item.find(f"{NAR}itemMeta")
        assert meta is not None
        notes = [each.text for each in meta.iterfind(f"{NAR}edNote")]
        corrected[item.findtext(f"{NAR}contentMeta/{NAR}headline")] = notes
        signals = [each.attrib["qcode"] for each in meta.iterfind(f"{NAR}signal")]
        assert signals == (["sig:correction"] if notes else [])
    assert corrected["Crimea votes"] == [f"Correction, {line}" for line in LINES]
    assert corrected["Nothing to correct"] == []
