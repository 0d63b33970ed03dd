"""Captions, credits and labels are no sentences of an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.engine import run
from articles.search.page.boilerplate import from_first_sentence, without_boilerplate
from articles.search.request import SearchRequest
from tests.factories import ArticleFactory

SENTENCE = "The mayor of Norby opened the new bridge on Monday."
LONG = f"{SENTENCE} " * 20


@pytest.mark.parametrize(
    "line",
    [
        "FILE PHOTO: The bridge is seen in Norby, May 1, 2019. REUTERS/Ann Berg/File Photo",
        "FILE - In this May 1, 2019, file photo, the mayor speaks in Norby.",
        "CLOSE",
        "CLOSE The mayor spoke about the bridge. Wochit",
        "Enlarge this image toggle caption Ann Berg/AP Ann Berg/AP",
        "toggle caption Norby Museum",
        "next Image 1 of 2",
        "The mayor at the bridge, May 1, 2019. (Ann Berg/Reuters)",
        "The mayor at the bridge. (Photo: Ann Berg, AFP/Getty Images)",
        "The mayor at the bridge. (Photo by Ann Berg/NurPhoto via Getty Images)",
        "The mayor at the bridge. (AP Photo/Ann Berg)",
        "The mayor at the bridge. (Reuters photo: Ann Berg)",
        "The mayor at the bridge. Ann Berg/Getty Images",
        "The mayor at the bridge. REUTERS/Ann Berg",
        "Photo: Ann Berg",
        "Advertisement",
        "ADVERTISEMENT:",
        "Bridge opens at last: what happens now Read more",
    ],
)
def test_lines_that_are_no_sentences_are_left_out(line: str) -> None:
    assert without_boilerplate(f"{line}\n\n{SENTENCE}").strip() == SENTENCE
    assert without_boilerplate(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}") == f"{SENTENCE}\n\n\n\n{SENTENCE}"
    assert without_boilerplate(line) == line, "if there is nothing else, it stays"


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "WASHINGTON (Reuters) - The mayor of Norby opened the bridge.",
        "The file photo shows the mayor.",
        "A Reuters/Norby poll shows a close race.",
        "Close friends of the mayor said so.",
        "CLOSER TO HOME",
        "The false dichotomy\n\nSo it is.",
        "He told the AP that photos were taken.",
        "Getty Images sued the maker of the program.",
        "The photos: a bridge and a mayor.",
        "Image is everything, the mayor said.",
        "",
    ],
)
def test_sentences_stay(text: str) -> None:
    assert without_boilerplate(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"The mayor. | Ann Berg/AP Photo {LONG}", LONG.strip()),
        (f"Story highlights {SENTENCE}", SENTENCE),
        (f"CLOSE {LONG}", LONG.strip().removeprefix(SENTENCE).strip()),
    ],
)
def test_what_stands_before_sentences_on_the_same_line_is_cut_off(before: str, after: str) -> None:
    assert without_boilerplate(before) == after


@given(
    st.lists(st.sampled_from(["CLOSE", "(", "Photo: ", "a", "/AP", ")", " ", "\n", ". ", "Read more"])).map(
        "".join
    )
)
def test_only_removes(text: str) -> None:
    rest = iter(text)
    assert all(letter in rest for letter in without_boilerplate(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"By Ann Berg\n\nANALYSIS:\n\n{SENTENCE}\n\nMore.", f"{SENTENCE}\n\nMore."),
        ("Updated at 4:09 p.m. ET\n\nIt rained.", "It rained."),
        ("No sentence\n\nat all", "No sentence\n\nat all"),
        ("很好。\n\nMore.", "很好。\n\nMore."),
        ("", ""),
    ],
)
def test_a_text_begins_with_its_first_sentence(text: str, expected: str) -> None:
    assert from_first_sentence(text) == expected


@pytest.mark.django_db
def test_snippets_show_the_sentence_that_matches() -> None:
    caption = "FILE PHOTO: The bridge in Norby. REUTERS/Ann Berg"
    ArticleFactory.create(headline="x", standfirst="", body=f"{caption}\n\nNothing.\n\n{SENTENCE}")

    def snippet(q: str) -> str:
        (hit,) = run(SearchRequest(q=q)).hits
        return hit.snippet

    assert "<mark>bridge</mark> on Monday" in snippet("bridge")
    assert "FILE PHOTO" not in snippet("bridge")
    assert "<mark>Berg</mark>" in snippet("berg bridge"), "what only the caption has is shown there"
    assert snippet("").startswith("Nothing.")
