"""The concordance of a search: its words in the middle of their sentences, as a page and as a file."""

import csv
import io
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from articles.middleware import rate_limit
from newsarchive.rate_limiter import Limiter, Rate
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory
from tests.html import Tag
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
PAGE = "/articles/sentences/"
FILE = "/articles/sentences.csv"


@pytest.fixture
def strikes() -> None:
    argus, beacon = (SourceFactory.create(name=name) for name in ("Argus", "Beacon"))
    for headline, body, day, source in (
        ("Miners walk out", "It rained. The miners called a strike on Monday.", date(2012, 5, 1), beacon),
        ("A bold <b>strike</b>", "=Strikes ended. Nobody else cared.", date(2014, 3, 1), argus),
        ("Weather", "It rained all day.", date(2015, 1, 1), argus),
        ("Again", "It rained. The miners called a strike on Monday.", date(2016, 5, 1), argus),
    ):
        ArticleFactory.create(headline=headline, body=body, published_on=day, source=source)


def lines(page: Tag) -> list[tuple[str, str, str]]:
    every = page.one("ol", class_="kwic").all("li")
    left, middle, right = (
        [each.one("span", class_=name).text for each in every] for name in ("left", "keyword", "right")
    )
    return list(zip(left, middle, right, strict=True))


def rows(client: Client, path: str) -> list[dict[str, str]]:
    text = b"".join(client.get(path)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_words_stand_in_the_middle(get: Getter, strikes: None) -> None:
    page = get(f"{PAGE}?q=strike")
    assert page.one("h1").text == "strike"
    assert page.one("h2", id="count").text == "Sentences of 3 articles"
    assert lines(page) == [
        ("The miners called a", "strike", "on Monday."),
        ("A bold <b>", "strike", "</b>"),
        ("=", "Strikes", "ended."),
    ]
    first = page.one("ol", class_="kwic").all("li")[0]
    assert "Beacon and 1 other article" in first.text
    assert str(first.one("a").attributes["href"]).endswith("/miners-walk-out/?q=strike")
    assert page.one("meta", name="robots").attributes["content"] == "noindex, follow"
    assert page.links()["Back to the results"] == "/articles/?q=strike"
    assert page.links()["Download all sentences (CSV)"] == f"{FILE}?q=strike"


def test_orders(get: Getter, strikes: None) -> None:
    def middles(order: str) -> list[str]:
        page = get(f"{PAGE}?q=strike&order={order}")
        assert page.one("h2", id="count").text == (
            "3 sentences" if order in {"before", "after", "source"} else "Sentences of 3 articles"
        )
        return [left for left, *_ in lines(page)]

    assert middles("newest") == ["The miners called a", "A bold <b>", "="]
    assert middles("before") == ["The miners called a", "A bold <b>", "="]
    assert middles("after") == ["A bold <b>", "=", "The miners called a"]
    assert middles("source") == ["A bold <b>", "=", "The miners called a"]
    assert middles("sideways") == middles("oldest")


def test_filters_narrow_the_sentences_and_can_be_removed(get: Getter, strikes: None) -> None:
    page = get(f"{PAGE}?q=strike&source=argus&before=2015&order=newest")
    assert len(lines(page)) == 2
    chips = page.one("ul", class_="chips")
    assert [link.attributes["href"] for link in chips.all("a")] == [
        f"{PAGE}?q=strike&before=2015",
        f"{PAGE}?q=strike&source=argus",
        f"{PAGE}?q=strike",
    ]
    assert {
        each.attributes["name"]: each.attributes["value"]
        for each in page.one("form", class_="within").all("input")
    } == {
        "source": "argus",
        "order": "newest",
        "q": "strike",
        "after": "",
        "before": "2015",
    }
    assert "ignored" in get(f"{PAGE}?q=strike&country=zz9").one("ul", class_="notes").text


def test_phrases_other_forms_and_other_languages(get: Getter, db: None) -> None:
    ArticleFactory.create(headline="Le vote", body="Les députés ont voté. Il pleut.", language="fr")
    ArticleFactory.create(
        headline="Votes", body="The secret vote\nwas held. A vote was secret.", language="en"
    )
    assert lines(get(f"{PAGE}?q=députée")) == [("Les", "députés", "ont voté.")]
    assert lines(get(f'{PAGE}?q="secret+vote"')) == [("The", "secret vote", "was held.")]
    assert lines(get(f"{PAGE}?q=headline:vote")) == [("Le", "vote", ""), ("", "Votes", "")]


def test_words_without_spaces(get: Getter, client: Client, db: None) -> None:
    ArticleFactory.create(headline="東京", body="雨が降った。首相は東京で話した。", language="ja")
    assert [middle for _, middle, _ in lines(get(f"{PAGE}?q=東京"))] == ["東京", "東京"]
    assert [row["name"] for row in rows(client, f"{FILE}?q=東京")] == ["東京", "東京"]


def test_a_page_shows_the_first_places_of_a_long_article(get: Getter, client: Client, db: None) -> None:
    ArticleFactory.create(headline="Long", body=" ".join(f"Strike {number} began." for number in range(130)))
    assert [len(lines(get(f"{PAGE}?q=strike&order={order}"))) for order in ("oldest", "after")] == [100, 50]
    assert get(f"{PAGE}?q=strike&order=after").one("h2", id="count").text.startswith("100 sentences")
    assert len(rows(client, f"{FILE}?q=strike")) == 130


def test_pages(get: Getter, db: None) -> None:
    for number in range(25):
        ArticleFactory.create(headline=f"Number {number}", body=f"A strike lasted {number} days.")
    page = get(f"{PAGE}?q=strike")
    assert page.one("h2", id="count").text == "Sentences of articles 1–20 of 25"
    assert page.links()["Next"] == "?q=strike&page=2"
    assert len(lines(get(f"{PAGE}?q=strike&page=2"))) == 5
    assert len(lines(get(f"{PAGE}?q=strike&page=999"))) == 5


@pytest.mark.parametrize(
    "query", ["", "?q=", "?source=argus", "?q=-strike", "?q=source:argus", "?q=the", "?q=%00("]
)
def test_a_search_without_words_says_what_to_do(
    get: Getter, client: Client, strikes: None, query: str
) -> None:
    page = get(f"{PAGE}{query}")
    assert page.one("h1").text == "Sentences"
    assert page.one("div", class_="empty").text.startswith("Search for one or more words")
    assert page.one("input", id="q")
    assert "Download all sentences (CSV)" not in page.links()
    assert not page.all("ol", class_="kwic")
    file = client.get(f"{FILE}{query}")
    assert file.status_code == 302
    assert file["Location"].startswith(PAGE)


def test_no_match_and_no_sentence(get: Getter, strikes: None) -> None:
    nothing = get(f"{PAGE}?q=xyzzy")
    assert nothing.one("div", class_="empty").text == "No articles match these words."
    assert not nothing.all("nav", class_="sort")
    assert "Download all sentences (CSV)" not in nothing.links()
    filtered = get(f"{PAGE}?q=xyzzy&source=argus").one("div", class_="empty")
    assert filtered.text == "No articles match both these words and these filters."
    ArticleFactory.create(headline="A report", body="Rain.", entities=[EntityFactory.create(name="Ann Berg")])
    page = get(f"{PAGE}?q=Berg")
    assert page.one("h2", id="count").text == "Sentences of 1 article"
    assert page.one("div", class_="empty").text == "None of these articles has the words in its text."


def test_hostile_words_are_shown_as_text(get: Getter, strikes: None) -> None:
    page = get(f"{PAGE}?q=strike+<script>alert(1)</script>")
    assert page.one("h1").text == "strike <script>alert(1)</script>"
    for query in (
        "?q=strike&order=%00&page=-1",
        f"?q={'strike+' * 300}",
        "?q=strike&page=99999999999999999999",
    ):
        get(f"{PAGE}{query}")


def test_the_file_has_every_place(client: Client, strikes: None) -> None:
    response = client.get(f"{FILE}?q=strike&page=7&order=after")
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="sentences-strike.csv"' in response["Content-Disposition"]
    assert response["X-Robots-Tag"] == "noindex"
    found = rows(client, f"{FILE}?q=strike&page=7&order=after")
    assert [(row["date"], row["field"], row["before"], row["name"], row["after"]) for row in found] == [
        ("2012-05-01", "body", "The miners called a", "strike", "on Monday."),
        ("2014-03-01", "headline", "A bold <b>", "strike", "</b>"),
        ("2014-03-01", "body", "'=", "Strikes", "ended."),
        ("2016-05-01", "body", "The miners called a", "strike", "on Monday."),
    ]
    assert len(rows(client, f"{FILE}?q=strike&source=beacon")) == 1
    assert rows(client, f"{FILE}?q=xyzzy") == []
    assert b"".join(client.head(f"{FILE}?q=strike")) == b""


def test_the_file_counts_as_an_export(
    client: Client, strikes: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rate_limit, "_limiter", Limiter(tmp_path / "limits", "secret"))
    settings.EXPORT_RATE = Rate(1, 3600)
    assert [client.get(f"{FILE}?q=strike").status_code for _ in range(2)] == [200, 429]
    assert client.get(f"{PAGE}?q=strike").status_code == 200


def test_results_with_words_link_to_their_sentences(get: Getter, strikes: None) -> None:
    link = "Sentences with these words"
    assert get("/articles/?q=strike&source=argus").links()[link] == f"{PAGE}?q=strike&source=argus"
    for query in ("", "?source=argus", "?q=-strike", "?q=xyzzy"):
        assert link not in get(f"/articles/{query}").links()


def test_queries_do_not_grow_with_articles(get: Getter, strikes: None, count_queries: QueryCounter) -> None:
    paths = [f"{PAGE}?q=strike", f"{PAGE}?q=strike&order=after"]
    for number in range(2):
        ArticleFactory.create(body=f"La grève, a strike {number}.", language="fr")
    before = {path: count_queries(partial(get, path)) for path in paths}
    for number in range(30):
        source = SourceFactory.create(name=f"Paper {number}")
        ArticleFactory.create(body=f"La grève, a strike {number} and striking.", language="fr", source=source)
    assert all(count_queries(partial(get, path)) <= before[path] for path in paths)
    assert max(before.values()) <= 14
