"""Two names together: the sentences that name both, and the time between articles."""

from datetime import date

import pytest

from articles.models import Article, Entity
from articles.sentences.marking import marked
from articles.sentences.meetings import Meeting, meetings, time_between
from articles.sentences.passages import Sentence, naming_articles
from tests.factories import EntityFactory
from tests.sentences.support import article

pytestmark = pytest.mark.django_db
NAMES = {"Kerry": "John Kerry", "Lavrov": "Sergei Lavrov"}


@pytest.fixture
def two() -> dict[str, Entity]:
    return {
        "Kerry": EntityFactory.create(name="John Kerry"),
        "Lavrov": EntityFactory.create(name="Sergei Lavrov"),
    }


def met(two: dict[str, Entity], *articles: Article) -> list[Meeting]:
    pks = [each.pk for each in two.values()]
    return meetings(naming_articles([each.pk for each in articles], pks), *pks)


def test_sentences_that_name_both_come_before_a_headline(two: dict[str, Entity]) -> None:
    (found,) = met(
        two,
        article(
            "[Kerry] left. [Lavrov] met [Kerry]. It rained. [Kerry] and [Lavrov] ate.",
            two,
            headline="[Kerry] meets [Lavrov]",
        ),
    )
    assert found.together
    assert [each.text for each in found.sentences] == [
        "Lavrov met Kerry.",
        "Kerry and Lavrov ate.",
        "Kerry meets Lavrov",
    ]
    assert marked(found.sentences[0]) == "<mark>Lavrov</mark> met <mark>Kerry</mark>."


def test_named_apart(two: dict[str, Entity]) -> None:
    (found,) = met(two, article("[Kerry] left. It rained. It stopped. [Lavrov] came. [Kerry] slept.", two))
    assert not found.together
    assert [each.text for each in found.sentences] == ["Kerry left.", "Lavrov came."]
    assert found.apart == "3 sentences later"


def test_the_next_sentence_and_other_fields(two: dict[str, Entity]) -> None:
    first, second, third = met(
        two,
        article("[Lavrov] came. [Kerry] left.", two),
        article("[Lavrov] came.", two, headline="[Kerry] leaves"),
        article("[Kerry] left.", two),
    )
    assert first.apart == "the next sentence"
    assert [each.text for each in second.sentences] == ["Kerry leaves", "Lavrov came."]
    assert second.apart == ""
    assert [each.text for each in third.sentences] == ["Kerry left."]


def test_the_time_between_articles(two: dict[str, Entity]) -> None:
    days = [date(2014, 3, 17), date(2014, 3, 17), None, date(2014, 3, 18), date(2014, 4, 1)]
    found = met(two, *(article("[Kerry] met [Lavrov].", two, published_on=day) for day in days))
    assert [each.later for each in found] == ["", "the same day", "", "the next day", "14 days later"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "the same day"),
        (1, "the next day"),
        (2, "2 days later"),
        (60, "60 days later"),
        (61, "2 months later"),
        (480, "16 months later"),
        (731, "2 years later"),
        (3652, "10 years later"),
    ],
)
def test_times_in_words(days: int, words: str) -> None:
    assert time_between(days) == words


def test_hostile_text_is_escaped(two: dict[str, Entity]) -> None:
    (found,) = met(two, article("<script>alert(1)</script> [Kerry] & [Lavrov] <b>met</b>.", two))
    assert marked(found.sentences[0]) == (
        "&lt;script&gt;alert(1)&lt;/script&gt; <mark>Kerry</mark> &amp; <mark>Lavrov</mark>"
        " &lt;b&gt;met&lt;/b&gt;."
    )


def test_a_long_sentence_is_shortened_around_the_names(two: dict[str, Entity]) -> None:
    (found,) = met(two, article("word " * 70 + "[Kerry] met [Lavrov] " + "and " * 70 + ".", two))
    shown = marked(found.sentences[0])
    assert shown.startswith("… word")
    assert shown.endswith(" …")
    assert "<mark>Kerry</mark> met <mark>Lavrov</mark>" in shown
    assert len(shown) < 480


def test_other_offsets_can_be_marked() -> None:
    sentence = Sentence("body", 100, "Senator Kerry left.", ())
    assert marked(sentence, [(100, 107)]) == "<mark>Senator</mark> Kerry left."
