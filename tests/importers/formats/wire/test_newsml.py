"""NewsML-G2 and NewsML 1."""

import base64
from datetime import UTC, datetime

import pytest

from articles.importers.formats import parse
from articles.importers.record import ReadOptions, RecordError, SkippedError
from tests.importers.formats.wire.support import read, split
from tests.importers.support import paragraphs_of

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:norby.example:17" version="3"
xml:lang="en">
<rightsInfo><copyrightHolder><name>Norby Bureau Ltd</name></copyrightHolder></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:NB"><name>Norby Bureau</name></provider>
<versionCreated>2014-03-18T12:00:00Z</versionCreated><firstCreated>2014-03-17T11:00:00Z</firstCreated>
<pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><contentCreated>2014-03-17T10:52:00+01:00</contentCreated>
<located type="cptype:city" qcode="geo:1"><name xml:lang="nb">Nordby</name><name xml:lang="en">Norby</name>
<broader><name>Norway</name></broader></located>
<creator qcode="staff:1" type="cpnat:person"><name>Lena Aster</name></creator>
<language tag="en"/>
<subject type="cpnat:person" qcode="p:1"><name>Per Holm</name></subject>
<subject type="cpnat:abstract" qcode="medtop:1"><name xml:lang="nb">havn</name>
<name xml:lang="en">harbour</name>
</subject>
<slugline>crane-norby</slugline>
<headline>Crane falls</headline><headline role="hld:subHeadline">Nobody was hurt</headline>
<description role="drol:summary">The wind was too strong.</description>
</contentMeta>
<contentSet>%s</contentSet></newsItem>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>
</head><body><h1>Crane falls</h1><figure><img src="a.jpg"/><figcaption>The crane</figcaption></figure>
<p>A crane <b>fell</b>.</p><p>Nobody was hurt, the port said.</p></body></html></inlineXML>"""
NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>
<hedline><hl1>Crane falls</hl1></hedline><byline>By Kim Lund</byline></body.head><body.content>
<p>A crane fell.</p><p>Nobody was hurt, the port said.</p></body.content></body></nitf></inlineXML>"""
TEXT = '<inlineData contenttype="text/plain">A crane fell.\n\nNobody was hurt, the port said.</inlineData>'
PARAGRAPHS = "<p>A crane fell.</p><p>Nobody was hurt, the port said.</p>"
ESCAPED = f'<inlineData contenttype="text/html"><![CDATA[{PARAGRAPHS}]]></inlineData>'
ENCODED = base64.b64encode(PARAGRAPHS.encode()).decode()
BASE64 = f'<inlineData contenttype="text/html" encoding="http://x/base64">{ENCODED}</inlineData>'
HTML5 = f'<inlineXML contenttype="text/html"><article xmlns="">{PARAGRAPHS}</article></inlineXML>'
BODY = ["A crane fell.", "Nobody was hurt, the port said."]


@pytest.mark.parametrize("content", [XHTML, NITF, TEXT, ESCAPED, BASE64, HTML5])
def test_an_item(content: str) -> None:
    (record,) = read("newsml", ITEM % content)
    assert paragraphs_of(record) == BODY
    assert record.headline == "Crane falls"
    assert record.standfirst == "Nobody was hurt\n\nThe wind was too strong."
    assert record.byline == ("Kim Lund" if content is NITF else "Lena Aster")
    assert record.caption == ("The crane" if content is XHTML else "")
    assert (record.dateline, record.section, record.language) == ("Norby", "harbour", "en")
    assert record.published_at == datetime(2014, 3, 17, 9, 52, tzinfo=UTC)
    assert (record.source, record.reference) == (
        "Norby Bureau",
        "id:norby-bureau:urn:newsml:norby.example:17",
    )
    assert record.media_type == "application/vnd.iptc.g2.newsitem+xml"


def test_the_best_of_several_renditions() -> None:
    short = '<inlineXML contenttype="application/xhtml+xml"><p xmlns="">Crane down.</p></inlineXML>'
    remote = '<remoteContent href="a.jpg" contenttype="image/jpeg"/>'
    (record,) = read("newsml", ITEM % (short + TEXT + remote + ESCAPED))
    assert paragraphs_of(record) == BODY
    (record,) = read("newsml", ITEM % (short + TEXT))
    assert paragraphs_of(record) == BODY


def test_the_dateline_of_the_text_counts_more_than_the_place() -> None:
    text = TEXT.replace("A crane", "OSLO (Reuters) - A crane")
    assert read("newsml", ITEM % text)[0].dateline == "Oslo"


