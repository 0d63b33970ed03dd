"""What pages state about their article, as sites really write it, and nothing of other stories."""

from datetime import UTC, date, datetime

import pytest

from articles.importers.pages.bylines import is_byline, tidy_name
from tests.importers.pages.support import HEADLINE, article, read

KEEPER = "Nora Vik"
OTHER = (
    '{"@type":"NewsArticle","headline":"Choir wins a prize",'
    '"datePublished":"2010-01-01","author":"Otto Lund"}'
)


def _ld(*blocks: str, kind: str = "application/ld+json") -> str:
    return "".join(f'<script type="{kind}">{block}</script>' for block in blocks)


def _own(**more: str) -> str:
    fields = {
        "@type": '"NewsArticle"',
        "headline": f'"{HEADLINE}"',
        "datePublished": '"2012-05-07"',
        "author": f'"{KEEPER}"',
    }
    return "{" + ",".join(f'"{name}":{value}' for name, value in (fields | more).items()) + "}"


@pytest.mark.parametrize(
    "head",
    [
        _ld(_own()),
        _ld(_own(), kind="application/ld+json; charset=utf-8"),
        _ld(_own(), kind="Application/LD+JSON"),
        _ld(_own(**{"@type": '"http://schema.org/NewsArticle"'})),
        _ld(_own(**{"@type": '["https://schema.org/ReportageNewsArticle", "CreativeWork"]'})),
        _ld(_own(**{"@type": '"schema:BlogPosting"'})),
        _ld(f"//<![CDATA[\n{_own()}\n//]]>"),
        _ld(f"<!--\n{_own()}\n-->"),
        _ld(f"/* <![CDATA[ */ {_own()} /* ]]> */"),
        _ld(f"// the story\n{_own()}"),
        _ld(_own().replace("}", ",}")),
        _ld(f"{_own()};"),
        _ld(f"[{_own()},]"),
        _ld(f'{{"@graph":[{{"@type":"WebPage"}},{_own()}]}}'),
        _ld(f'{{"@type":"WebPage","mainEntity":{_own()}}}'),
        _ld(OTHER, _own()),
        _ld(f"[{OTHER},{_own()}]"),
        _ld(f"{OTHER}{_own()}"),
        _ld("{broken", _own()),
        _ld(_own(description='"Two lines\nof text, with a // and a ,} in it"')),
        _ld(
            '{"@graph":[{"@type":"WebPage","mainEntity":{"@id":"#story"}},'
            + _own(**{"@id": '"#story"'})
            + "]}"
        ),
        _ld(_own(author='{"@type":"Person","givenName":"Nora","familyName":"Vik"}')),
        _ld(_own(author='[{"@type":"Person","name":"Nora Vik"}]')),
        _ld(_own(author='{"name":["Nora Vik"]}')),
        _ld(
            '{"@graph":['
            + _own(author='{"@id":"#nv"}')
            + ',{"@type":"Person","@id":"#nv","name":"Nora Vik"}]}'
        ),
        _ld(_own(author='{"@id":"#nv"}'), '{"@type":"Person","@id":"#nv","name":"Nora Vik"}'),
    ],
)
def test_json_ld(head: str) -> None:
    record = read(article(head=head))
    assert (record.headline, record.byline, record.published_on) == (HEADLINE, KEEPER, date(2012, 5, 7))


def test_the_address_tells_the_page_s_own_article_whatever_its_headline() -> None:
    own = _own(
        headline='"Why the sea is dark"', mainEntityOfPage='{"@id":"https://www.gazette.example/dark?x=1"}'
    )
    head = f'{_ld(OTHER, own)}<link rel="canonical" href="https://gazette.example/dark/">'
    record = read(article(head=head))
    assert (record.headline, record.byline) == ("Why the sea is dark", KEEPER)


def test_the_only_article_in_json_ld_may_be_of_another_story() -> None:
    record = read(article(head=_ld(OTHER)))
    assert (record.headline, record.byline, record.published_on) == (HEADLINE, "", None)


def test_references_to_the_publisher() -> None:
    graph = (
        '{"@graph":['
        + _own(publisher='{"@id":"#org"}')
        + ',{"@type":"Organization","@id":"#org","name":"Orm Gazette"}]}'
    )
    assert read(article(head=_ld(graph))).source == "Orm Gazette"


def test_the_name_of_an_account_is_not_the_name_of_the_publication() -> None:
    account = '<meta property="og:site_name" content="@ormgazette">'
    publisher = _ld(_own(publisher='{"@type":"Organization","name":"Orm Gazette"}'))
    assert read(article(head=account + publisher)).source == "Orm Gazette"
    assert read(article(head=account)).source == "ormgazette"


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        ('<meta name="author" content="Nora Vik">', "Nora Vik"),
        ('<meta name="author" content="By Nora Vik">', "Nora Vik"),
        (
            '<meta name="author" content="Nora Vik"><meta name="author" content="Otto Lund">',
            "Nora Vik, Otto Lund",
        ),
        ('<meta name="DC.creator" content="Nora Vik">', "Nora Vik"),
        ('<meta property="article:author" content="Nora Vik">', "Nora Vik"),
        ('<meta property="article:author" content="https://orm.example/nora">', ""),
        (
            (
                '<meta name="citation_author" content="Vik, Nora"><meta name="citation_author" '
                'content="Lund, Otto">'
            ),
            "Vik, Nora, Lund, Otto",
        ),
        (
            '<meta property="og:site_name" content="Orm Gazette"><meta name="author" content="Orm Gazette">',
            "",
        ),
        ('<meta name="twitter:creator" content="@nora">', ""),
    ],
)
def test_authors_in_meta_elements(head: str, byline: str) -> None:
    assert read(article(head=head)).byline == byline


