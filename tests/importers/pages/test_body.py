"""The text of pages in many markups: every sentence of the story is there, and nothing else."""

import json

import pytest

from articles.importers.record import RecordError
from tests.importers.pages.support import FIRST, HEADLINE, SECOND, STORY, THIRD, article, page, read
from tests.importers.support import paragraphs_of

H1 = f"<h1>{HEADLINE}</h1>"
P1, P2, P3 = (f"<p>{sentence}</p>" for sentence in STORY)
TEXT = P1 + P2 + P3
TEASERS = "".join(
    f'<li><a href="/{n}">{title}</a></li>'
    for n, title in enumerate(["Mayor opens new market hall", "Rain all week", "Choir wins a prize in Oslo"])
)

#: Each gives the three sentences of the story, one a paragraph, and nothing more.
EXACT = {
    "an article": f"<article>{H1}{TEXT}</article>",
    "nothing but paragraphs": f"{H1}{TEXT}",
    "bare text between double breaks": f"{H1}{FIRST}<br><br>{SECOND}<br><br>{THIRD}",
    "bare text between blocks": f"{H1}{FIRST}<p>{SECOND}</p>{THIRD}",
    "divisions for paragraphs": f"<div>{H1}<div>{FIRST}</div><div>{SECOND}</div><div>{THIRD}</div></div>",
    "divisions in divisions": f"<div><div>{H1}</div><div><div><div>{P1}</div></div>"
    f"<div>{P2}<div>{P3}</div></div></div></div>",
    "a layout table": f"<table><tr><td>{H1}{TEXT}</td></tr></table>",
    "a layout table with a menu": f"<table><tr><td><a href='/'>Home</a><br><a href='/s'>Sport</a>"
    f"</td><td>{H1}{TEXT}</td></tr></table>",
    "tables in tables, as in the 1990s": "<center><table border=0><tr><td><table><tr><td><font face=Arial>"
    f"{H1}</font></td></tr><tr><td><font size=2>{TEXT}</font></td></tr></table></td></tr></table></center>",
    "upper case and unclosed paragraphs": f"<CENTER><H1>{HEADLINE}</H1></CENTER>"
    f"<P>{FIRST}<P>{SECOND}<P>{THIRD}",
    "text in <font>": f"{H1}<p><font size=2>{FIRST}</font><p><font>{SECOND}</font><p><font>{THIRD}</font>",
    "text behind an icon": f'<article>{H1}{P1}<p><i class="icon"></i>{SECOND}</p>{P3}</article>',
    "text behind an empty span": f"<article>{H1}{P1}<p><span></span>{SECOND}</p>{P3}</article>",
    "text behind an anchor": f'<article>{H1}{P1}<p><a name="p2"></a>{SECOND}</p>{P3}</article>',
    "text behind empty bold type": f"<article>{H1}{P1}<p><b> </b>{SECOND}</p>{P3}</article>",
    "a paragraph that is a link": f'<article>{H1}{P1}<p><a href="/x">{SECOND}</a></p>{P3}</article>',
    "paragraphs that are all links": "<article>"
    + H1
    + "".join(f'<p><a href="/x">{each}</a></p>' for each in STORY)
    + "</article>",
    "text after an embedded player": f'<article>{H1}{P1}<embed src="a.swf">{P2}{P3}</article>',
    "text after a line that may break": f"<article>{H1}{P1}<p>A <wbr>{SECOND[2:]}</p>{P3}</article>",
    "the lead below the headline": f'<h1>{HEADLINE}</h1><p>{FIRST}</p><div class="content">{P2}{P3}</div>',
    "the lead with a class": f'<h1>{HEADLINE}</h1><p class="lead">{FIRST}</p><div '
    f'class="content">{P2}{P3}</div>',
    "the lead in the header": f"<article><header>{H1}{P1}</header>{P2}{P3}</article>",
    "AMP": f'<amp-sidebar><ul>{TEASERS}</ul></amp-sidebar><article>{H1}<amp-img src="a.jpg">'
    f"</amp-img>{P1}<amp-ad></amp-ad>{P2}{P3}</article>",
    "a page made by scripts, with the text for others": f"<div id=root></div>"
    f"<noscript>{H1}{TEXT * 3}</noscript>",
    "a page in a form": f'<form id="aspnetForm"><div>{H1}{TEXT}</div></form>',
    "an old weblog": f'<div class="post hentry"><h1 class="entry-title">{HEADLINE}</h1><div '
    f'class="entry-content">{TEXT}</div></div>',
    "Blogger": f'<div class="widget Blog" id="Blog1"><h1>{HEADLINE}</h1><div '
    f'class="post-body">{TEXT}</div></div>',
    "Drupal": f'<div class="field field-name-body"><div class="field-items"><div class="field-item '
    f'even">{H1}{TEXT}</div></div></div>',
    "random classes": f'<div class="sc-1a hJpRRP">{H1}<p class="sc-77 adXq">{FIRST}</p><p '
    f'class="sc-77 adXq">{SECOND}</p><p class="css-nav1x">{THIRD}</p></div>',
    "an unlucky class": f'<div class="article-body no-sidebar pagination-first">{H1}{TEXT}</div>',
    "bare text in an unlucky class": f'<div class="social comment">{H1}{FIRST}<br><br>{SECOND}<br>'
    f"<br>{THIRD}</div>",
    "text in <font> in an unlucky class": f'<div class="promo">{H1}<p><font>{FIRST}</font></p>{P2}{P3}</div>',
    "live updates": f'<main>{H1}{P1}<div class="live-update"><p><a></a>{SECOND}</p></div>{P3}</main>',
    "a quotation": f"<article>{H1}{P1}<blockquote><p>{SECOND}</p></blockquote>{P3}</article>",
    "a paragraph behind another that is bold": f"<article>{H1}<p><strong>{FIRST}</strong>"
    f"</p>{P2}{P3}</article>",
    "an unknown element": f"<article>{H1}<x-text>{P1}</x-text>{P2}<x-text>{P3}</x-text></article>",
    "a menu around everything, as without its end tag": f"<nav><a href='/'>Home</a>"
    f"<main>{H1}{TEXT}</main></nav>",
    "an aside that holds the story": f"<aside>{H1}{TEXT}</aside>",
    "hidden sections that a script shows one by one": H1
    + "".join(f'<div class="slide" style="display: none">{each}</div>' for each in (P1, P2, P3)),
    "parts with an unlucky class": f"<div>{H1}"
    + "".join(f'<div class="live-comment">{each}</div>' for each in (P1, P2, P3))
    + "</div>",
    "control characters and references to them": f"<div>{H1}<br>{FIRST[:9]}\x07{FIRST[9:]}<br><br>"
    f"{SECOND}&#7;&#x1;<br><br>{THIRD}</div>",
    "an editor with the story in sections": f"<main><section>{H1}{P1}</section>"
    f"<section>{P2}</section><section>{P3}</section></main>",
}
#: What stands around or in the text of pages and is no part of it.
AROUND = {
    "a menu": f"<nav><ul>{TEASERS}</ul></nav>",
    "a menu by its role": f'<div role="navigation"><ul>{TEASERS}</ul></div>',
    "related stories": f'<div class="related"><h3>Related</h3><ul>{TEASERS}</ul></div>',
    "a list of links": f"<h3>More stories</h3><ul>{TEASERS}</ul>",
    "a newsletter box": '<div class="newsletter-signup"><h3>Our letter</h3><p>Get every story by '
    "post, once a day, for free.</p></div>",
    "a cookie banner": '<div id="cookie-consent"><p>We use cookies to make this page better for '
    "you and for us.</p></div>",
    "comments": '<div id="comments"><h3>2 comments</h3><p>I saw it too, from my window, and called '
    "my sister.</p></div>",
    "buttons to share": '<div class="share-bar"><a href="/f">Share on Facebook</a> <a '
    'href="/t">Tweet</a></div>',
    "a note on the author": '<aside class="author-bio"><p>Nora Vik writes about the sea and lives '
    "by it.</p></aside>",
    "hidden text": '<div style="display: none"><p>You have read five stories this month, so please '
    "log in.</p></div>",
    "text for no one": "<p hidden>This paragraph is shown only to people who ask for it by hand.</p>",
    "the foot of the page": "<footer><p>The Orm Gazette is a paper of the coast. All rights "
    "reserved.</p></footer>",
    "a picture": '<figure><img src="a.jpg"><figcaption>The dark tower, seen from the boat of the '
    "keeper.</figcaption></figure>",
    "a player": "<video><p>Your browser cannot play this film, so please take another.</p></video>",
    "a warning about scripts": "<noscript>Please turn on JavaScript in your browser to read on.</noscript>",
    "a form": '<form><label>Search all stories of the paper</label><input name="q">'
    "<button>Search</button></form>",
    "a dialog": '<div role="dialog"><p>Stay with us for one month at half the price of a year.</p></div>',
}


