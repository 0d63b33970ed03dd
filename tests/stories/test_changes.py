"""What a copy changed, in numbers and in words."""

import pytest

from articles.stories.changes import ComparedText
from tests.stories.texts import paragraph, story

BODY = story(1)


def words(body: str, headline: str = "Rain") -> list[str]:
    return ComparedText.of(headline, body).changes_from(ComparedText.of("Rain", BODY)).in_words()


def parts(*numbers: int) -> str:
    every = BODY.split("\n\n")
    return "\n\n".join(every[number] for number in numbers)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BODY, ["same text"]),
        (BODY.replace("\n\n", "\n"), ["same text"]),
        (parts(0, 1, 2, 3), ["cut by about a third"]),
        (parts(0, 1, 2), ["cut by about half"]),
        (parts(0, 1), ["cut by about two thirds"]),
        (parts(0), ["cut to a short version"]),
        (f"{BODY}\n\n{paragraph(5)}\n\n{paragraph(6)}", ["2 paragraphs added"]),
        (f"{paragraph(5)}\n\n{parts(0, 1, 2)}", ["cut by about half", "1 paragraph added"]),
        (BODY.replace(BODY.split()[30], "otherwise", 1), ["words changed"]),
    ],
)
def test_changes_in_words(body: str, said: list[str]) -> None:
    assert words(body) == said


def test_another_headline_is_said_last() -> None:
    assert words(BODY, "Storm") == ["same text", "other headline"]
    assert words(parts(0, 1, 2), "RAIN") == ["cut by about half"]


def test_a_text_without_paragraphs_is_compared_by_sentences() -> None:
    flat = BODY.replace("\n\n", " ")
    assert words(f"{flat} {paragraph(5)}") == ["1 sentence added"]


@pytest.mark.parametrize("body", ["", "Rain.", "🙂 " * 300, "\n\n\n"])
def test_any_text_can_be_compared(body: str) -> None:
    assert words(body)
    assert ComparedText.of("Rain", BODY).changes_from(ComparedText.of("Rain", body)).in_words()