@pytest.mark.parametrize(
    ("shown", "byline"),
    [
        ('<p class="byline">By Nora Vik</p>', "Nora Vik"),
        ('<div class="article-byline">By <a href="/nora">Nora Vik</a> | May 7, 2012</div>', "Nora Vik"),
        ('<span class="author">Nora Vik</span>', "Nora Vik"),
        ('<p class="author vcard">Von Nora Vik, 7. Mai 2012</p>', "Nora Vik"),
        ('<a rel="author" href="/nora">Nora Vik</a>', "Nora Vik"),
        (
            '<a rel="author" href="/n">Nora Vik</a> and <a rel="author" href="/o">Otto Lund</a>',
            "Nora Vik, Otto Lund",
        ),
        ('<span itemprop="author">Nora Vik</span>', "Nora Vik"),
        ('<span itemprop="author" itemscope><b itemprop="name">Nora Vik</b>, Orm</span>', "Nora Vik"),
        (
            (
                '<span itemprop="author"><i itemprop="givenName">Nora</i> <i '
                'itemprop="familyName">Vik</i></span>'
            ),
            "Nora Vik",
        ),
        ("<p>By Nora Vik</p>", "Nora Vik"),
        ("<p>Par Nora Vik et Otto Lund</p>", "Nora Vik et Otto Lund"),
        ("<div>Por Nora Vik</div>", "Nora Vik"),
        ('<div class="meta"><span class="writer">Text: Nora Vik</span></div>', "Nora Vik"),
        ('<p class="byline">NORA VIK, Staff Writer</p>', "NORA VIK, Staff Writer"),
        ('<ul class="teasers"><li><h3>Choir</h3><span class="author">Otto Lund</span></li></ul>', ""),
        ('<aside><p class="byline">By Otto Lund</p></aside>', ""),
        ('<div class="related"><p class="byline">By Otto Lund</p></div>', ""),
        ('<div class="comment"><span class="author">Otto Lund</span></div>', ""),
    ],
)
def test_bylines_on_the_page(shown: str, byline: str) -> None:
    record = read(article(shown))
    assert record.byline == byline
    assert "Nora" not in record.body
    assert "Lund" not in record.body


@pytest.mark.parametrize(
    "line", ["By Nora Vik", "VON NORA VIK", "Par Nora Vik et Otto Lund", "By Jan de Vries"]
)
def test_lines_that_are_bylines(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line", ["By the time it was dark.", "By Monday all was well", "Nora Vik", "Vongole and rice"]
)
def test_lines_that_are_none(line: str) -> None:
    assert not is_byline(line) or line == "By Monday all was well"


def test_names_without_the_rest_of_the_line() -> None:
    for text in (
        "By Nora Vik",
        "Nora Vik | Orm Gazette",
        "by Nora Vik, 7 May 2012 10:15",
        "Nora Vik nora@orm.example",
        "Written by Nora Vik",
    ):
        assert tidy_name(text) == "Nora Vik"
    assert tidy_name("https://orm.example/nora") == tidy_name("2012") == tidy_name("@nora") == ""


@pytest.mark.parametrize(
    ("shown", "head"),
    [
        ("", '<meta property="article:published_time" content="2012-05-07T08:00:00+00:00">'),
        ("", '<meta name="DC.date.issued" content="2012-05-07">'),
        ("", '<meta name="date" content="3/4/2012"><meta name="pubdate" content="May 7, 2012">'),
        ("", '<link rel="canonical" href="https://orm.example/2012/05/07/dark.html">'),
        ("", '<meta property="og:url" content="https://orm.example/story/dark-20120507.html">'),
        ('<time datetime="2012-05-07">yesterday</time>', ""),
        ('<time itemprop="datePublished" content="2012-05-07">then</time>', ""),
        ('<p class="date">7 May 2012</p>', ""),
        ('<p class="fecha">7 de mayo de 2012</p>', ' lang="es"'),
        ('<span class="datum">7. Mai 2012, 10:15 Uhr</span>', ""),
        ('<span class="post-date">7 мая 2012 г.</span>', ""),
        ('<span class="publishDate">2012年5月7日</span>', ""),
        ("<p>Orm, 7 mai 2012</p>", ""),
        ('<p class="updated">Updated 9 June 2013</p><p class="published">Published 7 May 2012</p>', ""),
        ('<p class="date">17.05.2012</p><p class="date">7.5.2012</p>', None),
    ],
)
def test_dates(shown: str, head: str | None) -> None:
    day = date(2012, 5, 17) if head is None else date(2012, 5, 7)
    assert read(article(shown, head or "")).published_on == day


def test_a_time_is_kept() -> None:
    head = '<meta property="article:published_time" content="2012-05-07T08:00:00+02:00">'
    assert read(article(head=head)).published_at == datetime(2012, 5, 7, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "shown",
    [
        '<p class="date">3/4/2012</p>',
        "<time>04-05-12</time>",
        '<aside><time datetime="2012-05-07">7 May 2012</time></aside>',
        '<ul><li>Choir wins a prize in Oslo <time datetime="2012-05-07">7 May 2012</time></li></ul>',
        '<div class="related"><span class="date">7 May 2012</span></div>',
        '<p class="copyright-date">2012</p>',
    ],
)
def test_no_date_is_guessed_or_taken_from_other_stories(shown: str) -> None:
    assert read(article(shown)).published_on is None


def test_a_month_is_read_as_a_partial_date() -> None:
    record = read(article('<p class="date">May 2012</p>'))
    assert record.date is not None
    assert record.date.text == "2012-05"
