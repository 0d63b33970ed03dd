"""Which texts are nearly the same, and the fingerprints by which they are found."""

from datetime import date

import numpy as np
import pytest

from articles.stories.fingerprints import LEAST_WORDS, LENGTH, fingerprint
from articles.stories.similarity import LEAST_SHARED_LATER, Compared, similarity
from tests.stories.texts import paragraph, story

MAY_1 = date(2014, 5, 1)


def alike(one: str, other: str, day: date | None = MAY_1) -> float:
    return similarity(Compared.of(one, MAY_1), Compared.of(other, day))


def hashes(text: str) -> set[int]:
    return set(np.frombuffer(fingerprint(text), np.uint32).tolist())


def test_a_cut_text_is_the_same_story_and_shares_hashes() -> None:
    whole = story(1, 9)
    third = "\n\n".join(whole.split("\n\n")[:3])
    assert alike(whole, third) == 1
    assert len(hashes(whole)) == len(hashes(third)) == LENGTH
    assert hashes(whole) & hashes(third)
    assert not hashes(whole) & hashes(story(2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('He said "no" - and it\'s over', "He said “no” — and it’s over"),
        ("a line\nanother line", "a line another  line"),
        ("Café Łódź ÉTÉ", "CAFE\u0301 Łódź été"),
    ],
)
def test_typography_makes_no_difference(one: str, other: str) -> None:
    assert fingerprint(f"{one} {story(1)}") == fingerprint(f"{other} {story(1)}")


def test_ideographs_are_words_each() -> None:
    text = "".join(chr(0x4E00 + 7 * number) for number in range(300))
    assert len(hashes(text)) == LENGTH
    assert hashes(text) & hashes(text[:120])


def test_short_texts_have_no_fingerprint() -> None:
    assert fingerprint(paragraph(1, LEAST_WORDS - 1)) == b""
    assert fingerprint(paragraph(1, LEAST_WORDS)) != b""
    assert alike(paragraph(1, LEAST_WORDS - 1), paragraph(1, LEAST_WORDS - 1)) == 0


def test_any_text_has_a_fingerprint() -> None:
    for text in ("", " ", "word", "🙂" * 500, "\ud800 " * 100, "the " * 5_000, "x" * 200_000):
        assert len(fingerprint(text)) % 4 == 0


def test_a_shared_background_is_not_the_same_story() -> None:
    background = story(9, 3)
    assert alike(f"{story(1, 4)}\n\n{background}", f"{story(2, 4)}\n\n{background}") == 0


def test_a_table_with_other_numbers_is_not_the_same_story() -> None:
    def table(first: int) -> str:
        rows = (f"{paragraph(number, 8)} {first + 17 * number} points" for number in range(30))
        return "\n".join(rows)

    assert alike(table(1_000), table(1_000)) == 1
    assert alike(table(1_000), table(5_003)) == 0


def test_a_series_is_not_the_same_story_but_a_reprint_is() -> None:
    first = story(1, 8)
    next_month = "\n\n".join([*first.split("\n\n")[:6], story(2, 2)])
    assert alike(first, next_month) > 0
    assert alike(first, next_month, date(2014, 6, 1)) == 0
    assert alike(first, first, date(2014, 6, 1)) == 1
    assert alike(first, next_month, None) > 0


def test_a_partial_date_may_be_near_any_of_its_days() -> None:
    whole, cut = story(1, 9), story(1, 9).rsplit("\n\n", 3)[0] + "\n\n" + story(3, 3)
    march = Compared.of(whole, date(2014, 3, 1), date(2014, 3, 31))
    assert 0 < similarity(march, Compared.of(cut, date(2014, 3, 30))) < LEAST_SHARED_LATER
    assert similarity(march, Compared.of(cut, date(2014, 4, 7)))
    assert not similarity(march, Compared.of(cut, date(2014, 4, 8)))
