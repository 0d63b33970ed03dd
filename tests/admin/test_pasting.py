"""Adding an article from a page: paste, preview, correct, save; nothing is lost on the way."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles import editing
from articles.importers.web.pace import Pace
from articles.models import Article, Capture, Contribution, PastedDraft, Source, Status, User
from articles.seed import CONTRIBUTORS
from tests.admin.helpers import FormReader, act, change_address, list_address, member, messages_of, signed_in
from tests.admin.test_pages import INLINE
from tests.factories import ArticleFactory
from tests.importers.support import run, write_jsonl
from tests.importers.web.server import LOCAL, Site, serving

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/pasteddraft/add/"
STORY = (
    "The harbour of Brest opened again on Monday after engineers replaced the lock gates that a storm broke. "
    "Marguerite Kervella, who leads the port, said that forty ships had waited outside for nine days. "
    "The ministry in Paris paid for the repair, and promised France a second lock before the next winter. "
    "Fishermen were the first to leave, followed by two ferries and a tanker that carried fuel for Ukraine."
)
PAGE = f"""<html lang="en"><head><title>Harbour opens again</title>
<meta property="og:site_name" content="Daily Record"><meta name="author" content="Ann Berg">
<meta property="article:published_time" content="2014-03-17T10:30:00Z"></head><body><nav>Home News</nav>
<article><h1>Harbour opens again</h1><p>BREST, France (Reuters) - {STORY}</p><p>{STORY[::-1]}</p></article>
</body></html>"""


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web server that may be fetched from, without pauses."""
    settings.FETCH_ALLOW_NETWORKS = LOCAL
    monkeypatch.setattr(Pace, "wait", lambda *_: None)
    with serving() as running:
        yield running