def _text(html: str) -> list[str]:
    return paragraphs_of(read(html))


@pytest.mark.parametrize("name", EXACT)
def test_the_story_is_read_from(name: str) -> None:
    assert _text(page(EXACT[name]))[:3] == list(STORY)
    assert set(_text(page(EXACT[name]))) == set(STORY)


@pytest.mark.parametrize("name", AROUND)
@pytest.mark.parametrize("place", ["before", "within", "after"])
def test_what_is_no_part_of_the_text(name: str, place: str) -> None:
    body = {
        "before": f"{AROUND[name]}<article>{H1}{TEXT}</article>",
        "within": f"<article>{H1}{P1}{AROUND[name]}{P2}{P3}</article>",
        "after": f"<article>{H1}{TEXT}</article>{AROUND[name]}",
    }[place]
    assert _text(page(body)) == list(STORY)


@pytest.mark.parametrize(
    "tag", ["time", "label", "output", "data", "abbr", "mark", "button", "dfn", "bdi", "small"]
)
def test_words_in_an_element_within_a_sentence(tag: str) -> None:
    sentence = f"The harbour office opens on <{tag}>1 May</{tag}> again, and nobody may land before that."
    assert _text(page(f"<article>{H1}{P1}<p>{sentence}</p>{P3}</article>"))[1] == (
        "The harbour office opens on 1 May again, and nobody may land before that."
    )


