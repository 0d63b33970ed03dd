"""The comparison of an original with its article."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import Article, Capture, Status
from articles.presentation import original
from articles.presentation.original import OriginalComparison
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory
from tests.html import Tag
from tests.pages.article.article_parts import capture
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
TEXT = """This Article is From Mar 17, 2014

US rejects Crimea vote

US rejects Crimea vote

A woman casts her ballot in Simferopol (photo by a passer-by)

Washington: The White House rejected the referendum in Crimea on Sunday.

Nobody should doubt it, a spokesman said.

Promoted: ten ways to win
"""
PAGE = """<!doctype html><html><head><title>Vote</title><script>alert(1)</script></head><body>
<nav><a href="/">Home</a></nav>
<h1>US rejects Crimea vote</h1>
<p>The White House <b>rejected</b> the referendum in Crimea &amp; elsewhere.</p>
<p>Der Sprecher sagte: sch\xf6n.</p>
</body></html>"""


def pairs(page: Tag) -> list[tuple[str, str]]:
    """Return the rows: the original, and the article."""
    return [
        (row.one("div", class_="was").text, row.one("div", class_="is").text)
        for row in page.all("div", class_="pair")
    ]


def fates(article: Article, raw: bytes, media_type: str) -> list[tuple[str, str, list[str]]]:
    """Return for each piece its first word, its fate, and the parts of the article it became."""
    compared = OriginalComparison.of(article, raw, media_type)
    return [
        (
            piece.text.split()[0],
            piece.fate,
            [f"{part.name} {part.number or ''}".strip() for part in piece.parts],
        )
        for piece in compared.pieces
    ]


def imported(tmp_path: Path, name: str, raw: bytes) -> Article:
    """Import a file and return its article."""
    (tmp_path / name).write_bytes(raw)
    call_command("import_articles", str(tmp_path / name))
    return Article.objects.get()


def test_every_piece_of_a_text_says_what_became_of_it(get: Getter, tmp_path: Path) -> None:
    article = imported(tmp_path, "vote.txt", TEXT.encode())
    assert fates(article, TEXT.encode(), "text/plain") == [
        ("This", "banner", []),
        ("US", "kept", ["headline"]),
        ("US", "again", []),
        ("A", "kept", ["caption"]),
        ("Washington:", "kept", ["dateline", "paragraph 1"]),
        ("Nobody", "kept", ["paragraph 2"]),
        ("Promoted:", "kept", ["paragraph 3"]),
    ]
    article.body = article.body.partition("\n\nPromoted")[0]
    article.save()
    page = get(get(article.get_absolute_url()).one("div", class_="byline").links()["Original"])
    rows = pairs(page)
    assert rows[0] == ("Removed: banner with the date This Article is From Mar 17, 2014", "")
    assert rows[2] == ("Removed: repeated headline US rejects Crimea vote", "")
    assert rows[4][1].startswith("Dateline Washington Paragraph 1 The White House rejected")
    assert rows[6] == ("Removed Promoted: ten ways to win", "")
    assert [tag.raw_text for tag in page.all("del")] == [
        "This Article is From Mar 17, 2014",
        "US rejects Crimea vote",
        "Promoted: ten ways to win",
    ]
    made = Capture.objects.get()
    assert made.sha256 in page.one("dl").text
    assert "vote.txt" in page.one("dl").text
    assert "Removed: a line with the date of the page, the repeated headline" in page.one("dl").text
    assert f"text/plain, {len(TEXT.encode())} bytes" in page.one("dl").text
    assert page.links()["exact copy"] == f"/captures/{made.pk}/"


def test_a_page_is_shown_as_source_in_its_own_encoding(get: Getter) -> None:
    article = ArticleFactory.create(
        headline="US rejects Crimea vote",
        body="The White House rejected the referendum in Crimea & elsewhere.\n\nDer Sprecher sagte: schön.",
    )
    capture(article, PAGE.encode("latin-1"))
    page = get(f"{article.get_absolute_url()}original/")
    assert [tag for tag in page.all("script") if not tag.attributes.get("src")] == []
    assert "<script>alert(1)</script>" in page.one("main").raw_text
    rows = pairs(page)
    assert [row[1].partition(" The")[0].partition(" Der")[0] for row in rows] == [
        "",
        "Headline US rejects Crimea vote",
        "Paragraph 1",
        "Paragraph 2",
        "",
    ]
    assert rows[3][0] == "<p>Der Sprecher sagte: schön.</p>"


def test_a_record_is_shown_field_by_field(get: Getter, tmp_path: Path) -> None:
    record = {
        "headline": "Vote",
        "body": "One.\n\nTwo.",
        "date": "2014-03-17",
        "views": 12,
        "byline": "By Ann",
    }
    article = imported(tmp_path, "a.jsonl", json.dumps(record).encode())
    rows = pairs(get(f"{article.get_absolute_url()}original/"))
    assert rows == [
        ("headline Vote", "Headline Vote"),
        ("body One.", "Paragraph 1 One."),
        ("Two.", "Paragraph 2 Two."),
        ("date 2014-03-17", ""),
        ("views 12", ""),
        ("byline By Ann", "Byline Ann"),
    ]


def test_what_an_editor_added_is_not_in_the_original(get: Getter) -> None:
    article = ArticleFactory.create(headline="Vote", body="One.\n\nAdded.", edited_fields=["body"])
    capture(article, b"Vote\n\nOne.\n\n", media_type="text/plain")
    page = get(f"{article.get_absolute_url()}original/")
    assert pairs(page)[-1] == ("Not found verbatim in the original", "Paragraph 2 Added.")
    assert "an editor has since changed the text" in page.one("dl").text


def test_of_several_originals_one_is_chosen(get: Getter) -> None:
    article = ArticleFactory.create(headline="Vote")
    first, second = capture(article, b"first"), capture(article, b"second")
    path = f"{article.get_absolute_url()}original/"
    for made, words in ((first, "first"), (second, "second")):
        page = get(f"{path}?capture={made.pk}")
        assert words in page.one("div", class_="pairs").text
        chosen = page.one("main").one("a", **{"aria-current": "true"})
        assert chosen.attributes["href"] == f"?capture={made.pk}"
    assert get(f"{path}?capture=x").all("div", class_="pair")
    other = capture(ArticleFactory.create(), b"third")
    assert "third" not in get(f"{path}?capture={other.pk}").text


def test_an_article_without_an_original_says_so(get: Getter) -> None:
    article = ArticleFactory.create()
    page = get(f"{article.get_absolute_url()}original/")
    assert "This article has no original: it was entered by hand." in page.text
    assert "Original" not in get(article.get_absolute_url()).one("div", class_="byline").links()


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/json", "x/<script>"])
@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"\x00\x01\xff\xfe", b"{", b"[1]", b'{"a": ' * 5000, b"<" * 100_000, b"<p>" * 50_000),
        *(b"a\n\n" * 30_000, "\u202egnol\u0000".encode(), b"\xff\xfeV\x00o\x00t\x00e\x00", b"x" * 300_000),
    ],
)
def test_any_bytes_can_be_shown(get: Getter, raw: bytes, media_type: str) -> None:
    article = ArticleFactory.create(headline="Vote", body="One.\n\n" * 100)
    capture(article, raw, media_type=media_type)
    page = get(f"{article.get_absolute_url()}original/")
    assert len(page.one("div", class_="pairs").raw_text) < 1_000_000
    assert "\x00" not in page.raw_text


def test_a_huge_original_is_bounded(
    get: Getter, monkeypatch: pytest.MonkeyPatch, count_queries: QueryCounter
) -> None:
    monkeypatch.setattr("articles.views.captures.MAX_BYTES", 1000)
    article = ArticleFactory.create(headline="Vote", body="Schön.")
    # The cut falls inside a letter.
    made = capture(article, "é".encode() * 100_000, media_type="text/plain")
    page = get(f"{article.get_absolute_url()}original/")
    assert "longer than the part shown" in page.text
    assert page.links()["The whole original"] == f"/captures/{made.pk}/"
    assert "é" in page.one("div", class_="pairs").text
    assert "Ã" not in page.one("div", class_="pairs").text
    assert page.all("div", class_="added") == []
    assert count_queries(lambda: get(f"{article.get_absolute_url()}original/")) <= 5


def test_many_pieces_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(original, "MAX_PIECES", 10)
    article = ArticleFactory.create(headline="Vote", published_on=date(2014, 3, 17))
    compared = OriginalComparison.of(article, b"word\n\n" * 50, "text/plain")
    assert (len(compared.pieces), compared.is_cut, compared.added) == (10, True, [])


def test_only_published_articles_and_the_right_address(client: Client) -> None:
    article = ArticleFactory.create(headline="Vote", status=Status.DRAFT)
    capture(article, b"secret")
    assert client.get(f"/articles/{article.pk}/vote/original/").status_code == 404
    Article.objects.update(status=Status.PUBLISHED)
    answer = client.get(f"/articles/{article.pk}/other/original/")
    assert answer["Location"] == f"/articles/{article.pk}/vote/original/"
    assert client.get(answer["Location"])["X-Robots-Tag"] == "noindex"