def given(client: Client, **fields: Any) -> str:
    """Hand in a page; return the address of its preview."""
    answer = client.post(ADD, {"text": "", "address": "", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


class _Rules(FormReader):
    """Also collects the fields that occur several times."""

    def __init__(self) -> None:
        super().__init__("")
        self.rules: list[str] = []
        self.offered: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        found = dict(attrs)
        if found.get("name") == "offered":
            self.offered.append(found["value"] or "")
        if found.get("name") == "rules" and "checked" in found:
            self.rules.append(found["value"] or "")


def form_at(client: Client, address: str) -> dict[str, Any]:
    """Return the fields of a preview as a browser would send them."""
    page = client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    assert not INLINE.search(html)
    reader = _Rules()
    reader.feed(html.partition('class="paste paste-page"')[0].rpartition("<form")[0])
    reader.feed('<form id="">' + html.partition('class="paste paste-page"')[2].partition(">")[2])
    return {**reader.fields, "offered": reader.offered, "rules": ["", *reader.rules]}


def test_a_page_becomes_a_published_article(desk: Client, lena: User) -> None:
    address = given(desk, text=PAGE)
    found = form_at(desk, address)
    assert (found["headline"], found["byline"], found["source_name"]) == (
        "Harbour opens again", "Ann Berg", "Daily Record",
    )  # fmt: skip
    assert (found["published_on"], found["dateline"]) == ("2014-03-17", "Brest, France")
    assert found["body"].startswith("The harbour of Brest")
    page = desk.get(address).content.decode()
    for kind, name in (("person", "Marguerite Kervella"), ("country", "France"), ("country", "Ukraine")):
        assert f'<mark class="{kind}" title="{name}">{name}</mark>' in page
    answer = desk.post(address, {**found, "standfirst": "Forty ships waited.", "_publish": ""}, follow=True)
    assert "Published." in messages_of(answer)
    article = Article.objects.get()
    assert (article.status, article.source and article.source.name) == (Status.PUBLISHED, "Daily Record")
    assert article.edited_fields == ["standfirst"]
    assert article.contribution.author == lena
    assert article.person_ids
    assert Client().get(article.get_absolute_url()).status_code == 200
    capture = Capture.objects.get()
    assert bytes(capture.raw).decode() == PAGE
    assert (capture.media_type, capture.cleaning) == ("text/html", ["dateline"])
    assert PastedDraft.objects.count() == 0


def test_a_step_can_be_taken_back_and_taken_again(desk: Client) -> None:
    address = given(desk, text=PAGE)
    found = form_at(desk, address)
    assert "dateline" in found["rules"]
    desk.post(address, {**found, "byline": "A. Berg", "rules": [""], "_read": ""})
    back = form_at(desk, address)
    assert back["body"].startswith("BREST, France (Reuters) - The harbour")
    assert (back["dateline"], back["byline"]) == ("", "A. Berg"), "corrections by hand stay"
    assert "dateline" not in back["rules"]
    desk.post(address, {**back, "rules": ["", "dateline"], "_read": ""})
    assert form_at(desk, address)["body"].startswith("The harbour of Brest")


def test_saving_with_another_choice_of_steps_reads_the_page_first(desk: Client) -> None:
    address = given(desk, text=PAGE)
    answer = desk.post(address, {**form_at(desk, address), "rules": [""], "_publish": ""}, follow=True)
    assert "read again" in messages_of(answer)
    assert Article.objects.count() == 0
    assert form_at(desk, address)["body"].startswith("BREST, France")


@pytest.mark.parametrize(
    ("text", "note", "kept_line"),
    [
        ("Rain\n\nThis Article is From Mar 17, 2014\n\nIt rained.", "archive banner", "This Article is From"),
        ("Rain\n\nRain\n\nIt rained.", "doubled headline", "Rain"),
        ("Rain\n\nBy Ann Berg\n\nIt rained.", "header lines", "By Ann Berg"),
        ("Rain\n\nMarch 17, 2014\n\nIt rained.", "header lines", "March 17, 2014"),
        ("Title: Rain\nAuthor: Ann Berg\n\nIt rained.", "header lines", "Author: Ann Berg"),
        ("Rain\n\nAT&amp;T said that it rained.", "HTML entities", "AT&amp;T"),
        ("Rain\n\nWASHINGTON (Reuters) - It rained.", "dateline", "WASHINGTON (Reuters)"),
    ],
)
def test_each_step_can_be_taken_back(desk: Client, text: str, note: str, kept_line: str) -> None:
    address = given(desk, text=text)
    found = form_at(desk, address)
    assert note in found["rules"]
    assert kept_line not in found["body"]
    desk.post(address, {**found, "rules": [each for each in found["rules"] if each != note], "_read": ""})
    back = form_at(desk, address)
    assert kept_line in f"{back['headline']}\n{back['body']}"


def test_nothing_is_lost_when_something_is_wrong(desk: Client) -> None:
    address = given(desk, text=PAGE)
    wrong = {**form_at(desk, address), "published_on": "31 February", "body": "My own words."}
    answer = desk.post(address, {**wrong, "_publish": ""})
    assert answer.status_code == 200
    assert "Not saved yet" in answer.content.decode()
    assert "31 February" in answer.content.decode()
    assert Article.objects.count() == 0
    later = form_at(desk, address)
    assert (later["published_on"], later["body"]) == ("31 February", "My own words.")
    desk.logout()
    assert desk.post(address, {**wrong, "_keep": ""})["Location"].startswith("/admin/login/")
    assert PastedDraft.objects.get().fields["body"] == "My own words."


def test_what_is_kept_is_found_in_the_list(desk: Client) -> None:
    address = given(desk, text=PAGE)
    desk.post(address, {**form_at(desk, address), "headline": "A better headline", "_keep": ""})
    assert "A better headline" in desk.get(list_address(PastedDraft)).content.decode()
    assert "A better headline" in desk.get(ADD).content.decode()
    act(desk, "discard", [PastedDraft.objects.get()])
    assert PastedDraft.objects.count() == 0


def test_a_text_without_anything_to_read_can_still_be_completed(desk: Client) -> None:
    address = given(desk, text="<p></p>")
    assert "No article could be read from this" in desk.get(address).content.decode()
    done = {**form_at(desk, address), "headline": "Rain", "body": "It rained.", "language": "en"}
    assert desk.post(address, {**done, "_draft": ""}).status_code == 302
    article = Article.objects.get()
    assert (article.headline, article.status) == ("Rain", Status.DRAFT)
    assert bytes(Capture.objects.get().raw) == b"<p></p>"


def test_a_piece_of_a_page_is_read_as_text(desk: Client) -> None:
    found = form_at(desk, given(desk, text=f"<h2>Harbour opens</h2><p>{STORY}</p>"))
    assert found["headline"] == "Harbour opens"
    assert found["body"] == STORY


def test_a_file_and_why_some_are_refused(desk: Client) -> None:
    address = given(desk, file=SimpleUploadedFile("harbour.html", PAGE.encode()))
    assert form_at(desk, address)["headline"] == "Harbour opens again"
    several = SimpleUploadedFile("two.jsonl", b'{"headline": "a", "body": "b"}\n{"headline": "c"}\n')
    page = desk.get(given(desk, file=several)).content.decode()
    assert "it holds several articles" in page
    picture = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(200))
    text = desk.get(given(desk, file=picture)).content.decode()
    assert "it seems to be a PNG image, not text" in text, text[text.find("content-main") - 3000 :][:6000]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Paste a text or a page, or give an address or a file."),
        ({"text": "a", "address": "https://e.org/"}, "Give only one of them"),
        ({"address": "ftp://e.org/"}, "This address cannot be used"),
        ({"address": "http://127.0.0.1:1/"}, "cannot be used"),
    ],
)
def test_a_wrong_page_is_explained(desk: Client, fields: dict[str, str], says: str) -> None:
    answer = desk.post(ADD, {"text": "", "address": "", **fields})
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert all(value in answer.content.decode() for value in fields.values())


