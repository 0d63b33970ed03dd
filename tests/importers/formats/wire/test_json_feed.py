"""JSON Feed."""

import json
from datetime import date

from articles.importers.formats import parse
from articles.importers.record import ReadOptions
from tests.importers.formats.wire.support import read, split
from tests.importers.support import paragraphs_of

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Norby Courier",
    "language": "da",
    "authors": [{"name": "Desk of the Courier"}],
    "items": [
        {
            "id": "1",
            "url": "https://norby.example/1",
            "title": "Crane falls",
            "content_html": "<p>A crane fell.</p><p>Nobody was hurt.</p>",
            "content_text": "A crane fell. Nobody was hurt.",
            "summary": "Norby saw a crane fall.",
            "date_published": "2014-03-17T10:52:00+01:00",
            "authors": [{"name": "Lena Aster"}, {"name": "Per Holm"}],
            "tags": ["Harbour", "Wind"],
        },
        {"id": 2, "content_text": "It rained. Much."},
    ],
}


def test_items() -> None:
    crane, rain = read("feed", json.dumps(FEED))
    assert (crane.headline, crane.standfirst) == ("Crane falls", "Norby saw a crane fall.")
    assert paragraphs_of(crane) == ["A crane fell.", "Nobody was hurt."]
    assert (crane.byline, crane.section) == ("Lena Aster, Per Holm", "Harbour")
    assert (crane.source, crane.language, crane.published_on) == (
        "The Norby Courier",
        "da",
        date(2014, 3, 17),
    )
    assert (crane.url, crane.reference) == ("https://norby.example/1", "id:the-norby-courier:1")
    assert (rain.headline, rain.body, rain.byline) == (
        "It rained.",
        "It rained. Much.",
        "Desk of the Courier",
    )
    assert crane.media_type == "application/feed+json"
    assert json.loads(crane.raw) == FEED["items"][0]


def test_the_author_of_version_1() -> None:
    item = {"id": "1", "title": "Rain", "content_text": "It rained.", "author": {"name": "Lena Aster"}}
    assert read("feed", json.dumps(FEED | {"items": [item]}))[0].byline == "Lena Aster"


def test_a_feed_that_is_cut_off() -> None:
    text = json.dumps(FEED)
    records, problems = split("feed", text[: text.index('{"id": 2') + 12].encode())
    assert [parse(record, ReadOptions()).headline for record in records] == ["Crane falls"]
    assert len(problems) == 1
    assert problems[0].startswith("it is not JSON")
    assert problems[0].endswith("items read: 1")


def test_no_items() -> None:
    assert split("feed", b'{"version": "https://jsonfeed.org/version/1"}') == (
        [],
        ["it contains no articles"],
    )
