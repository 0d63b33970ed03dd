"""The help about search: every example on the page finds what the page says, and nothing else."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from articles.models import Article, Kind
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

#: The texts that an example finds and does not find, as names of articles below.
EXAMPLES = {
    "oil prices": ("prices of oil", "oil"),
    '"climate change"': ("a climate change", "change of climate"),
    "democra*": ("democratic", "demography"),
    '"foreign aff*"': ("foreign affairs", "affairs foreign"),
    "minister NEAR bribe": (
        "the bribe that one of them offered a minister",
        "bribe" + " x" * 10 + " minister",
    ),
    '"minister bribe"~5': ("a minister takes a bribe", "bribe that one of them offered a minister"),
    "minister NEAR/5 bribe": ("a minister takes a bribe", "bribe that one of them offered a minister"),
    "referendum -scotland": ("referendum", "referendum in scotland"),
    "referendum NOT scotland": ("referendum", "referendum in scotland"),
    "vote OR ballot": ("ballots", "voice"),
    "vote|ballot": ("votes", "voice"),
    "crimea AND NOT (oil OR gas)": ("crimea", "crimea gas"),
    "headline:strike": ("HEADLINE strike", "strike"),
    "title:strike": ("HEADLINE strike", "strike"),
    'person:"John Kerry"': ("KERRY", "BOB KERRY"),
    "person:kerry": ("BOB KERRY", "oil"),
    "country:UA": ("UKRAINE", "oil"),
    "country:Ukraine": ("UKRAINE", "oil"),
    "country:Ucrania": ("UKRAINE", "oil"),
    "mentions:UA": ("UKRAINE", "oil"),
    "place:Crimea": ("CRIMEA", "crimea"),
    "organisation:NATO": ("NATO", "oil"),
    "source:Reuters": ("REUTERS", "oil"),
    "from:Reuters": ("REUTERS", "oil"),
    'author:"Ann Berg"': ("ANN BERG", "MARK BERG"),
    "author:berg": ("MARK BERG", "oil"),
    "section:world": ("WORLD", "oil"),
    "language:French": ("FRENCH", "oil"),
    "after:2014-03 before:June 2014": ("2014-06-30", "2014-07-01"),
    "date:March 2014": ("2014-03-31", "2014-04-01"),
    "date:2013-2015": ("2013-01-01", "2016-01-01"),
}


def examples(client: Client) -> list[str]:
    page = client.get("/help/search/").content.decode()
    links = re.findall(r'href="([^"]*\?q=[^"]*)"', page)
    return [parse_qs(urlsplit(unescape(link)).query)["q"][0] for link in links]


def make(name: str) -> Article:
    special: dict[str, dict[str, object]] = {
        "KERRY": {"entities": [EntityFactory.create(name="John Kerry")]},
        "BOB KERRY": {"entities": [EntityFactory.create(name="Bob Kerry")]},
        "UKRAINE": {"entities": [country("UA")]},
        "CRIMEA": {"entities": [EntityFactory.create(kind=Kind.PLACE, name="Crimea")]},
        "NATO": {"entities": [EntityFactory.create(kind=Kind.ORGANISATION, name="NATO")]},
        "REUTERS": {"source": SourceFactory.create(name="Reuters")},
        "ANN BERG": {"byline": "Ann Berg"},
        "MARK BERG": {"byline": "Mark Berg"},
        "WORLD": {"section": "World news"},
        "FRENCH": {"language": "fr"},
        "HEADLINE strike": {"headline": "On strike"},
    }
    values = special.get(name, {"body": name})
    if re.fullmatch(r"\d{4}-\d\d-\d\d", name):
        values = {"published_on": date.fromisoformat(name)}
    article: Article = ArticleFactory.create(
        **{"headline": "Nothing", "published_on": None, "body": "", **values}
    )
    return article


def test_every_example_is_tested(db: None, client: Client) -> None:
    assert examples(client) == list(EXAMPLES)


@pytest.mark.django_db
@pytest.mark.parametrize(("q", "found", "missed"), [(q, *texts) for q, texts in EXAMPLES.items()])
def test_an_example_finds_what_it_says(q: str, found: str, missed: str) -> None:
    right, wrong = make(found), make(missed)
    query = QueryDict(mutable=True)
    query["q"] = q
    results = run(ArticleFilterSet(query).search_request)
    assert [hit.article.pk for hit in results.hits] == [right.pk] != [wrong.pk]
    assert results.understanding.notes == results.problems == ()