def test_lists_are_kept_where_they_stand() -> None:
    items = (
        "<ul><li>Boats keep to the southern channel at night.</li><li>The horn sounds every minute.</li></ul>"
    )
    for around in (f"{H1}{P1}{items}{P2}{P3}", f"<article>{H1}{P1}{items}{P2}{P3}</article>"):
        text = _text(page(around))
        assert text.index("The horn sounds every minute.") == text.index(FIRST) + 2
        assert text[-2:] == [SECOND, THIRD]


def test_tables_of_figures_are_kept_row_by_row() -> None:
    cells = [("th", "Year", "Nights dark"), ("td", "1931", "2"), ("td", "2014", "1")]
    rows = "".join(f"<tr><{tag}>{one}</{tag}><{tag}>{two}</{tag}></tr>" for tag, one, two in cells)
    text = _text(page(f"<article>{H1}{P1}<table>{rows}</table>{P2}{P3}</article>"))
    assert text == [FIRST, "Year | Nights dark", "1931 | 2", "2014 | 1", SECOND, THIRD]


def test_questions_and_answers() -> None:
    questions = "".join(
        f"<h3>{question}</h3><p>{answer}</p>"
        for question, answer in [
            ("When did you notice?", "At ten, when I looked out of the kitchen window for the cat."),
            ("Were you afraid?", "No, the sea was calm, and there was a moon to steer by."),
        ]
    )
    text = _text(page(f"<article>{H1}{P1}{questions}{P2}{P3}</article>"))
    assert [each for each in text if each.endswith("?")] == ["When did you notice?", "Were you afraid?"]


def test_a_live_blog_keeps_all_its_entries() -> None:
    entries = "".join(
        f'<div class="live-post"><time>1{n}:00</time><h2>News {n}</h2><p>{sentence}</p></div>'
        for n, sentence in enumerate(STORY)
    )
    text = _text(page(f"<main>{H1}{entries}</main>"))
    assert set(STORY) <= set(text)


def test_headings_within_the_text_are_kept_and_left_over_ones_go() -> None:
    html = f"<article>{H1}{P1}<h2>A long night</h2>{P2}{P3}<h2>More stories</h2><ul>{TEASERS}</ul></article>"
    assert _text(page(html)) == [FIRST, "A long night", SECOND, THIRD]


def test_lines_in_a_paragraph_and_spaces_are_as_browsers_show_them() -> None:
    html = f"<article>{H1}{P1}<p>Out  of\n  the <b>dark</b><br>came\ta small boat.</p>{P2}{P3}</article>"
    assert _text(page(html))[1] == "Out of the dark\ncame a small boat."


@pytest.mark.parametrize(
    "line",
    [
        '<p><a href="/x">Ten lighthouses to see before you are old</a></p>',
        '<p>Related: <a href="/x">Ten lighthouses to see before you are old</a></p>',
        "<p>Sign up here for our daily newsletter.</p>",
        "<p>Advertisement</p>",
        '<p>Read more: <a href="/x">The keeper who never slept</a></p>',
    ],
)
def test_lines_that_lead_elsewhere(line: str) -> None:
    assert _text(page(f"<article>{H1}{P1}{line}{P2}{P3}</article>")) == list(STORY)


def test_sentences_that_begin_like_lines_that_lead_elsewhere() -> None:
    sentence = "You may also hear the horn when the wind is in the north, the keeper said."
    assert _text(page(f"<article>{H1}{P1}<p>{sentence}</p>{P2}</article>")) == [FIRST, sentence, SECOND]


def test_a_name_with_a_rare_letter() -> None:
    sentence = "A branch of 𠮷野家 opens beside the tower, and the keeper eats there every evening."
    assert _text(page(f"<article>{H1}{P1}<p>{sentence}</p>{P2}</article>")) == [FIRST, sentence, SECOND]


