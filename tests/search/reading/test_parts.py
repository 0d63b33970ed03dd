"""Which words of a query are read as names, dates and words."""

from datetime import date

import pytest
from django.utils import translation

from articles.models import Article, Author, Entity, Kind, SearchWord
from articles.search.backend import counting
from articles.search.reading.parts import Part, read_parts
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.search.conftest import archive

__all__ = ["archive"]


def read(q: str, *, typing: bool = False) -> list[tuple[str, str]]:
    """Return the role and the words of each part."""
    return [(part.role, part.words) for part in read_parts(q, counting(), typing=typing)]


def labels(part: Part) -> list[str]:
    return [
        Entity.objects.get(pk=each.pk).name for each in part.names if each.facet not in ("source", "author")
    ]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("kerry lavrov march 2014", [("name", "kerry"), ("name", "lavrov"), ("date", "march 2014")]),
        ("john kerry", [("name", "john kerry")]),
        ("KERRY, 17 March 2014", [("name", "KERRY"), ("date", "17 March 2014")]),
        (
            "between march 2014 and june 2014 nato",
            [("date", "between march 2014 and june 2014"), ("name", "nato")],
        ),
        (
            "oil prices in ukraine",
            [("word", "oil"), ("word", "prices"), ("filler", "in"), ("name", "ukraine")],
        ),
        ("who is john kerry?", [("filler", "who"), ("filler", "is"), ("name", "john kerry")]),
        ("lavrov's talks", [("name", "lavrov's"), ("word", "talks")]),
        ("sergey lavrov", [("name", "sergey lavrov")]),
        ("the daily record 2015", [("name", "the daily record"), ("date", "2015")]),
        ("kerry 1850", [("name", "kerry"), ("word", "1850")]),
        ("3/4/2014 kerry", [("word", "3/4/2014"), ("name", "kerry")]),
        ("john", [("word", "john")]),
    ],
)
def test_words_are_read(archive: dict[str, Article], q: str, expected: list[tuple[str, str]]) -> None:
    assert read(q) == expected


@pytest.mark.parametrize(
    "q",
    [
        *(
            '"john kerry" ukraine',
            "kerry -lavrov",
            "kerry OR lavrov",
            "kerry NOT lavrov",
            "person:kerry lavrov",
        ),
        *("ker* lavrov", "(kerry lavrov)", "kerry | lavrov", "kerry~5 lavrov", "word " * 17, "", " ? "),
    ],
)
def test_query_language_and_long_texts_are_left_alone(archive: dict[str, Article], q: str) -> None:
    assert read(q) == []


def test_the_last_word_may_be_unfinished(archive: dict[str, Article]) -> None:
    assert read("kerry lavr", typing=True) == [("name", "kerry"), ("name", "lavr")]
    assert read("kerry lavr") == [("name", "kerry"), ("word", "lavr")]
    assert read("ker", typing=True) == [("name", "ker")]


def test_names_come_by_the_number_of_their_articles(archive: dict[str, Article]) -> None:
    (part,) = read_parts("kerry", counting())
    assert labels(part) == ["John Kerry", "Bob Kerry"]
    assert [each.articles for each in part.names] == [2, 1]
    assert not part.is_certain


def test_only_names_in_published_articles_are_read(archive: dict[str, Article]) -> None:
    secret = EntityFactory.create(name="Secret Witness")
    ArticleFactory.create(status="draft", entities=[secret])
    assert read("secret witness") == [("word", "secret"), ("word", "witness")]


def test_a_word_that_rarely_is_a_name_stays_a_word(archive: dict[str, Article]) -> None:
    ArticleFactory.create(entities=[EntityFactory.create(name="Al Green")])
    assert read("green energy") == [("name", "green"), ("word", "energy")]
    SearchWord.objects.create(word="green", articles=50)
    assert read("green energy") == [("word", "green"), ("word", "energy")]


def test_authors_and_sources_are_names(archive: dict[str, Article]) -> None:
    Author.objects.create(name="Ann Berg")
    ArticleFactory.create(byline="Ann Berg", source=SourceFactory.create(name="Evening Echo"))
    (name, source) = read_parts("ann berg evening echo", counting())
    assert [name.names[0].facet, source.names[0].facet] == ["author", "source"]


def test_a_country_is_known_in_the_readers_language(archive: dict[str, Article]) -> None:
    with translation.override("de"):
        (part, when) = read_parts("russland märz 2014", counting())
    assert labels(part) == ["Russia"]
    assert when.dates
    assert when.dates.first.first == date(2014, 3, 1)
    assert read("russland") == [("word", "russland")]


def test_capitals_tell_a_name_from_a_common_word(archive: dict[str, Article]) -> None:
    ArticleFactory.create(entities=[EntityFactory.create(kind=Kind.ORGANISATION, name="IT"), country("US")])
    assert read("IT in US") == [("name", "IT"), ("filler", "in"), ("name", "US")]
    assert read("it") == [("filler", "it")]
