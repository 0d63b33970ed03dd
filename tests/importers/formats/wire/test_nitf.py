"""NITF."""

from datetime import UTC, date, datetime

import pytest

from articles.importers.record import RecordError, SkippedError
from tests.importers.formats.wire.support import read, split
from tests.importers.support import paragraphs_of

NITF = """<?xml version="1.0"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf%s>
<head><title>n-17</title>
<docdata management-status="usable"><doc-id regsrc="NB" id-string="nb.17"/>
<date.issue norm="20140317T105200+0100"/>
<doc.copyright year="2014" holder="Norby Bureau"/></docdata>
<pubdata type="print" name="The Norby Courier" position.section="Harbour" ex-ref="https://norby.example/17"/>
</head>
<body xml:lang="nb">
<body.head>
<hedline><hl1>Crane <em>falls</em>&nbsp;at quay</hl1><hl2>Nobody was hurt</hl2></hedline>
<byline>By <person><name.given>Lena</name.given><name.family>Aster</name.family></person>
<byttl>Reporter</byttl></byline>
<byline>By Per Holm, <byttl>Photographer</byttl></byline>
<dateline><location><city>NORBY</city>, <country>Norway</country></location>
<story.date norm="20140316">March 16</story.date></dateline>
<abstract><p>The wind was too strong.</p></abstract>
</body.head>
<body.content>
<media media-type="image"><media-metadata name="x" value="y"/>
<media-reference source="a.jpg">ref</media-reference>
<media-caption>The crane on Tuesday</media-caption><media-producer>Holm</media-producer></media>
<p lede="true">A crane of <num>40</num> metres
fell.</p>
<hl2>The wind</hl2>
<block><p>It blew.</p><ul><li>Hard</li><li>Long</li></ul></block>
<table><tr><th>Day</th><th>Wind</th></tr><tr><td>Monday</td><td>7</td></tr></table>
<media media-type="image"><media-caption>The quay</media-caption></media>
<bq><block><p>“We were lucky.”</p></block><credit>The mayor</credit></bq>
</body.content>
<body.end><tagline>Kim Lund contributed.</tagline></body.end>
</body></nitf>"""


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://iptc.org/std/NITF/2006-10-18/"'])
def test_an_article(namespace: str) -> None:
    (record,) = read("nitf", NITF % namespace)
    assert (record.headline, record.standfirst) == (
        "Crane falls at quay",
        "Nobody was hurt\n\nThe wind was too strong.",
    )
    assert (record.byline, record.dateline) == ("Lena Aster, Per Holm", "Norby, Norway")
    assert record.caption == "The crane on Tuesday"
    assert paragraphs_of(record) == [
        *("A crane of 40 metres fell.", "The wind", "It blew.", "Hard", "Long", "Day | Wind\nMonday | 7"),
        *("The quay", "“We were lucky.”", "The mayor", "Kim Lund contributed."),
    ]
    assert record.published_at == datetime(2014, 3, 17, 9, 52, tzinfo=UTC)
    assert (record.source, record.section, record.language) == ("The Norby Courier", "Harbour", "nb")
    assert (record.url, record.reference) == ("https://norby.example/17", "id:the-norby-courier:nb.17")
    assert record.media_type == "text/vnd.iptc.nitf"
    assert record.raw == (NITF % namespace).encode()


@pytest.mark.parametrize(
    ("norm", "day"),
    [
        ("20140317T000000-0500", date(2014, 3, 17)),
        ("20140317", date(2014, 3, 17)),
        ("20140317+0100", date(2014, 3, 17)),
    ],
)
def test_dates_without_a_time(norm: str, day: date) -> None:
    (record,) = read("nitf", (NITF % "").replace("20140317T105200+0100", norm))
    assert (record.published_on, record.published_at) == (day, None)


def test_the_date_of_the_story_if_there_is_no_other() -> None:
    (record,) = read("nitf", (NITF % "").replace("date.issue", "date.other"))
    assert record.published_on == date(2014, 3, 16)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ('"withheld"', "withheld by the publisher"),
        ('"embargoed"', "under embargo"),
    ],
)
def test_what_the_publisher_holds_back(status: str, kind: str) -> None:
    with pytest.raises(SkippedError) as error:
        read("nitf", (NITF % "").replace('"usable"', status))
    assert error.value.kind == kind


def test_an_embargo_that_is_over() -> None:
    over = (
        (NITF % "")
        .replace('"usable"', '"embargoed"')
        .replace("<doc.copy", '<date.release norm="20140318"/><doc.copy')
    )
    assert read("nitf", over)[0].headline == "Crane falls at quay"


def test_several_articles_in_one_file() -> None:
    one = (NITF % "")[(NITF % "").index("<nitf") :]
    records, problems = split("nitf", f"<all>{one}{one.replace('nb.17', 'nb.18')}</all>".encode())
    assert (len(records), problems) == (2, [])
    assert records[1].reference == "file:///in/file.xml#2"
    assert [
        record.reference[-5:] for record in read("nitf", f"<all>{one}{one.replace('nb.17', 'nb.18')}</all>")
    ] == [
        "nb.17",
        "nb.18",
    ]


def test_the_repeated_lead_in_archives_of_newspapers() -> None:
    (record,) = read(
        "nitf",
        "<nitf><body><body.head><hedline><hl1>Rain</hl1></hedline>"
        '<byline class="print_byline">By JANE DOE</byline>'
        '<byline class="normalized_byline">Doe, Jane</byline></body.head><body.content>'
        '<block class="lead_paragraph"><p>It rained.</p></block>'
        '<block class="full_text"><p>It rained.</p><p>It stopped.</p></block></body.content></body></nitf>',
    )
    assert (record.byline, paragraphs_of(record)) == ("JANE DOE", ["It rained.", "It stopped."])


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("<nitf><body><p>x</body></nitf>", "its XML cannot be read"),
        ("<nitf>" + "<p>" * 200_000 + "</nitf>", "nested too deeply"),
        ('<!DOCTYPE nitf [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><nitf>&c;</nitf>', "DOCTYPE declares"),
        ("<nitf><body/></nitf>", "no headline"),
        ("<nitf/>", "no headline"),
    ],
)
def test_what_cannot_be_read(raw: str, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        read("nitf", raw)
