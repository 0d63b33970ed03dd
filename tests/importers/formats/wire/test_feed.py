"""RSS and Atom."""

import base64
from datetime import UTC, date, datetime

import pytest

from articles.importers.formats import parse
from articles.importers.record import ArticleRecord, ReadOptions, RecordError, SkippedError
from tests.importers.formats.wire.support import read, split
from tests.importers.support import paragraphs_of

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>The Norby Courier</title><link>https://norby.example/</link><language>nb-NO</language>
<item>
  <title>Crane &amp;amp; quay</title>
  <link>https://norby.example/crane</link>
  <guid isPermaLink="false">n-17</guid>
  <pubDate>Mon, 17 Mar 2014 10:52:00 +0100</pubDate>
  <dc:creator>Lena Aster</dc:creator><dc:creator>Per Holm</dc:creator>
  <category>Harbour</category><category>Wind</category>
  <description>A crane fell &lt;b&gt;at night&lt;/b&gt;.</description>
  <content:encoded><![CDATA[<p>A crane of forty metres fell.</p><figure><img src="c.jpg">
    <figcaption>The crane on Tuesday</figcaption></figure>
    <p>Nobody was hurt &#8211; by luck.</p>]]></content:encoded>
</item>
<item>
  <media:content url="a.jpg"><media:title>A picture</media:title>
  <media:description>Rain on the quay</media:description>
  </media:content>
  <title>Rain at last</title>
  <link>/rain</link>
  <description>It rained.&lt;br&gt;&lt;br&gt;It stopped.</description>
</item>
</channel></rss>
"""
BASE64 = base64.b64encode("<p>Rain für <b>now</b>.</p>".encode()).decode()
XHTML = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Rain <b>now</b>.</p></div>'
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>The Norby Courier</title><author><name>Desk of the Courier</name></author>
<entry><id>tag:norby.example,2014:1</id><title type="html">Rain &amp;lt;now&amp;gt;</title>
<link rel="alternate" href="https://norby.example/1"/><published>2014-03-17T10:52:00Z</published>
<updated>2015-01-01T00:00:00Z</updated><category term="w" label="Weather"/>
<summary>Short.</summary>%s</entry></feed>"""


def crane() -> ArticleRecord:
    return read("feed", RSS)[0]


def test_an_item_of_rss() -> None:
    record = crane()
    assert record.headline == "Crane & quay"
    assert paragraphs_of(record) == ["A crane of forty metres fell.", "Nobody was hurt – by luck."]
    assert record.standfirst == "A crane fell at night."
    assert record.byline == "Lena Aster, Per Holm"
    assert record.caption == "The crane on Tuesday"
    assert record.published_on == date(2014, 3, 17)
    assert record.published_at == datetime(2014, 3, 17, 9, 52, tzinfo=UTC)
    assert (record.section, record.language, record.source) == ("Harbour", "nb-NO", "The Norby Courier")
    assert (record.url, record.reference) == ("https://norby.example/crane", "id:the-norby-courier:n-17")
    assert record.media_type == "application/rss+xml"
    assert RSS.encode().partition(record.raw)[1]
    assert (record.raw[:6], record.raw[-7:]) == (b"<item>", b"</item>")


def test_titles_and_descriptions_of_pictures_are_not_those_of_the_item() -> None:
    record = read("feed", RSS)[1]
    assert (record.headline, record.caption) == ("Rain at last", "Rain on the quay")
    assert paragraphs_of(record) == ["It rained.", "It stopped."]
    assert record.url == record.reference == "https://norby.example/rain"


def test_the_source_of_the_archive_counts_more_than_the_title_of_the_feed() -> None:
    record = read("feed", RSS, source="Courier")[0]
    assert (record.source, record.reference) == ("Courier", "id:courier:n-17")


def test_an_item_that_names_its_own_source() -> None:
    quoted = RSS.replace("<guid", '<source url="https://sund.example">The Sund Post</source><guid')
    assert read("feed", quoted, source="Courier")[0].source == "The Sund Post"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('<content type="text">Rain &lt;now&gt; &amp;amp; then.</content>', "Rain <now> & then."),
        ('<content type="html">&lt;p&gt;Rain &amp;amp; sun.&lt;/p&gt;</content>', "Rain & sun."),
        (
            f'<content type="xhtml">{XHTML}</content>',
            "Rain now.",
        ),
        (
            f'<content type="application/octet-stream">{BASE64}</content>',
            "Rain für now.",
        ),
        ('<content src="https://norby.example/film.mp4" type="video/mp4"/>', "Short."),
        ("", "Short."),
    ],
)
def test_contents_of_atom(content: str, expected: str) -> None:
    (record,) = read("feed", ATOM % content)
    assert record.body == expected
    assert record.headline == "Rain <now>"
    assert (record.byline, record.section, record.language) == ("Desk of the Courier", "Weather", "en")
    assert record.published_on == date(2014, 3, 17)
    assert record.reference == "id:the-norby-courier:tag:norby.example,2014:1"
    assert record.media_type == "application/atom+xml"


