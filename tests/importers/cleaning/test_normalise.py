"""Text normalisation."""

import pytest

from articles.importers.cleaning.normalise import normalise_text, paragraphs, shorten


@pytest.mark.parametrize(
    ("text", "normalised", "done"),
    [
        ("a\r\nb\rc", "a\nb\nc", []),
        ("nul\x00 and \x07bell", "nul and bell", ["control characters"]),
        ("\x93Latin\x94", "“Latin”", ["control characters"]),
        ("AT&amp;T &#8211; &quot;x&quot;", 'AT&T – "x"', ["HTML entities"]),
        ("AT&amp;amp;T", "AT&T", ["HTML entities"]),
        ("?a=1&copy=2 & more", "?a=1&copy=2 & more", []),
        ("zero\u200bwidth\ufeff", "zerowidth", ["invisible characters"]),
        ("half \ud83d pair", "half \ufffd pair", ["invalid characters"]),
        ("Cafe\u0301", "Café", []),
        ("نمی\u200cخواهم", "نمی\u200cخواهم", []),
    ],
)
def test_normalising(text: str, normalised: str, done: list[str]) -> None:
    assert normalise_text(text) == (normalised, done)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\n\n \nTwo.", ["One.", "Two."]),
        ("One.\nTwo.\nThree.", ["One.", "Two.", "Three."]),
        ("A  b\tc\u00a0d", ["A b c d"]),
        (
            "Roses are red,\nViolets blue.\n\nEnd of the poem.",
            ["Roses are red,\nViolets blue.", "End of the poem."],
        ),
        ("", []),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected


def test_lines_broken_to_a_width_are_joined_and_indents_begin_paragraphs() -> None:
    text = (
        "Showers continued throughout the week in the northern\n"
        "zone, easing the drought since early January and making\n"
        "the outlook for the next crop better than it was.\n"
        "    The dry period means that the crop will be late this\n"
        "year, the weekly review said."
    )
    first, second = paragraphs(text)
    assert first.endswith("since early January and making the outlook for the next crop better than it was.")
    assert second == "The dry period means that the crop will be late this year, the weekly review said."


def test_columns_of_figures_keep_their_lines() -> None:
    text = (
        "Results of the second quarter of the year are as follows:\n  Profit   63,761\n  Revenue  1,961,219"
    )
    assert "63,761\nRevenue" in "\n".join(paragraphs(text))


def test_shorten_cuts_at_a_word() -> None:
    assert shorten("one two three", 13) == "one two three"
    assert shorten("one two three", 11) == "one two…"
    assert len(shorten("x" * 600, 500)) == 500
