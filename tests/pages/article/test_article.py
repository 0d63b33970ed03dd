"""The article page: its text, its originals, and who may see it."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from articles.extraction import extract
from articles.extraction.annotations import Document
from articles.extraction.store.annotate import annotate
from articles.models import Decision, Entity, Status
from articles.views import articles as views
from tests.annotations import found, person, reference_article
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.pages.article.article_parts import capture, margin, marks, mention
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def test_every_field_is_shown_once(get: Getter) -> None:
    article = ArticleFactory.create(
        headline="A vote & its day",
        standfirst="The lead.",
        body="First paragraph\nwith a broken line.\n\n\n  Second paragraph.  \n\n",
        byline="Ada Writer",
        dateline="Simferopol",
        caption="People at a polling station",
        section="World",
        url="https://news.example/vote?a=1&b=2",
        published_on=date(2014, 3, 17),
        source=SourceFactory.create(name="The Daily Record"),
    )
    page = get(article.get_absolute_url())
    assert page.one("h1").text == "A vote & its day"
    assert page.one("title").text == "A vote & its day · News Archive"
    assert page.one("p", class_="standfirst").text == "The lead."
    assert page.one("figcaption").text == "Picture: People at a polling station"
    assert page.one("p", class_="meta").text == "Monday 17 March 2014 · The Daily Record · World"
    assert page.one("time", datetime="2014-03-17")
    body = [paragraph.text for paragraph in page.one("div", class_="body").all("p")]
    assert body == ["Simferopol First paragraph with a broken line.", "Second paragraph."]
    assert page.one("span", class_="dateline").text == "Simferopol"
    assert "By Ada Writer" in page.one("div", class_="byline").text
    prov = page.one("dl", class_="prov")
    assert prov.links()["https://news.example/vote?a=1&b=2"] == "https://news.example/vote?a=1&b=2"
    assert "There is no original" in prov.text
    assert (
        page.one("link", rel="canonical").attributes["href"]
        == f"http://testserver{article.get_absolute_url()}"
    )
    assert page.one("h1").attributes["lang"] == page.one("div", class_="body").attributes["lang"] == "en"
    assert [tag.attributes["id"] for tag in page.one("div", class_="body").all("p")] == ["p1", "p2"]


def test_article_of_a_headline_alone(get: Getter) -> None:
    page = get(ArticleFactory.create(headline="Bare", body="").get_absolute_url())
    assert page.one("p", class_="meta").text == "Date unknown"
    assert "has a headline but no text" in page.one("div", class_="body").text
    assert margin(page) == {}


@pytest.mark.parametrize(
    ("language", "way"),
    [
        *(
            ("en", "auto"),
            ("de-CH", "auto"),
            ("ar", "rtl"),
            ("he-IL", "rtl"),
            ("fa", "rtl"),
            ("ur-PK", "rtl"),
        ),
        *(("az-Arab", "rtl"), ("ku-Latn-TR", "auto"), ("ar-Latn", "auto"), ("pa-Arab-PK", "rtl")),
    ],
)
def test_text_runs_the_way_of_its_language(get: Getter, language: str, way: str) -> None:
    article = ArticleFactory.create(
        headline="H", standfirst="S", body="B", caption="C", language=language, published_on=date(2014, 1, 2)
    )
    page = get(article.get_absolute_url())
    texts = [page.one("h1"), page.one("p", class_="standfirst"), page.one("figcaption")]
    for text in [*texts, page.one("div", class_="body")]:
        assert (text.attributes["lang"], text.attributes["dir"]) == (language, way)
    (hit,) = get("/articles/").all("article", class_="hit")
    for text in (hit.one("h2"), hit.one("p", class_="text")):
        assert (text.attributes["lang"], text.attributes["dir"]) == (language, way)


def test_where_it_was_reported_from_is_said(get: Getter) -> None:
    article = ArticleFactory.create(dateline="Moscow")
    article.article_entities.create(entity=country("RU"), is_about=False, reported_from=True)
    article.article_entities.create(entity=country("FR"), status=Decision.REJECTED, reported_from=True)
    line = get(article.get_absolute_url()).one("div", class_="byline")
    assert "Reported from Russia" in line.text
    assert line.links()["Russia"] == "/countries/ru/"
    assert "France" not in line.text


def test_editors_get_from_the_page_to_where_it_is_corrected(get: Getter, admin_client: Client) -> None:
    person = EntityFactory.create(name="John Kerry")
    article = ArticleFactory.create(entities=[person], source=SourceFactory.create(name="Daily Record"))
    for address, link, heading in (
        (article.get_absolute_url(), "Correct this article (editors)", article.headline),
        (person.get_absolute_url(), "Correct this page (editors)", "John Kerry"),
        ("/sources/daily-record/", "Correct this page (editors)", "Daily Record"),
    ):
        page = admin_client.get(get(address).one("footer").links()[link])
        assert page.status_code == 200
        assert str(page.context["original"]) == heading


def test_provenance_names_origin_time_checksum_and_original(get: Getter, client: Client) -> None:
    article = ArticleFactory.create(extractor="rules-1", edited_fields=["headline"])
    raw = b"<html><script>alert(1)</script>\xff\x00caf\xe9</html>"
    first = capture(article, raw)
    second = capture(article, b"{}", "file:/srv/private/dump.jsonl#12")
    prov = get(article.get_absolute_url()).one("dl", class_="prov")
    assert "6 May 2024, 07:08 UTC from https://news.example/1 (text/html)" in prov.text
    assert "from dump.jsonl#12" in prov.text
    assert "/srv/private" not in prov.text
    assert f"sha256 {first.sha256}" in prov.text
    assert "found by a program (rules-1); text since corrected by an editor" in prov.text
    answer = client.get(f"/captures/{first.pk}/")
    assert answer.getvalue() == raw
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(client.get(f"/captures/{second.pk}/").getvalue()).hexdigest() == second.sha256


@pytest.mark.parametrize(("status", "code"), [(Status.DRAFT, 404), (Status.WITHDRAWN, 410)])
def test_what_is_not_published_is_not_there(
    get: Getter, client: Client, admin_client: Client, status: Status, code: int
) -> None:
    entity, source = EntityFactory.create(name="Only Here"), SourceFactory.create(name="Only Paper")
    article = ArticleFactory.create(headline="Secret", status=status, entities=[entity], source=source)
    original = capture(article, b"secret")
    own = (article.get_absolute_url(), f"/articles/{article.pk}/", f"/captures/{original.pk}/")
    told = {404: "Page not found", 410: "There is nothing at this address"}
    for path, answered in (
        *((path, code) for path in own),
        (entity.get_absolute_url(), 404),
        (source.get_absolute_url(), 404),
    ):
        page = get(path, status=answered)
        assert "Secret" not in page.text
        assert page.one("h1").text == told[answered]
    assert client.get(f"/api/articles/{article.pk}").status_code == code
    for path in ("/", "/people/", "/sources/", "/articles/", "/articles/facets/person/"):
        assert "Only" not in get(path).one("main").text
    assert admin_client.get(f"/captures/{original.pk}/").getvalue() == b"secret"


def test_wrong_or_missing_slug_leads_to_the_right_address(client: Client) -> None:
    article = ArticleFactory.create(headline="Crimea votes")
    for path in (
        f"/articles/{article.pk}/",
        f"/articles/{article.pk}/crimea-vote/",
        f"/articles/{article.pk}/é/",
    ):
        answer = client.get(path)
        assert answer.status_code in {301, 302}
        assert answer["Location"] == f"/articles/{article.pk}/crimea-votes/"
    headline_of_no_letters = ArticleFactory.create(headline="!!!")
    assert client.get(headline_of_no_letters.get_absolute_url()).status_code == 200
    chinese = ArticleFactory.create(headline="習近平訪問")
    assert client.get(chinese.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "path", ["/articles/999999999/", "/articles/99999999999999999999/", "/captures/999/"]
)
def test_what_never_was_is_not_there(get: Getter, path: str) -> None:
    get(path, status=404)


def test_script_in_every_field_is_text(get: Getter) -> None:
    evil = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>"
    source = SourceFactory.create(name=f"S {evil}", slug="s")
    entity = Entity.objects.create(kind="person", name=f"E {evil}", slug="e", description=evil)
    entity.names.create(name=f"N {evil}")
    article = ArticleFactory.create(
        **dict.fromkeys(("headline", "standfirst", "byline", "dateline", "caption", "section"), evil),
        body=f"{evil}\n\n{evil}",
        url=f"https://news.example/{evil}",
        source=source,
        extractor="<script>",
        entities=[entity],
    )
    for field in ("headline", "standfirst", "body", "dateline", "caption"):
        mention(article, entity, evil, field)
    capture(article, b"x", evil, media_type=evil, parser="<script>", cleaning=[evil])
    ArticleFactory.create(headline=f"Other {evil}", entities=[entity])
    for path in (
        article.get_absolute_url(),
        "/people/e/",
        "/sources/s/",
        "/people/",
        "/sources/",
        "/",
        "/articles/",
    ):
        page = get(path)
        assert page.all("img") == page.all("b", id="x") == []
        # Only the archive's own script files.
        names = ("article", "copy", "dates", "find", "keys", "marks", "results", "suggest", "timeline")
        ours = {f"/static/js/{name}" for name in names}
        scripts = [tag for tag in page.all("script") if tag.attributes.get("type") != "application/ld+json"]
        assert {tag.attributes["src"].partition(".")[0] for tag in scripts} <= ours
        assert [tag.raw_text for tag in scripts if tag.raw_text] == []
        assert "alert(1)" in page.one("main").raw_text
    assert get(article.get_absolute_url()).one("h1").raw_text == evil


def test_address_that_runs_a_script_is_no_link(get: Getter) -> None:
    """A form would refuse such a URL; imports and the database do not."""
    article = ArticleFactory.create(url="javascript:alert(1)")
    page = get(article.get_absolute_url())
    assert "javascript:alert(1)" in page.one("dl", class_="prov").text
    assert "javascript:alert(1)" not in page.links().values()


def test_related_articles_are_published_ones_with_a_reason(get: Getter) -> None:
    kerry, lavrov = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="Sergei Lavrov")
    day = date(2014, 3, 17)
    article = ArticleFactory.create(headline="Kerry meets Lavrov", published_on=day, entities=[kerry, lavrov])
    other = ArticleFactory.create(headline="Further talks", published_on=day, entities=[kerry, lavrov])
    ArticleFactory.create(headline="Secret", status=Status.DRAFT, published_on=day, entities=[kerry, lavrov])
    ArticleFactory.create(headline="Football", published_on=day)
    box = get(article.get_absolute_url()).one("section", class_="related")
    assert list(box.links().values()) == [other.get_absolute_url()]
    assert "17 March 2014 · also about John Kerry and Sergei Lavrov; the same day" in box.text


def test_queries_do_not_grow_with_mentions_and_neighbours(get: Getter, count_queries: QueryCounter) -> None:
    article = ArticleFactory.create(headline="Report one", body="x")
    capture(article, b"an earlier version")

    def read(people: int) -> int:
        names = [person(f"Ann Number{number}", start=number) for number in range(people)]
        annotate([(article, found(*names))])
        for number in range(people):
            other = ArticleFactory.create(headline=f"Report {number}")
            annotate([(other, found(*names[: number + 1]))])
        capture(article, str(people).encode())
        return count_queries(lambda: get(article.get_absolute_url()))

    before = read(3)
    assert read(12) <= before <= 17


@pytest.mark.corpora
def test_reference_article_reads_as_the_design_says(get: Getter, corpora: Path) -> None:
    article = reference_article(corpora)
    article.status = Status.PUBLISHED
    article.save()
    annotate([(article, extract(Document.of(article)))])
    page = get(f"{article.get_absolute_url()}?names=on")
    assert page.one("h1").text == "US rejects Crimea vote, says Russian actions 'dangerous'"
    assert page.one("span", class_="dateline").text == "Washington"
    listed = margin(page)
    assert set(listed["People"]) == {"John Kerry", "Sergei Lavrov", "Jay Carney"}
    assert set(listed["Countries"]) >= {"United States", "Ukraine", "Russia"}
    marked = marks(page)
    assert ("Kerry", "/people/john-kerry/") in marked
    assert ("Lavrov", "/people/sergei-lavrov/") in marked
    assert ("Kherson Oblast", "/places/kherson-oblast/") in marked
    body = " ".join(tag.raw_text for tag in page.one("div", class_="body").all("p"))
    assert body.removeprefix("Washington").split() == article.body.split()


def test_only_one_very_long_article_is_prepared_at_a_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    long, short = ArticleFactory.create(body="word " * 10), ArticleFactory.create(body="word")
    monkeypatch.setattr(views, "LONG", 20)
    assert client.get(long.get_absolute_url()).status_code == 200
    with views._long_pages:
        answer = client.get(long.get_absolute_url())
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert client.get(short.get_absolute_url()).status_code == 200
    assert client.get(long.get_absolute_url()).status_code == 200
