"""The lines of a concordance: their words, orders, pages and repeats."""

from datetime import date

import pytest

from articles.models import Entity, Mention
from articles.search.counting.sql import SQLCounting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.sentences import concordance
from articles.sentences.concordance import Concordance, Order, by_date, by_words, naming
from tests.factories import EntityFactory, SourceFactory
from tests.sentences.support import article

pytestmark = pytest.mark.django_db


@pytest.fixture
def kerry() -> Entity:
    return EntityFactory.create(name="John Kerry")


def lines(kerry: Entity, order: Order, page: int = 1) -> Concordance:
    make = by_date if order in {"oldest", "newest"} else by_words
    selection = Selection(SearchRequest(within=(("person", kerry.pk),)))
    return make(SQLCounting(), selection, naming([kerry.pk]), order, page)


@pytest.fixture
def three(kerry: Entity) -> None:
    names = {"Kerry": kerry}
    article(
        "It rained. Then Senator\n[Kerry] zealously spoke. [Kerry]’s aides left.",
        names,
        published_on=date(2014, 3, 17),
        source=SourceFactory.create(name="Beacon"),
    )
    article(
        "[Kerry] apologised.", names, published_on=date(2013, 1, 1), source=SourceFactory.create(name="Argus")
    )
    article("A man saw [Kerry], who waved.", names, headline="[Kerry] waves", published_on=None)


def words(found: Concordance) -> list[tuple[str, str, str]]:
    return [(line.left, line.name, line.right) for line in found.lines]


def test_lines_by_date(kerry: Entity, three: None) -> None:
    """Undated articles come last; a headline before its text; no line has a line break."""
    assert words(lines(kerry, "oldest")) == [
        ("", "Kerry", " apologised."),
        ("Then Senator ", "Kerry", " zealously spoke."),
        ("", "Kerry", "’s aides left."),
        ("", "Kerry", " waves"),
        ("A man saw ", "Kerry", ", who waved."),
    ]
    assert words(lines(kerry, "newest"))[0] == ("Then Senator ", "Kerry", " zealously spoke.")


def test_lines_by_the_words_beside_the_name(kerry: Entity, three: None) -> None:
    assert [right for _, _, right in words(lines(kerry, "after"))] == [
        " apologised.",
        "’s aides left.",
        " waves",
        ", who waved.",
        " zealously spoke.",
    ]
    assert [left for left, _, _ in words(lines(kerry, "before"))] == [
        "A man saw ",
        "Then Senator ",
        "",
        "",
        "",
    ]
    found = lines(kerry, "source")
    assert [line.article.source and line.article.source.name for line in found.lines] == [
        *("Argus", "Beacon", "Beacon"),
        *(None, None),
    ]


def test_a_repeated_sentence_is_shown_once_with_the_number_of_others(kerry: Entity) -> None:
    for day in (3, 4, 5):
        article("Rain.  [Kerry] spoke\nin Norby.", {"Kerry": kerry}, published_on=date(2014, 1, day))
    (line,) = lines(kerry, "oldest").lines
    assert line.others == 2
    assert line.article.published_on == date(2014, 1, 3)


def test_pages_of_articles_and_of_lines(kerry: Entity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concordance, "LINES_PER_PAGE", 40)
    for number in range(45):
        article(
            f"[Kerry] spoke for the {number}th time. [Kerry] left {number} times.",
            {"Kerry": kerry},
            published_on=date(2014, 1, 1),
        )
    found = [lines(kerry, "oldest", page) for page in (1, 2, 3, 4)]
    assert [(each.page, each.pages, each.first, each.last, each.total) for each in found] == [
        (1, 3, 1, 20, 45),
        (2, 3, 21, 40, 45),
        (3, 3, 41, 45, 45),
        (3, 3, 41, 45, 45),
    ]
    assert [len(each.lines) for each in found[:3]] == [40, 40, 10]
    sorted_ones = [lines(kerry, "after", page) for page in (1, 2, 3)]
    assert [len(each.lines) for each in sorted_ones] == [40, 40, 10]
    assert len({line.sentence for each in sorted_ones for line in each.lines}) == 90


def test_of_many_articles_some_are_sorted(kerry: Entity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concordance, "MOST_SORTED", 20)
    for number in range(50):
        article(f"[Kerry] spoke {number} times.", {"Kerry": kerry}, published_on=date(2014, 1, 1))
    found = lines(kerry, "after")
    assert (found.read, found.articles, found.total) == (20, 50, 20)


def test_words_that_have_moved_are_left_out(kerry: Entity, three: None) -> None:
    Mention.objects.filter(field="body").update(start=3, end=8)
    assert words(lines(kerry, "oldest")) == [("", "Kerry", " waves")]


def test_an_article_without_marked_words_has_no_line(kerry: Entity) -> None:
    article("Nothing.", {"x": kerry})
    found = lines(kerry, "oldest")
    assert (found.lines, found.articles) == ([], 1)
    assert lines(kerry, "after").lines == []
