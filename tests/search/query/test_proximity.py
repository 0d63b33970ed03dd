"""Phrases with beginnings of words, and words near each other: exact, as counted in plain Python."""

import random
from itertools import product

import pytest
from django.db import connection

from articles.fulltext.languages import CONFIGS, DEFAULT
from articles.search.query.ast import Proximity, Term
from articles.search.query.compiler import read_query
from articles.search.query.lexemes import tsqueries_by_config
from articles.search.query.proximity import terms_to_compile, tsquery_of

# The prefix "vo" is that of two words; "the" and "of" are stop words, which keep their places.
WORDS = ("oil", "price", "vote", "vow", "storm", "the", "of")
STOP_WORDS = ("the", "of")


def matching(tsquery: str, texts: list[str]) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('english', body) @@ %s::tsquery"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS every (body, place) ORDER BY place",
            [tsquery, texts],
        )
        return [found for (found,) in cursor.fetchall()]


def is_like(word: str, asked: str) -> bool:
    """Return whether a word is what is asked for: "vo*" is a beginning."""
    return word.startswith(asked[:-1]) if asked.endswith("*") else word == asked


def places(text: str, asked: str) -> list[int]:
    return [place for place, word in enumerate(text.split()) if is_like(word, asked)]


def is_near(text: str, asked: list[str], within: int) -> bool:
    """Return whether all words have places that are at most ``within`` from each other."""
    every = [places(text, each) for each in asked if each not in STOP_WORDS]
    return any(max(chosen) - min(chosen) <= within for chosen in product(*every))


def follows(text: str, asked: list[str]) -> bool:
    """Return whether the words follow each other; any word may stand for a stop word within them."""
    words = text.split()
    kept = [place for place, each in enumerate(asked) if each not in STOP_WORDS]
    wanted = list(enumerate(asked))[kept[0] : kept[-1] + 1]
    return any(
        all(
            each in STOP_WORDS or (begin + place < len(words) and is_like(words[begin + place], each))
            for place, each in wanted
        )
        for begin in range(-kept[0], len(words))
    )


def random_texts(chance: random.Random, count: int = 60) -> list[str]:
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, 9))) for _ in range(count)]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(40))
def test_near_is_exact(seed: int) -> None:
    chance = random.Random(seed)
    asked = chance.sample(["oil", "price", "vote", "storm", "vo*", "the"], chance.randint(2, 4))
    if all(each in STOP_WORDS for each in asked):
        asked.append("oil")
    within = chance.randint(1, 6)
    texts = random_texts(chance)
    q = f'"{" ".join(asked)}"~{within}' if chance.random() < 0.5 else f" NEAR/{within} ".join(asked)
    expected = [is_near(text, asked, within) for text in texts]
    assert matching(read_query(q).tsquery, texts) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(40))
def test_a_phrase_with_beginnings_is_exact(seed: int) -> None:
    chance = random.Random(seed)
    asked = [chance.choice([*WORDS, "vo*", "pri*"]) for _ in range(chance.randint(1, 3))]
    asked.insert(chance.randint(0, len(asked)), "vo*")
    texts = random_texts(chance)
    expected = [follows(text, asked) for text in texts]
    assert matching(read_query('"{}"'.format(" ".join(asked))).tsquery, texts) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "text", "found"),
    [
        ('"russia\'s for*"', "Russia's foreign minister", True),
        ('"foreign aff*"', "the foreign-affairs committee", True),
        ('"foreign aff*"', "foreign and affairs", False),
        ('"prime minister" NEAR/2 bribe', "a bribe for the prime minister", False),
        ('"prime minister" NEAR/3 bribe', "a bribe for the prime minister", True),
        ('"prime minister" NEAR/2 bribe', "the prime minister took a bribe", False),
        ('"prime minister" NEAR/3 bribe', "the prime minister took a bribe", True),
        ('"prime minister" NEAR/3 bribe NEAR/3 gold', "prime minister x bribe y gold", False),
        ('"prime minister" NEAR/4 bribe NEAR/4 gold', "prime minister x bribe y gold", True),
        ('"prime minister" NEAR/5 bribe NEAR/5 gold', "minister x bribe y gold", False),
        ("dev-east NEAR/4 gold", "gold in dev-east", True),
        ("(oil OR gas) NEAR/1 price", "gas price", True),
        ("(oil OR gas) NEAR/1 price", "price of gas", False),
    ],
)
def test_words_of_several_parts(q: str, text: str, found: bool) -> None:
    assert matching(read_query(q).tsquery, [text]) == [found]


@pytest.mark.django_db
def test_the_stand_ins_for_prefixes_are_no_words_of_any_language() -> None:
    phrase = Proximity((Term("oil"), *(Term(f"{letter}x", "prefix") for letter in "abcdefgh" * 5)))
    by_config = tsqueries_by_config(terms_to_compile(phrase), [DEFAULT, *CONFIGS.values()])
    for known in by_config.values():
        assert "qk" not in tsquery_of(phrase, known)