def test_rss_1_with_its_channel_beside_the_items() -> None:
    records = read(
        "feed",
        """<?xml version="1.0" encoding="iso-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://n.example/"><title>Courier</title><link>http://n.example/</link>
<items><rdf:Seq><rdf:li resource="http://n.example/1"/></rdf:Seq></items></channel>
<item rdf:about="http://n.example/1"><title>Sn\xf8</title><link>http://n.example/1</link>
<description>Snow fell.</description><dc:date>2004-01-29T12:53:00Z</dc:date></item>
<item rdf:about="http://n.example/2"><title>Rain</title><link>http://n.example/2</link></item>
</rdf:RDF>""".encode("latin-1"),
    )
    assert [record.headline for record in records] == ["Snø", "Rain"]
    assert records[0].source == "Courier"
    assert records[0].published_on == date(2004, 1, 29)
    assert records[1].body == ""


def test_an_item_without_a_title() -> None:
    (record,) = read(
        "feed", "<rss><channel><item><description>It rained. Much.</description></item></channel></rss>"
    )
    assert (record.headline, record.body) == ("It rained.", "It rained. Much.")
    assert "headline made of the first words" in record.cleaning


def test_an_item_without_a_link_does_not_get_that_of_the_feed() -> None:
    bare = "<item><title>{0}</title><description>Rain in {0}.</description></item>"
    head = "<rss version='2.0'><channel><title>News</title><link>https://news.example/</link>"
    feed = f"{head}{bare.format('Bergen')}{bare.format('Oslo')}</channel></rss>"
    articles = read("feed", feed)
    assert [article.url for article in articles] == ["", ""]
    assert len({article.reference for article in articles}) == 2


def test_an_excerpt_of_the_text_is_no_standfirst() -> None:
    cut = RSS.replace("A crane fell &lt;b&gt;at night&lt;/b&gt;.", "A crane of forty [&amp;#8230;]")
    assert read("feed", cut)[0].standfirst == ""


def test_a_date_that_cannot_be_read() -> None:
    record = read("feed", RSS.replace("Mon, 17 Mar 2014 10:52:00 +0100", "3/4/2012"))[0]
    assert record.published_on is None
    assert record.date_text == "3/4/2012"


def test_a_feed_that_is_cut_off_gives_what_is_readable() -> None:
    records, problems = split("feed", RSS[: RSS.index("It stopped")].encode())
    assert [parse(record, ReadOptions()).headline for record in records] == ["Crane & quay", "Rain at last"]
    assert problems == ["its XML ends in the middle of an item; items read: 2"]
    assert "XML that is not well-formed" in parse(records[1], ReadOptions()).cleaning
    assert "XML that is not well-formed" not in parse(records[0], ReadOptions()).cleaning


def test_a_feed_without_its_last_tags() -> None:
    records, problems = split("feed", RSS.replace("</channel></rss>", "").encode())
    assert len(records) == 2
    assert problems == ["its XML ends before </channel>; items read: 2"]


@pytest.mark.parametrize("raw", [b"<rss><channel><title>x</title></channel></rss>", b"<feed/>", b"<!-- -->"])
def test_a_feed_without_items(raw: bytes) -> None:
    assert split("feed", raw) == ([], ["it contains no articles"])


def test_entities_and_stray_ampersands() -> None:
    (record,) = read(
        "feed",
        """<!DOCTYPE rss [<!ENTITY pub "The &#78;orby Courier">]><rss><channel><item>
        <title>Fish & chips&nbsp;caf&eacute;</title><link>http://n.example/?a=1&b=2</link>
        <description>&pub; says.</description></item></channel></rss>""",
    )
    assert record.headline == "Fish & chips café"
    assert record.url == "http://n.example/?a=1&b=2"
    assert record.body == "The Norby Courier says."


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        f'<!ENTITY a "{"a" * 1000}">',
    ],
)
def test_bombs(declared: str) -> None:
    records, _ = split(
        "feed", f"<!DOCTYPE r [{declared}]><rss><item><title>&a;</title></item></rss>".encode()
    )
    with pytest.raises(RecordError, match="DOCTYPE declares"):
        parse(records[0], ReadOptions())


def test_comments_and_cdata_with_tags_of_items() -> None:
    text = (
        "<rss><!-- <item> --><item><title>One</title>"
        "<description><![CDATA[<item>x</item>]]></description></item></rss>"
    )
    records, problems = split("feed", text.encode())
    assert (len(records), problems) == (1, [])
    assert records[0].is_whole_file


@pytest.mark.parametrize("status", ["draft", "trash", "private"])
def test_an_export_of_wordpress(status: str) -> None:
    text = RSS.replace("<rss ", '<rss xmlns:wp="http://wordpress.org/export/1.2/" ')
    hidden = text.replace("<guid", f"<wp:status>{status}</wp:status><wp:post_type>post</wp:post_type><guid")
    with pytest.raises(SkippedError):
        read("feed", hidden)
    picture = text.replace("<guid", "<wp:post_type>attachment</wp:post_type><guid")
    with pytest.raises(SkippedError):
        read("feed", picture)


def test_a_feed_in_utf_16() -> None:
    text = RSS.replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("Lena", "Łena")
    assert read("feed", text.encode("utf-16"))[0].byline == "Łena Aster, Per Holm"
