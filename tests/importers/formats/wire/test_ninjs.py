"""ninjs."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from articles.importers.formats import parse
from articles.importers.record import ReadOptions, RecordError, SkippedError
from tests.importers.formats.wire.support import read, split
from tests.importers.support import paragraphs_of, raw_record

HTML = "<p>A crane fell.</p><figure><figcaption>A quay</figcaption></figure><p>Nobody was hurt.</p>"
VERSION_1: dict[str, Any] = {
    "uri": "urn:norby:17",
    "type": "text",
    "versioncreated": "2014-03-17T10:52:00+0100",
    "pubstatus": "usable",
    "language": "nb",
    "headline": "Crane falls",
    "headline_subhead": "Nobody hurt",
    "byline": "By Lena Aster",
    "located": "Norby",
    "description_text": "The wind was too strong.",
    "body_text": "A crane fell. Nobody was hurt.",
    "body_xhtml": HTML,
    "subject": [{"code": "x", "name": "Harbour"}],
    "copyrightholder": "Norby Bureau",
    "associations": {
        "other": {"type": "text", "headline": "Another story"},
        "main": {"type": "picture", "headline": "Crane", "description_text": "The crane on Monday"},
    },
}
VERSION_2: dict[str, Any] = {
    "uri": "urn:norby:17",
    "type": "text",
    "firstcreated": "2014-03-17T10:52:00+01:00",
    "versioncreated": "2014-03-18T10:52:00+01:00",
    "pubstatus": "usable",
    "language": "nb",
    "headlines": [{"role": "subheadline", "value": "Nobody hurt"}, {"role": "main", "value": "Crane falls"}],
    "by": "Lena Aster",
    "places": [{"name": "Norby"}],
    "descriptions": [{"contenttype": "text/html", "value": "<p>The wind was too strong.</p>"}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": "A crane fell. Nobody was hurt."},
        {"role": "html", "contenttype": "text/html", "value": HTML},
    ],
    "subjects": [{"name": "Harbour"}],
    "infosources": [{"name": "Norby Bureau"}],
    "associations": [
        {
            "name": "main",
            "type": "picture",
            "descriptions": [{"role": "caption", "value": "The crane on Monday"}],
        }
    ],
}
VERSION_3: dict[str, Any] = {
    **{
        name: VERSION_2[name]
        for name in ("uri", "type", "language", "headlines", "by", "subjects", "associations")
    },
    "standard": {"name": "ninjs", "version": "3.0"},
    "pubStatus": "usable",
    "firstCreated": "2014-03-17T10:52:00+01:00",
    "located": "Norby",
    "copyrightHolder": "Norby Bureau",
    "descriptions": [{"contentType": "text/plain", "value": "The wind was too strong."}],
    "bodies": [{"contentType": "text/html", "value": HTML}],
}
VERSIONS = [VERSION_1, VERSION_2, VERSION_3]


@pytest.mark.parametrize("values", VERSIONS)
def test_an_object(values: dict[str, Any]) -> None:
    for text in (json.dumps(values), json.dumps([values], indent=1)):
        (record,) = read("ninjs", text)
        assert (record.headline, record.standfirst) == (
            "Crane falls",
            "Nobody hurt\n\nThe wind was too strong.",
        )
        assert paragraphs_of(record) == ["A crane fell.", "Nobody was hurt."]
        assert (record.byline, record.dateline, record.section) == ("Lena Aster", "Norby", "Harbour")
        assert (record.caption, record.language) == ("The crane on Monday", "nb")
        assert record.published_at == datetime(2014, 3, 17, 9, 52, tzinfo=UTC)
        assert (record.source, record.reference) == ("Norby Bureau", "id:norby-bureau:urn:norby:17")
        assert (record.media_type, record.raw) == ("application/json", text.encode())


def test_several_objects() -> None:
    other = VERSION_1 | {"uri": "https://norby.example/18", "headline": "Rain"}
    for text in (json.dumps([VERSION_2, other]), f"{json.dumps(VERSION_2)}\n{json.dumps(other, indent=2)}\n"):
        crane, rain = read("ninjs", text)
        assert (crane.headline, rain.headline) == ("Crane falls", "Rain")
        assert (json.loads(crane.raw), json.loads(rain.raw)) == (VERSION_2, other)
        assert rain.url == "https://norby.example/18"


def test_a_line_of_jsonl() -> None:
    record = parse(raw_record("jsonl", json.dumps(VERSION_2).encode()), ReadOptions())
    assert (record.headline, record.parser) == ("Crane falls", "ninjs 1")


def test_nitf_inside() -> None:
    nitf = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<nitf><body><body.head><hedline><hl1>Other</hl1></hedline>'
        "<byline>By Kim Lund</byline></body.head><body.content><p>A crane fell.</p><p>Nobody was hurt.</p>"
        "</body.content></body></nitf>"
    )
    bodies = [
        {"contentType": "text/vnd.IPTC.NITF", "value": nitf},
        {"contentType": "text/plain", "value": "A crane."},
    ]
    (record,) = read("ninjs", json.dumps(VERSION_3 | {"by": "", "bodies": bodies}))
    assert (record.headline, record.byline) == ("Crane falls", "Kim Lund")
    assert paragraphs_of(record) == ["A crane fell.", "Nobody was hurt."]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"pubstatus": "withheld"}, "withheld by the publisher"),
        ({"embargoed": "2999-01-01T00:00:00Z"}, "under embargo"),
        ({"type": "picture", "body_text": "", "body_xhtml": ""}, "pictures, films and the like"),
    ],
)
def test_what_is_left_out(changes: dict[str, str], kind: str) -> None:
    with pytest.raises(SkippedError) as error:
        read("ninjs", json.dumps(VERSION_1 | changes))
    assert error.value.kind == kind


def test_an_array_that_is_cut_off() -> None:
    text = json.dumps([VERSION_1, VERSION_2])
    records, problems = split("ninjs", text[:-20].encode())
    assert [parse(record, ReadOptions()).headline for record in records] == ["Crane falls"]
    assert [problem.endswith("items read: 1") for problem in problems] == [True]


@pytest.mark.parametrize(
    "raw", ["3", "[3]", '{"uri": "a", "bodies": 3, "headlines": [3, {"value": 4}]}', "[" * 200_000]
)
def test_what_cannot_be_read(raw: str) -> None:
    records, problems = split("ninjs", raw.encode())
    for record in records:
        with pytest.raises(RecordError):
            parse(record, ReadOptions())
    assert records or problems
