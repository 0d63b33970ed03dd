"""Phrases and prefixes against a search that reads every text, word by word."""

import random
from itertools import pairwise

import pytest

from articles.fulltext.stemming import stem
from articles.fulltext.stopwords import STOP_WORDS
from articles.models import Article
from articles.search.query.compiler import read_query
from tests.factories import ArticleFactory

# Few words, so that they occur in every order: forms of one stem, accents, a stop word, a number.
WORDS = ["oil", "oils", "price", "prices", "government", "governor", "the", "café", "cafe", "2014", "Łódź"]


def lexeme(word: str) -> str:
    plain = {"café": "cafe", "Łódź": "lodz", "łódź": "lodz"}.get(word, word)
    return "" if plain in STOP_WORDS else stem(plain)


@pytest.fixture
def texts(db: None) -> dict[int, list[str]]:
    """Create articles, each with a headline without any of the words, and return their bodies."""
    chance = random.Random(4)
    bodies = [chance.choices(WORDS, k=chance.randint(1, 7)) for _ in range(250)]
    made = Article.objects.bulk_create(
        ArticleFactory.build(headline="Zyzzyva", body=" ".join(body)) for body in bodies
    )
    return {article.pk: body for article, body in zip(made, bodies, strict=True)}


def found(q: str) -> set[int]:
    return set(Article.objects.filter(read_query(q).where).values_list("pk", flat=True))


def holds_phrase(body: list[str], phrase: list[str]) -> bool:
    """Return whether a phrase occurs; a stop word inside it matches any word, one around it none."""
    wanted = [lexeme(word) for word in phrase]
    while wanted and not wanted[0]:
        wanted.pop(0)
    while wanted and not wanted[-1]:
        wanted.pop()
    have = [lexeme(word) for word in body]
    return any(
        all(not each or have[at + number] == each for number, each in enumerate(wanted))
        for at in range(len(have) - len(wanted) + 1)
    )


def test_phrases_find_what_reading_finds(texts: dict[int, list[str]]) -> None:
    chance = random.Random(5)
    phrases = [chance.choices(WORDS, k=length) for length in (2, 3, 4) for _ in range(60)]
    for phrase in phrases:
        if not any(map(lexeme, phrase)):
            continue
        expected = {pk for pk, body in texts.items() if holds_phrase(body, phrase)}
        assert found(f'"{" ".join(phrase)}"') == expected, phrase
    assert sum(bool(found(f'"{one} {other}"')) for one, other in pairwise(WORDS)) > 8


@pytest.mark.parametrize(
    "beginning", ["oi", "oil", "pri", "price", "gov", "governm", "government", "caf", "20", "Łó"]
)
def test_beginnings_of_words_find_what_reading_finds(texts: dict[int, list[str]], beginning: str) -> None:
    """A prefix finds lexemes that start with it, and the word's own, as docs/search.md says."""
    folded = {"Łó": "lo"}.get(beginning, beginning)
    expected = {
        pk
        for pk, body in texts.items()
        if any(
            lexeme(word).startswith(folded) or lexeme(word) == stem(folded) for word in body if lexeme(word)
        )
    }
    assert found(f"{beginning}*") == expected
    assert found(f"-{beginning}*") == set(texts) - expected
