"""Words are found in names as a plain search in all names finds them."""

import random
import re

import pytest

from articles.search.columns.name_words import BEGINS, ENDS, INSIDE, WHOLE, NameWords
from articles.text import fold

NAMES = [
    *("Anna Ødegård", "Ann", "Anna", "O'Neil", "Łódź", "李明", "Мария Ли", "Jean-Luc", "J. R. R. Tolkien"),
    *(
        "John Kerry",
        "John Forbes Kerry",
        "Kerry Washington",
        "Washington",
        "University of Washington",
        "Al-Assad",
    ),
]
ASKED = [
    "ann",
    "anna",
    "john",
    "kerry",
    "john kerry",
    "washington",
    "assad",
    "al",
    "odegard",
    "a",
    "ли",
    "李明",
]
ASKED += [
    "jrr",
    "jr",
    "luc",
    "o'neil",
    "neil",
    "of wash",
    "university of washington",
    "nobody",
    "",
    "\n",
    "john f",
]


def plainly(names: dict[int, list[str]], words: str, *, unfinished: bool) -> dict[int, int]:
    """Return the ids and fits of names, read one after another."""
    end = r"[^\W_]*" if unfinished else r"(?![^\W_])"
    pattern = re.compile(rf"(?<![^\W_]){re.escape(words)}{end}")
    found: dict[int, int] = {}
    for pk, folded in names.items():
        for name in folded:
            for match in pattern.finditer(name) if words.strip("\n") else ():
                first, last = match.start() == 0, match.end() == len(name)
                fit = WHOLE if first and last else ENDS if last else BEGINS if first else INSIDE
                found[pk] = max(fit, found.get(pk, 0))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_words_are_found_as_by_reading_all_names(seed: int) -> None:
    chance = random.Random(seed)
    names = {
        pk: [fold(chance.choice(NAMES)) for _ in range(chance.choice([1, 1, 3]))]
        for pk in chance.sample(range(1, 99), 20)
    }
    words = NameWords.of_names((pk, "".join(f"{name}\n" for name in each)) for pk, each in names.items())
    for asked in ASKED:
        for unfinished in (False, True):
            ids, fits = words.find(asked, unfinished=unfinished)
            found = dict(zip(ids.tolist(), fits.tolist(), strict=True))
            assert found == plainly(names, asked, unfinished=unfinished), asked


def test_an_archive_without_names_finds_none() -> None:
    ids, fits = NameWords.of_names([]).find("kerry", unfinished=True)
    assert (len(ids), len(fits)) == (0, 0)
