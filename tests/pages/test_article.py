"""One article: its text, the words marked in it, who and where, and where it came from."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from articles.extraction import extract
from articles.extraction.annotate import annotate
from articles.extraction.records import Document
from articles.models import EDITOR, Article, Capture, Decision, Entity, Mention, Status
from tests.annotations import found, person, reference_article
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import Tag
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def mention(article: Article, entity: Entity, words: str, field: str = "body", **values: object) -> Mention:
    """Words of the article that name the entity, at the first place they stand."""
    start = getattr(article, field).index(words)
    given: dict[str, object] = {"kind": entity.kind, "evidence": "name", "origin": "test", "score": 0.9}
    given |= {"field": field, "start": start, "end": start + len(words), "surface": words}
    return Mention.objects.create(article=article, entity=entity, **(given | values))


def capture(article: Article, raw: bytes, reference: str = "https://news.example/1") -> Capture:
    return Capture.objects.create(
        article=article,
        reference=reference,
        sha256=hashlib.sha256(raw).hexdigest(),
        captured_at=datetime(2024, 5, 6, 7, 8, tzinfo=UTC),
        media_type="text/html",
        raw=raw,
        parser="html/1",
        cleaning=["banner", "headline said twice"],
    )


def marks(page: Tag) -> list[tuple[str, str]]:
    """The words marked in headline, lead texts and body, with where they lead."""
    return [
        (tag.raw_text, tag.attributes["href"])
        for tag in page.one("article").all("a")
        if any(name.startswith("e-") for name in tag.classes)
    ]


def lines(section: Tag) -> list[Tag]:
    """The lines of a section of the margin, without the reasons within them."""
    (listed,) = [child for child in section.children if isinstance(child, Tag) and child.name == "ul"]
    return [child for child in listed.children if isinstance(child, Tag)]


def margin(page: Tag) -> dict[str, list[str]]:
    """The margin: heading -> names."""
    return {
        section.one("h2").text: [item.one("a", class_="who").text for item in lines(section)]
        for section in page.one("aside").all("section")
    }


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
    assert "No original is kept" in prov.text
    assert page.one("link", rel="canonical").attributes["href"] == article.get_absolute_url()
    assert page.one("h1").attributes["lang"] == page.one("div", class_="body").attributes["lang"] == "en"
    assert [tag.attributes["id"] for tag in page.one("div", class_="body").all("p")] == ["p1", "p2"]


def test_article_of_a_headline_alone(get: Getter) -> None:
    page = get(ArticleFactory.create(headline="Bare", body="").get_absolute_url())
    assert page.one("p", class_="meta").text == "Date unknown"
    assert "has a headline and no text" in page.one("div", class_="body").text
    assert margin(page) == {}


def test_words_are_marked_where_they_stand_among_special_characters(get: Getter) -> None:
    article = ArticleFactory.create(
        headline='"A" & <b> \N{PILE OF POO}Kerry',
        standfirst="& Kerry",
        caption="<i>Kerry</i>",
        dateline="Kyiv & more",
        body="She: \"1 < 2 & 3 > 2\", 'Kerry' said.\n\n\n&amp; Kerry's <p>Kerry</p> \u00e9e\u0301 Kerry",
    )
    kerry, kyiv = EntityFactory.create(name="John Kerry"), EntityFactory.create(kind="place", name="Kyiv")
    for entity in (kerry, kyiv):
        article.article_entities.create(entity=entity)
    for field in ("headline", "standfirst", "caption", "body"):
        mention(article, kerry, "Kerry", field)
    mention(article, kyiv, "Kyiv", "dateline")
    last = article.body.rindex("Kerry")
    mention(article, kerry, "Kerry", start=last, end=last + 5, evidence="surname")
    page = get(article.get_absolute_url())
    assert marks(page) == [
        ("Kerry", "/people/john-kerry/"),
        ("Kerry", "/people/john-kerry/"),
        ("Kerry", "/people/john-kerry/"),
        ("Kyiv", "/places/kyiv/"),
        ("Kerry", "/people/john-kerry/"),
        ("Kerry", "/people/john-kerry/"),
    ]
    assert page.one("h1").raw_text == article.headline
    assert page.one("p", class_="standfirst").raw_text == article.standfirst
    assert page.one("figcaption").all("span")[1].raw_text == article.caption
    paragraphs = [tag.raw_text for tag in page.one("div", class_="body").all("p")]
    assert paragraphs == ["Kyiv & more " + article.body.split("\n\n\n")[0], article.body.split("\n\n\n")[1]]
    titles = [tag.attributes.get("title", "") for tag in page.one("div", class_="body").all("a")]
    assert titles[-1] == "Family name of John Kerry, named in full above"


def test_mark_at_both_ends_and_beside_another(get: Getter) -> None:
    article = ArticleFactory.create(headline="x", body="AliceBob")
    alice, bob = EntityFactory.create(name="Alice"), EntityFactory.create(name="Bob")
    for entity in (alice, bob):
        article.article_entities.create(entity=entity)
        mention(article, entity, entity.name)
    page = get(article.get_absolute_url())
    assert [words for words, _ in marks(page)] == ["Alice", "Bob"]
    assert page.one("div", class_="body").raw_text == "AliceBob"


def test_offsets_of_an_older_text_mark_nothing_wrong(get: Getter) -> None:
    """Between a change of the text and its next reading, offsets may point anywhere."""
    article = ArticleFactory.create(headline="x", body="Kerry spoke.\n\nThen Kerry left, and Kerry came.")
    kerry = EntityFactory.create(name="John Kerry")
    article.article_entities.create(entity=kerry)
    for start, end in ((0, 5), (2, 7), (10, 22), (19, 24), (20, 25), (35, 40), (46, 52), (900, 905)):
        mention(article, kerry, "Kerry", start=start, end=end)
    page = get(article.get_absolute_url())
    assert [words for words, _ in marks(page)] == ["Kerry", "Kerry", "Kerry"]
    paragraphs = [tag.raw_text for tag in page.one("div", class_="body").all("p")]
    assert paragraphs == ["Kerry spoke.", "Then Kerry left, and Kerry came."]


def test_overlapping_and_nested_words_are_marked_once(get: Getter) -> None:
    article = ArticleFactory.create(headline="x", body="New York Times reporters")
    paper = EntityFactory.create(kind="organisation", name="New York Times")
    place = EntityFactory.create(kind="place", name="New York")
    for entity in (paper, place):
        article.article_entities.create(entity=entity)
        mention(article, entity, entity.name)
    page = get(article.get_absolute_url())
    assert len(marks(page)) == 1
    assert page.one("div", class_="body").raw_text == article.body


def test_rejected_entity_is_neither_marked_nor_listed(get: Getter) -> None:
    article = ArticleFactory.create(headline="x", body="Kerry met Carney.")
    kerry, carney = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="Jay Carney")
    article.article_entities.create(entity=kerry, status=Decision.REJECTED, mention_count=1)
    article.article_entities.create(entity=carney, status=Decision.CONFIRMED, mention_count=1)
    mention(article, kerry, "Kerry")
    mention(article, carney, "Carney", evidence="surname")
    met = mention(article, carney, "met", status="ambiguous")
    met.entity = None
    met.save()
    page = get(article.get_absolute_url())
    assert marks(page) == [("Carney", "/people/jay-carney/")]
    assert margin(page) == {"People": ["Jay Carney"]}
    assert "confirmed by an editor" in page.one("aside").text


def test_margin_links_to_the_filtered_list_and_says_why(get: Getter) -> None:
    article = ArticleFactory.create(
        headline="Kerry and Kyiv", body="John Kerry went to Kyiv.\n\nKerry met Ukrainians."
    )
    kerry, ukraine, france = EntityFactory.create(name="John Kerry"), country("UA"), country("FR")
    kyiv = EntityFactory.create(kind="place", name="Kyiv", code="UA")
    article.article_entities.create(entity=kerry, mention_count=3)
    article.article_entities.create(entity=ukraine, mention_count=2)
    article.article_entities.create(entity=kyiv, mention_count=1, status=Decision.REJECTED)
    article.article_entities.create(entity=france, mention_count=1, is_about=False)
    headline = mention(article, kerry, "Kerry", "headline", evidence="surname", score=0.7)
    full = mention(article, kerry, "John Kerry")
    at = article.body.rindex("Kerry")
    mention(article, kerry, "Kerry", start=at, end=at + 5, evidence="surname", origin=EDITOR)
    mention(article, kyiv, "Kyiv", code="UA", evidence="capital")
    word = mention(article, ukraine, "Ukrainians", code="UA", evidence="demonym")
    page = get(article.get_absolute_url())
    people, countries = page.one("aside").all("section")
    assert people.links()["John Kerry"] == "/articles/?person=john-kerry"
    assert people.one("summary").text == "3 mentions: why is John Kerry here?"
    assert [item.text for item in people.one("details").all("li")] == [
        "“Kerry”: family name of John Kerry, named in full below (score 0.70) headline",
        "“John Kerry”: full name of John Kerry ¶ paragraph 1",
        "“Kerry”: family name of John Kerry, named in full above, an editor’s decision ¶ paragraph 2",
    ]
    assert people.one("details").links()["headline"] == f"#m{headline.pk}"
    assert page.one("a", id=f"m{full.pk}").text == "John Kerry"
    assert countries.links()["Ukraine"] == "/articles/?country=UA"
    assert [item.text for item in countries.one("details").all("li")] == [
        "“Kyiv”: capital of Ukraine ¶ paragraph 1",
        "“Ukrainians”: word for the people of Ukraine ¶ paragraph 2",
    ]
    where = countries.one("details").links()
    assert where == {"¶ paragraph 1": "#p1", "¶ paragraph 2": f"#m{word.pk}"}, "a rejected place has no mark"
    assert [item.classes for item in lines(countries)] == [set(), {"passing"}]


@pytest.mark.parametrize(
    ("kind", "name", "code", "words", "evidence", "why"),
    [
        ("country", "Russia", "RU", "Russian", "demonym", "Adjective for Russia"),
        ("country", "Switzerland", "CH", "Swiss", "demonym", "Adjective for Switzerland"),
        ("country", "United States", "US", "U.S.", "alias", "Another name of the United States"),
        ("country", "Ukraine", "UA", "Ukraine", "name", "Name of Ukraine"),
        ("place", "Crimea", "UA", "Crimea", "region", "Region of Ukraine"),
        ("place", "Moscow", "RU", "Moscow", "capital", "Capital of Russia"),
        ("place", "Odesa", "UA", "Odessa", "city", "City in Ukraine"),
        ("place", "Africa", "", "Africa", "region", "Region"),
        ("organisation", "Kremlin", "RU", "Kremlin", "metonym", "Stands for the government of Russia"),
        ("organisation", "NATO", "", "NATO", "alias", "Another name of NATO"),
        ("organisation", "Gazprom", "RU", "Gazprom", "name", "Full name of Gazprom, of Russia"),
        ("person", "Theresa May", "", "Theresa", "alias", "Given name of Theresa May"),
        ("person", "Sergei Lavrov", "", "Sergey Lavrov", "name", "Another form of the name of Sergei Lavrov"),
    ],
)
def test_every_mark_tells_its_evidence(
    get: Getter, kind: str, name: str, code: str, words: str, evidence: str, why: str
) -> None:
    article = ArticleFactory.create(headline="x", body=f"Here: {words}.")
    entity = country(code) if kind == "country" else EntityFactory.create(kind=kind, name=name, code=code)
    article.article_entities.create(entity=entity, mention_count=1)
    mention(article, entity, words, evidence=evidence, code=code)
    mark = get(article.get_absolute_url()).one("div", class_="body").all("a")[0]
    assert (mark.text, mark.attributes["title"]) == (words, why)


def test_the_first_mention_in_the_text_bears_a_note_that_leads_to_the_margin_and_back(get: Getter) -> None:
    article = ArticleFactory.create(headline="Kerry", body="Putin and Kerry met. Kerry left, so did Putin.")
    kerry, putin = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="Vladimir Putin")
    for entity in (kerry, putin):
        article.article_entities.create(entity=entity, mention_count=2)
        for start in (article.body.index(entity.name[-5:]), article.body.rindex(entity.name[-5:])):
            mention(article, entity, entity.name[-5:], start=start, end=start + 5, evidence="surname")
    mention(article, kerry, "Kerry", "headline", evidence="surname")
    page = get(article.get_absolute_url())
    notes = page.all("a", class_="noteref")
    assert [note.attributes["aria-label"] for note in notes] == [
        "Note 1: Vladimir Putin",
        "Note 2: John Kerry",
    ]
    assert [note.raw_text for note in notes] == ["", ""], "copied text has no numbers in it"
    for note in notes:
        number = note.attributes["data-note"]
        assert note.attributes["href"] == f"#n{number}"
        assert note.attributes["aria-label"].endswith(page.one("a", id=f"n{number}").text)
        back = page.one("aside").one("a", href=f"#r{number}")
        assert (back.text, note.attributes["id"]) == (number, f"r{number}")
    assert page.one("h1").all("a", class_="noteref") == []


def test_a_long_margin_unfolds(get: Getter) -> None:
    article = ArticleFactory.create()
    for number in range(11):
        article.article_entities.create(entity=EntityFactory.create(name=f"Ann {number:02}"), mention_count=1)
    assert len(margin(get(article.get_absolute_url()))["People"]) == 11, "a single one is not worth unfolding"
    article.article_entities.create(entity=EntityFactory.create(name="Ann 12"), mention_count=1)
    page = get(article.get_absolute_url())
    assert len(margin(page)["People"]) == 10
    assert page.one("details", class_="rest").one("summary").text == "2 more: People"
    assert len(page.one("aside").all("a", class_="who")) == 12


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


def test_marks_can_be_hidden(get: Getter) -> None:
    article = ArticleFactory.create(headline="Kerry", body="Kerry spoke.")
    kerry = EntityFactory.create(name="John Kerry")
    article.article_entities.create(entity=kerry, mention_count=1)
    mention(article, kerry, "Kerry")
    page = get(article.get_absolute_url())
    plain = get(article.get_absolute_url() + page.links()["Hide marks"])
    assert marks(plain) == []
    assert margin(plain) == {"People": ["John Kerry"]}
    places = [link for link in plain.one("aside").links().values() if link.startswith("#")]
    assert set(places) == {"#p1"}, "words that are not marked are found by their paragraph"
    assert plain.links()["Show marks"] == "?"


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
    assert "html/1; cleaned: banner, headline said twice" in prov.text
    assert "found by rules-1; text corrected by an editor" in prov.text
    answer = client.get(f"/captures/{first.pk}/")
    assert answer.content == raw
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(client.get(f"/captures/{second.pk}/").content).hexdigest() == second.sha256


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_what_is_not_published_is_not_there(
    get: Getter, client: Client, admin_client: Client, status: Status
) -> None:
    entity, source = EntityFactory.create(name="Only Here"), SourceFactory.create(name="Only Paper")
    article = ArticleFactory.create(headline="Secret", status=status, entities=[entity], source=source)
    original = capture(article, b"secret")
    for path in (
        article.get_absolute_url(),
        f"/articles/{article.pk}/",
        f"/captures/{original.pk}/",
        entity.get_absolute_url(),
        source.get_absolute_url(),
    ):
        page = get(path, status=404)
        assert "Secret" not in page.text
        assert page.one("h1").text == "There is nothing at this address"
    assert client.get(f"/api/articles/{article.pk}").status_code == 404
    for path in ("/", "/people/", "/sources/", "/articles/", "/articles/facets/person/"):
        assert "Only" not in get(path).one("main").text
    assert admin_client.get(f"/captures/{original.pk}/").content == b"secret"


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
    made = capture(article, b"x", evil)
    Capture.objects.filter(pk=made.pk).update(media_type=evil, parser="<script>", cleaning=[evil])
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
        # Scripts of the archive's own, from a file of its own, and no other.
        ours = {f"/static/js/{name}" for name in ("article", "copy", "find", "marks", "results")}
        assert {tag.attributes["src"].partition(".")[0] for tag in page.all("script")} <= ours
        assert [tag.raw_text for tag in page.all("script") if tag.raw_text] == []
        assert "alert(1)" in page.one("main").raw_text
    assert get(article.get_absolute_url()).one("h1").raw_text == evil


def test_address_that_runs_a_script_is_no_link(get: Getter) -> None:
    """A form would refuse such an address; an import or the database does not."""
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

    def read(people: int) -> int:
        names = [person(f"Ann Number{number}", start=number) for number in range(people)]
        annotate([(article, found(*names))])
        for number in range(people):
            other = ArticleFactory.create(headline=f"Report {number}")
            annotate([(other, found(*names[: number + 1]))])
        capture(article, str(people).encode())
        return count_queries(lambda: get(article.get_absolute_url()))

    before = read(3)
    assert read(12) <= before <= 15


@pytest.mark.corpora
def test_reference_article_reads_as_the_design_says(get: Getter, corpora: Path) -> None:
    article = reference_article(corpora)
    article.status = Status.PUBLISHED
    article.save()
    annotate([(article, extract(Document.of(article)))])
    page = get(article.get_absolute_url())
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