def test_a_summary_below_the_headline_becomes_the_standfirst() -> None:
    summary = "No light at Cape Orm for a week."
    head = f'<meta property="og:description" content="{summary}">'
    record = read(article(f"<h2>{summary}</h2>", head))
    assert (record.standfirst, paragraphs_of(record)) == (summary, list(STORY))


def test_other_stories_on_the_page_do_not_get_in() -> None:
    teasers = "".join(
        f'<article class="teaser"><h3><a href="/{n}">Story {n}</a></h3><p>It is about the harbour '
        f"and its boats.</p></article>"
        for n in range(3)
    )
    assert _text(page(f"<main><article>{H1}{TEXT}</article></main><section>{teasers}</section>")) == list(
        STORY
    )


@pytest.mark.parametrize(
    "body", ["", "<p></p>", "<script>let a = 1</script>", "<nav><a href='/'>Home</a></nav>"]
)
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(RecordError):
        read(page(body))


@pytest.mark.parametrize(
    "markup", ["<p>{}</p>", "&lt;p&gt;{}&lt;/p&gt;", "{}\n"], ids=["html", "escaped", "lines"]
)
def test_a_page_that_shows_only_the_beginning_states_the_whole_text(markup: str) -> None:
    text = "".join(markup.format(sentence) for sentence in STORY)
    stated = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": text})
    head = f'<script type="application/ld+json">{stated}</script>'
    assert _text(page(f"<article>{H1}<p>{FIRST[:60]} …</p></article>", head)) == list(STORY)
    assert _text(page('<div id="root"></div>', head)) == list(STORY)


def test_a_text_that_the_page_shows_is_not_replaced_by_a_short_one() -> None:
    stated = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": f"{FIRST} {SECOND}"})
    head = f'<script type="application/ld+json">{stated}</script>'
    assert _text(page(f"<article>{H1}{TEXT}</article>", head)) == list(STORY)


def test_a_page_without_a_headline_takes_the_first_words() -> None:
    record = read(f"<html><body>{TEXT}</body></html>")
    assert record.headline == FIRST
    assert paragraphs_of(record)[-2:] == [SECOND, THIRD]
    long = "a text without an end " * 20
    assert read(f"<html><body><p>{long}</p></body></html>").headline.endswith(" text…")


@pytest.mark.parametrize(
    "between", ['<div class="gallery">Photo: Nora Vik</div>', '<div class="gallery"></div>']
)
@pytest.mark.parametrize(
    "section",
    ['<div class="article__body">{}</div>', '<div class="row"><div class="article-text">{}</div></div>'],
)
def test_a_story_in_sections_far_apart(section: str, between: str) -> None:
    story = between.join(section.format(each) for each in (P1 * 4, P2, P3))
    assert _text(page(f"<main>{H1}{story}</main>")) == [FIRST] * 4 + [SECOND, THIRD]


@pytest.mark.parametrize(
    "story",
    [
        ("岬の灯台は月曜日の夜、九十年ぶりに暗くなった。", "漁師がすぐに気づき、灯台守に電話した。"),
        ("星期一晚上，海角的灯塔九十年来第一次熄灭了。", "一名渔民立即发现，并打电话给守塔人。"),
        ("Маяк на мысе Орм погас впервые за девяносто лет.", "Рыбак заметил это и позвонил смотрителю."),
        ("انطفأت منارة رأس أورم لأول مرة منذ تسعين عاما.", "لاحظ صياد ذلك واتصل بالحارس في القرية."),
        ("Der Leuchtturm am Kap Orm erlosch in der Nacht.", "„Bis Freitag brennt er wieder, so das Amt.“"),
        (
            "ประภาคารที่แหลมออร์มดับลงในคืนวันจันทร์เป็นครั้งแรกในรอบเก้าสิบปี",
            "ชาวประมงสังเกตเห็นทันทีและโทรหาผู้ดูแลที่หลับอยู่ในหมู่บ้าน",
        ),
    ],
    ids=["Japanese", "Chinese", "Russian", "Arabic", "German", "Thai"],
)
def test_stories_in_other_writings(story: tuple[str, ...]) -> None:
    for markup in ("<p>{}</p>", "<div>{}</div>", "{}<br><br>"):
        text = "".join(map(markup.format, story))
        assert _text(page(f"<div>{H1}<div>{text}</div></div><ul>{TEASERS}</ul>")) == list(story), markup


def test_a_page_is_never_left_unread_for_its_markup() -> None:
    for tag in ("div", "span", "td", "li", "dd", "section", "center", "pre", "blockquote", "x-paragraph"):
        body = "".join(f"<{tag}>{sentence}</{tag}>" for sentence in STORY)
        text = " ".join(read(page(f"{H1}{body}")).body.split())
        assert all(sentence in text for sentence in STORY), tag