def test_an_address_is_fetched_and_later_imports_know_it(desk: Client, site: Site, tmp_path: Any) -> None:
    site.put("/harbour", PAGE, "text/html; charset=utf-8")
    address = given(desk, address=site.url("/harbour"))
    found = form_at(desk, address)
    assert found["url"] == site.url("/harbour")
    assert desk.post(address, {**found, "byline": "A. Berg", "_publish": ""}).status_code == 302
    capture = Capture.objects.get()
    assert (capture.reference, "200" in capture.http_headers) == (site.url("/harbour"), True)
    run(write_jsonl(tmp_path / "a.jsonl", [{"url": site.url("/harbour"), "headline": "H", "byline": "X"}]))
    article = Article.objects.get()
    assert (article.headline, article.byline) == ("H", "A. Berg"), "what was corrected by hand stays"

    page = desk.get(given(desk, address=site.url("/harbour"))).content.decode()
    assert "The archive may have this already" in page
    assert "the same address" in page


def test_an_address_that_does_not_answer_is_kept_in_the_form(desk: Client, site: Site) -> None:
    answer = desk.post(ADD, {"text": "", "address": site.url("/missing")})
    assert "The page could not be fetched" in answer.content.decode()
    assert site.url("/missing") in answer.content.decode()
    assert PastedDraft.objects.count() == 0


def test_versions_of_the_story_are_found(desk: Client) -> None:
    other = ArticleFactory.create(headline="Brest harbour reopens", body=f"{STORY}\n\nMore on Tuesday.")
    editing.compare_again([other.pk])
    ArticleFactory.create(headline="Something else", body=STORY[::-1])
    page = desk.get(given(desk, text=f"Harbour opens\n\n{STORY}")).content.decode()
    assert "Brest harbour reopens" in page
    assert "other headline" in page
    assert "Something else" not in page


def test_pages_of_others_do_not_exist(desk: Client, administrator: Client) -> None:
    address = given(desk, text=PAGE)
    for client in (administrator, signed_in(member("cleo", CONTRIBUTORS))):
        assert client.get(address).status_code == 404
        assert client.post(address, {"_discard": ""}).status_code == 404
        assert "Harbour" not in client.get(list_address(PastedDraft)).content.decode()
    assert PastedDraft.objects.count() == 1


def test_a_contributor_adds_drafts_from_existing_sources(static_files: None) -> None:
    cleo = member("cleo", CONTRIBUTORS)
    client = signed_in(cleo)
    ArticleFactory.create(headline="Secret harbour plans", body=STORY, status=Status.DRAFT)
    address = given(client, text=PAGE)
    assert "Secret harbour plans" not in client.get(address).content.decode()
    found = form_at(client, address)
    answer = client.post(address, {**found, "_publish": ""})
    assert "There is no source of this name" in answer.content.decode()
    Source.objects.create(name="Daily Record", slug="daily-record")
    assert client.post(address, {**found, "_publish": ""}).status_code == 302
    article = Article.objects.latest("pk")
    assert article.status == Status.DRAFT
    assert Contribution.objects.get(article=article).author == cleo
    assert client.get(change_address(article)).status_code == 200


def test_a_double_click_saves_once(desk: Client) -> None:
    address = given(desk, text=PAGE)
    sent = {**form_at(desk, address), "_draft": ""}
    first, second = desk.post(address, sent), desk.post(address, sent)
    assert first["Location"] == second["Location"] == change_address(Article.objects.get())
    assert reverse("admin:articles_pasteddraft_add") in desk.get(list_address(Article)).content.decode()