def test_a_byline() -> None:
    stated = (ITEM % NITF).replace("<language", "<by>By Ada Berg</by><language")
    assert read("newsml", stated)[0].byline == "Ada Berg"


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("stat:usable", "stat:withheld", "withheld by the publisher"),
        ("<pubStatus", "<embargoed>2999-01-01T00:00:00Z</embargoed><pubStatus", "under embargo"),
        ("<pubStatus", "<embargoed/><pubStatus", "under embargo"),
        ("ninat:text", "ninat:picture", "pictures, films and the like"),
    ],
)
def test_what_is_left_out(old: str, new: str, kind: str) -> None:
    with pytest.raises(SkippedError) as error:
        read("newsml", (ITEM % "").replace(old, new))
    assert error.value.kind == kind


def test_an_embargo_that_is_over() -> None:
    (record,) = read(
        "newsml", (ITEM % TEXT).replace("<pubStatus", "<embargoed>2014-03-18T00:00:00Z</embargoed><pubStatus")
    )
    assert record.headline == "Crane falls"


def test_a_message() -> None:
    message = f"""<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"
    xmlns:x="http://www.w3.org/1999/xhtml"><header><sent>2014-03-18T12:00:00Z</sent></header><itemSet>
    <packageItem guid="p"><itemMeta/></packageItem><knowledgeItem guid="k"/><conceptItem guid="c"/>
    <newsItem guid="urn:1"><itemMeta/><contentMeta><headline>Rain</headline></contentMeta><contentSet>
    <inlineXML><x:html><x:body><x:p>It rained.</x:p></x:body></x:html></inlineXML></contentSet></newsItem>
    {ITEM % TEXT}</itemSet></newsMessage>"""
    records, problems = split("newsml", message.encode())
    assert problems == []
    kinds = []
    for record in records[:3]:
        with pytest.raises(SkippedError) as error:
            parse(record, ReadOptions())
        kinds.append(error.value.kind)
    assert kinds == ["packages", "items of knowledge", "items of knowledge"]
    rain, crane = (parse(record, ReadOptions()) for record in records[3:])
    assert (rain.headline, rain.body) == ("Rain", "It rained.")
    assert crane.headline == "Crane falls"
    assert message.encode().partition(rain.raw)[1]
    assert (rain.raw[:23], rain.raw[-11:]) == (b'<newsItem guid="urn:1">', b"</newsItem>")


NEWSML_1 = """<?xml version="1.0"?><!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd">
<NewsML Version="1.2"><NewsEnvelope/><NewsItem xml:lang="en">
<Identification><NewsIdentifier><ProviderId>norby.example</ProviderId><DateId>20051128</DateId>
<NewsItemId>17</NewsItemId><RevisionId Update="N" PreviousRevision="0">1</RevisionId>
<PublicIdentifier>urn:newsml:norby.example:20051128:17:1</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20051128T081500Z</FirstCreated>
<ThisRevisionCreated>20051128T091500Z</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Crane falls</HeadLine><SubHeadLine>Nobody hurt</SubHeadLine>
<ByLine>By Lena Aster</ByLine><DateLine>NORBY, Nov 28 (NB)</DateLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Norby Bureau"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="nb"/><SubjectCode><Subject FormalName="04000000"/></SubjectCode>
</DescriptiveMetadata>
<NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/>
<DataContent>%s</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Caption"/>
<ContentItem><DataContent>The crane on Monday</DataContent></ContentItem>
</NewsComponent></NewsComponent></NewsItem></NewsML>"""


@pytest.mark.parametrize(
    "content",
    [
        PARAGRAPHS,
        "&lt;p&gt;A crane fell.&lt;/p&gt;&lt;p&gt;Nobody was hurt, the port said.&lt;/p&gt;",
        "A crane fell.\n\nNobody was hurt, the port said.",
        f"<nitf><body><body.content>{PARAGRAPHS}</body.content></body></nitf>",
    ],
)
def test_newsml_1(content: str) -> None:
    (record,) = read("newsml", NEWSML_1 % content)
    assert paragraphs_of(record) == BODY
    assert (record.headline, record.standfirst, record.byline) == ("Crane falls", "Nobody hurt", "Lena Aster")
    assert (record.dateline, record.caption, record.language) == ("Norby", "The crane on Monday", "nb")
    assert (record.source, record.section) == ("Norby Bureau", "")
    assert record.published_at == datetime(2005, 11, 28, 8, 15, tzinfo=UTC)
    assert record.reference == "id:norby-bureau:urn:newsml:norby.example:20051128:17"
    assert not record.edition.is_canceled
    (canceled,) = read("newsml", (NEWSML_1 % content).replace('"Usable"', '"Canceled"'))
    assert canceled.edition.is_canceled
    with pytest.raises(SkippedError):
        read("newsml", (NEWSML_1 % content).replace('"Usable"', '"Withheld"'))


@pytest.mark.parametrize("raw", ["<newsItem><a></newsItem>", "<newsItem>" + "<a>" * 200_000 + "</newsItem>"])
def test_what_cannot_be_read(raw: str) -> None:
    with pytest.raises(RecordError):
        read("newsml", raw)
