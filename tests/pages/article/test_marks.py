"""Marked words in an article, and the entities in its margin."""

import pytest

from articles.models import EDITOR, Decision
from tests.factories import ArticleFactory, EntityFactory, country
from tests.pages.article.article_parts import lines, margin, marks, mention
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


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
    page = get(f"{article.get_absolute_url()}?names=on")
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
    assert titles[-1] == "Surname of John Kerry; full name above"


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
    """Between a change of the text and the next extraction, offsets may point anywhere."""
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
    page = get(f"{article.get_absolute_url()}?names=on")
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
        "“Kerry”: surname of John Kerry; full name below (probable) headline",
        "“John Kerry”: full name ¶ paragraph 1",
        "“Kerry”: surname of John Kerry; full name above; decided by an editor ¶ paragraph 2",
    ]
    assert people.one("details").links()["headline"] == f"#m{headline.pk}"
    assert page.one("a", id=f"m{full.pk}").text == "John Kerry"
    assert countries.links()["Ukraine"] == "/articles/?country=UA"
    assert [item.text for item in countries.one("details").all("li")] == [
        "“Kyiv”: capital of Ukraine ¶ paragraph 1",
        "“Ukrainians”: the people of Ukraine ¶ paragraph 2",
    ]
    where = countries.one("details").links()
    assert where == {"¶ paragraph 1": "#p1", "¶ paragraph 2": f"#m{word.pk}"}, "a rejected place has no mark"
    assert [item.classes for item in lines(countries)] == [set(), {"passing"}]


@pytest.mark.parametrize(
    ("kind", "name", "code", "words", "evidence", "why"),
    [
        ("country", "Russia", "RU", "Russian", "demonym", "Adjective for Russia"),
        ("country", "Switzerland", "CH", "Swiss", "demonym", "Adjective for Switzerland"),
        ("country", "United States", "US", "U.S.", "alias", "Another name for the United States"),
        ("country", "Ukraine", "UA", "Ukraine", "name", "Country name"),
        ("place", "Crimea", "UA", "Crimea", "region", "Region of Ukraine"),
        ("place", "Moscow", "RU", "Moscow", "capital", "Capital of Russia"),
        ("place", "Odesa", "UA", "Odessa", "city", "City in Ukraine"),
        ("place", "Africa", "", "Africa", "region", "Region"),
        ("organisation", "Kremlin", "RU", "Kremlin", "metonym", "Stands for the government of Russia"),
        ("organisation", "NATO", "", "NATO", "alias", "Another name for NATO"),
        ("organisation", "Gazprom", "RU", "Gazprom", "name", "Full name, in Russia"),
        ("person", "Theresa May", "", "Theresa", "alias", "First name of Theresa May"),
        ("person", "Sergei Lavrov", "", "Sergey Lavrov", "name", "Another form of the name Sergei Lavrov"),
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


def test_names_are_quiet_until_the_reader_asks_for_them(get: Getter) -> None:
    article = ArticleFactory.create(headline="Kerry", body="Kerry spoke.")
    kerry = EntityFactory.create(name="John Kerry")
    article.article_entities.create(entity=kerry, mention_count=1)
    named = mention(article, kerry, "Kerry")
    page = get(article.get_absolute_url())
    assert marks(page) == [("Kerry", "")], "a name that is not marked is not a link"
    assert margin(page) == {"People": ["John Kerry"]}
    places = [link for link in page.one("aside").links().values() if link.startswith("#m")]
    assert places == [f"#m{named.pk}"], "the margin still leads to it"
    marked = get(article.get_absolute_url() + page.links()["Highlight names"])
    assert marks(marked) == [("Kerry", "/people/john-kerry/")]
    assert marked.links()["Remove name highlights"] == "?"


def test_an_article_without_names_offers_no_marks(get: Getter) -> None:
    assert "Highlight names" not in get(ArticleFactory.create().get_absolute_url()).links()


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ("office", "surname alone; John Kerry was in office or in the news under it at the time (uncertain)"),
        ("archive", "surname alone; other articles of these years mean John Kerry (uncertain)"),
    ],
)
def test_surname_alone_says_on_what_ground(get: Getter, evidence: str, why: str) -> None:
    article = ArticleFactory.create(headline="Kerry in Kyiv")
    kerry = EntityFactory.create(name="John Kerry")
    article.article_entities.create(entity=kerry, mention_count=1)
    mention(article, kerry, "Kerry", "headline", evidence=evidence, score=0.6)
    people = get(article.get_absolute_url()).one("aside").all("section")[0]
    assert [item.text for item in people.one("details").all("li")] == [f"“Kerry”: {why} headline"]
