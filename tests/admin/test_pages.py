"""Every page of the admin opens for editors and administrators, under the strict Content Security Policy."""

import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from articles import editing
from articles.models import Article, Capture, MentionDecision, User, WordsInDoubt
from tests.admin.helpers import change_address, counting, editor, list_address, save
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

MODELS = ["article", "entity", "source", "capture", "user"]
INLINE = re.compile(
    r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*(\bsrc=|application/json))", re.IGNORECASE
)


def capture_of(article: Article, raw: bytes = b"<h1>Raw</h1>\x00\xff") -> Capture:
    return Capture.objects.create(
        article=article,
        reference="file:///srv/in/a.html",
        sha256="0" * 64,
        captured_at=datetime(2014, 3, 17, tzinfo=UTC),
        media_type="text/html",
        raw=raw,
        parser="html/1",
    )


@pytest.fixture
def stocked(administrator: Client) -> dict[str, object]:
    """One object of each kind."""
    article = ArticleFactory.create(
        headline="<script>alert(1)</script>",
        body="John Kerry spoke in Kiev, Ukraine.",
        source=SourceFactory.create(name="Daily <b>Record</b>"),
    )
    editing.extract_again([article.pk])
    return {
        "article": article,
        "entity": country("UA"),
        "source": article.source,
        "capture": capture_of(article),
        "user": User.objects.get(username="root"),
    }


def test_every_page_opens_without_inline_style_or_script(
    administrator: Client, stocked: dict[str, object]
) -> None:
    addresses = ["/admin/", "/admin/articles/", "/admin/password_change/"]
    addresses += [list_address(model) for model in (WordsInDoubt, MentionDecision)]
    for name, thing in stocked.items():
        addresses += [list_address(type(thing)), change_address(thing)]
        addresses += [change_address(thing).replace("change/", "history/")]
        if name != "capture":
            addresses += [f"/admin/articles/{name}/add/"]
            addresses += [change_address(thing).replace("change/", "delete/")]
    for address in addresses:
        answer = administrator.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert not INLINE.search(page), (address, INLINE.search(page))
        assert "alert(1)</script>" not in page, address
        assert "'unsafe" not in answer["Content-Security-Policy"]


def test_the_signed_out_are_asked_to_sign_in(client: Client, stocked: dict[str, object]) -> None:
    page = client.get("/admin/login/")
    assert page.status_code == 200
    assert "News Archive" in page.content.decode()
    for name in MODELS:
        assert client.get(f"/admin/articles/{name}/").status_code == 302


def test_the_group_of_editors_works_without_the_rest(desk: Client, stocked: dict[str, object]) -> None:
    for name in ("article", "entity", "source", "capture"):
        thing = stocked[name]
        assert desk.get(list_address(type(thing))).status_code == 200
        assert desk.get(change_address(thing)).status_code == 200
    assert desk.get("/admin/articles/user/").status_code == 403
    assert desk.get("/admin/auth/group/").status_code == 403


def test_captures_are_only_looked_at(administrator: Client, stocked: dict[str, object]) -> None:
    capture = stocked["capture"]
    page = administrator.get(change_address(capture)).content.decode()
    assert "&lt;h1&gt;Raw&lt;/h1&gt;" in page
    assert "0" * 64 in page
    assert administrator.get("/admin/articles/capture/add/").status_code == 403
    assert administrator.post(change_address(capture), {"reference": "x"}).status_code == 403
    delete = change_address(capture).replace("change/", "delete/")
    assert administrator.post(delete, {"post": "yes"}).status_code == 403
    assert Capture.objects.get().reference == "file:///srv/in/a.html"


def test_a_long_original_is_cut(administrator: Client, stocked: dict[str, object]) -> None:
    Capture.objects.all().delete()
    article = stocked["article"]
    assert isinstance(article, Article)
    capture = capture_of(article, b"x" * 2_000_000)
    answer = administrator.get(change_address(capture))
    assert len(answer.content) < 100_000
    assert "Only the first 50,000 bytes are shown." in answer.content.decode()


def test_captures_are_found_by_reference_checksum_and_article(
    administrator: Client, stocked: dict[str, object]
) -> None:
    article = stocked["article"]
    assert isinstance(article, Article)
    for term in ("file:///srv", "0" * 64, str(article.pk)):
        found = administrator.get("/admin/articles/capture/", {"q": term}).context["cl"].result_list
        assert len(found) == 1, term
        assert "raw" in found[0].get_deferred_fields()
    for term in ("nothing", "\0", "9" * 30, "x" * 100_000):
        assert administrator.get("/admin/articles/capture/", {"q": term}).status_code == 200


@pytest.mark.parametrize("model", ["source", "capture"])
def test_lists_cost_the_same_for_twice_the_rows(administrator: Client, model: str) -> None:
    def grow(start: int) -> None:
        for number in range(start, start + 5):
            article = ArticleFactory.create(source=SourceFactory.create(name=f"Paper {number}"))
            Capture.objects.create(
                article=article,
                reference=f"ref {number}",
                sha256=f"{number:064}",
                captured_at=datetime(2014, 3, 17, tzinfo=UTC),
                media_type="text/plain",
                raw=b"x",
                parser="t/1",
            )

    address = f"/admin/articles/{model}/"
    grow(0)
    administrator.get(address)
    with counting() as first:
        administrator.get(address)
        before = first()
    grow(5)
    with counting() as second:
        administrator.get(address)
        assert second() == before


def test_the_article_page_costs_the_same_for_twice_the_entities(desk: Client) -> None:
    few = ArticleFactory.create(entities=[EntityFactory.create() for _ in range(5)])
    many = ArticleFactory.create(entities=[EntityFactory.create() for _ in range(30)])
    desk.get(change_address(few))
    with counting() as first:
        desk.get(change_address(few))
        before = first()
    with counting() as second:
        desk.get(change_address(many))
        assert second() == before
    assert before < 25


def test_saving_costs_the_same_for_twice_the_entities(desk: Client) -> None:
    few = ArticleFactory.create(entities=[EntityFactory.create() for _ in range(5)])
    many = ArticleFactory.create(entities=[EntityFactory.create() for _ in range(30)])
    save(desk, ArticleFactory.create(), byline="Jane Roe")  # The first one creates the author.
    with counting() as first:
        save(desk, few, byline="Jane Roe")
        before = first()
    with counting() as second:
        save(desk, many, byline="Jane Roe")
        assert second() == before


def test_users_are_kept(administrator: Client) -> None:
    max_ = editor("max")
    page = administrator.get(change_address(max_)).content.decode()
    assert "max" in page
    assert "not-a-secret" not in page


def test_nothing_is_missing_from_the_checks() -> None:
    call_command("check", stdout=StringIO())
    for name in MODELS:
        assert apps.get_model("articles", name)
