"""The stored search column: hostile texts can be stored and found."""

import random
import unicodedata

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from articles.fulltext.vector import fold
from articles.models import Article
from articles.search.query.compiler import read_query

pytestmark = pytest.mark.django_db
MEGABYTE = 1_000_000
TSVECTOR_LIMIT = 1_048_575  # bytes; above it PostgreSQL refuses the row
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _short_tokens(count: int) -> str:
    return " ".join(f"{number:x}" for number in range(count))


def _distinct_words(characters: int) -> str:
    chance = random.Random(1)
    return " ".join("".join(chance.choices(LETTERS, k=9)) for _ in range(characters // 10))


def _hyphenated(characters: int) -> str:
    chance = random.Random(2)
    parts = ["".join(chance.choices(LETTERS, k=6)) for _ in range(characters // 7)]
    return " ".join("-".join(parts[at : at + 30]) for at in range(0, len(parts), 30))


def _chinese(characters: int) -> str:
    chance = random.Random(3)
    letters = [chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(characters)]
    return " ".join("".join(letters[at : at + 3]) for at in range(0, characters, 3))


def _accented(characters: int) -> str:
    """Return words that mostly have different stems without their accents."""
    chance = random.Random(4)
    return " ".join(
        chance.choice("ếộữ") + "".join(chance.choices("ếộữôǖ", k=3)) + "ées" for _ in range(characters // 8)
    )


HOSTILE = {
    "distinct words": _distinct_words(MEGABYTE),
    "hyphenated words": _hyphenated(MEGABYTE),
    "Chinese": _chinese(MEGABYTE // 3),
    "Chinese without a space": _chinese(MEGABYTE // 3).replace(" ", ""),
    "short tokens": _short_tokens(100_000),
    "emoji": "\N{PILE OF POO} " * (MEGABYTE // 5),
    "one word": "a" * MEGABYTE,
    "addresses": " ".join(f"https://h{number:x}.example/p/{number:x}?q={number}" for number in range(20_000)),
    "e-mail": " ".join(f"{number:x}@{number:x}.example" for number in range(40_000)),
    "markup": "<a href='x'>" * (MEGABYTE // 12),
    "slashes": "/".join(f"{number:x}" for number in range(100_000)),
    "numbers": " ".join(f"{number}.{number}e{number % 99}" for number in range(50_000)),
    "accents": _accented(MEGABYTE // 2),
    "letters that fold to two": "ßœ æþß " * (MEGABYTE // 14),
    "letters that no composed form has": "\u0958" * (MEGABYTE // 3),
    "combining marks": "e" + "\u0301" * (MEGABYTE // 2),
    "surrounding characters": "".join(map(chr, [*range(1, 0xD800), *range(0xE000, 0x1_0000)])) * 8,
}


def _vector_bytes(article: Article) -> int:
    with connection.cursor() as cursor:
        # pg_column_size would return the compressed size, but the limit is on the uncompressed one.
        cursor.execute(
            "SELECT octet_length(tsvectorsend(search)) FROM articles_article WHERE id = %s",
            [article.pk],
        )
        row = cursor.fetchone()
    assert row
    return int(row[0])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_body_can_be_stored(text: str) -> None:
    article = Article.objects.create(headline="Findable headline", body=text)
    assert _vector_bytes(article) < TSVECTOR_LIMIT
    found = Article.objects.filter(search=SearchQuery("findable", config="english"))
    assert list(found) == [article]
    article.refresh_from_db()
    assert article.body == text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_can_be_stored_in_every_field_at_once(text: str, language: str) -> None:
    article = Article.objects.create(
        headline=text[:500], standfirst=text, caption=text, entity_names=text, body=text, language=language
    )
    assert _vector_bytes(article) < TSVECTOR_LIMIT


def test_weights_tell_the_fields_apart() -> None:
    article = Article.objects.create(
        headline="alpha", standfirst="bravo", caption="charlie", entity_names="delta", body="echo"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT search::text FROM articles_article WHERE id = %s", [article.pk])
        row = cursor.fetchone()
    assert row == ("'alpha':1A 'bravo':2B 'charli':3B 'delta':4C 'echo':5",)


def test_word_beyond_the_read_part_of_a_body_is_not_found_and_one_within_is() -> None:
    article = Article.objects.create(headline="x", body="within " + "z " * 60_000 + "beyond")
    search = Article.objects.filter
    assert list(search(search=SearchQuery("within", config="english"))) == [article]
    assert not search(search=SearchQuery("beyond", config="english")).exists()


TYPOGRAPHIC = "“gas” — Russia’s ‘oil’ price…vote,\u00a0ballot「東京」Łódź naïve\u200bcafé €5 ™ µg 東京、大阪"


def test_words_beside_typographic_marks_are_words() -> None:
    """Even if the database's locale treats every non-ASCII character as a letter."""
    article = Article.objects.create(headline="x", body=TYPOGRAPHIC)
    words = ["gas", "Russia", "russia's", "oil", "price", "vote", "ballot", "東京", "Łódź", "naïve", "café"]
    words += ["大阪", "µg"]
    for word in words:
        assert list(Article.objects.filter(read_query(word).where)) == [article], word


def test_the_column_folds_every_lexeme_as_queries_do() -> None:
    letters = [chr(code) for code in [*range(0xC0, 0x600), *range(0x1E00, 0x2000)] if chr(code).isalpha()]
    words = [f"x{letter}{mark}q".lower() for letter in letters for mark in ("", "\u0301", "\u0306")]
    composed = (unicodedata.normalize("NFKC", word).lower() for word in words)
    words = [word for word in composed if word.isalpha()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, tsvector_to_array(articles_vector('xx', word)),"
            " tsvector_to_array(articles_vector('ru', word)), tsvector_to_array(to_tsvector('russian', word))"
            " FROM unnest(%s::text[]) AS word",
            [words],
        )
        for word, lexemes, russian, stems in cursor.fetchall():
            assert lexemes == [fold(word)], word
            assert fold(stems[0]) in russian, word


def test_search_column_follows_the_text() -> None:
    article = Article.objects.create(headline="Before")
    article.headline = "Afterwards"
    article.save()
    assert not Article.objects.filter(search=SearchQuery("before", config="simple")).exists()
    assert Article.objects.filter(search=SearchQuery("afterwards", config="english")).exists()


def test_counting_columns_stay_in_line_and_the_rest_goes_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT attname, attstorage::text FROM pg_attribute
             WHERE attrelid = 'articles_article'::regclass AND attname LIKE '%%\\_ids' ORDER BY 1
            """
        )
        assert dict(cursor.fetchall()) == dict.fromkeys(
            ["author_ids", "country_ids", "organisation_ids", "person_ids", "place_ids"], "m"
        )
        cursor.execute("SELECT reloptions FROM pg_class WHERE oid = 'articles_article'::regclass")
        assert cursor.fetchone() == (["toast_tuple_target=128"],)


def test_design_for_sharding_holds() -> None:
    """Articles have no unique constraint but the id, and no triggers but those of the change log, which run
    per statement and use no other table (docs/decisions/0008). Triggers on names write a log too, and
    those on captures protect them (docs/decisions/0005)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index"
            " WHERE indrelid = 'articles_article'::regclass AND indisunique"
        )
        assert cursor.fetchall() == [("articles_article_pkey",)]
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text, tgtype & 1 FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'articles\\_%' ORDER BY 1"
        )
        logging = {
            (f"{table}_{what}", f"articles_{table}", 0)
            for table in ("article", "entity", "entityname")
            for what in ("deleted", "inserted", "truncated", "updated")
        }
        guarding = {
            (f"capture_{what}", "articles_capture", int(what == "guarded"))
            for what in ("deleted", "guarded", "truncated")
        }
        harvest = {
            (f"harvest_{what}", "articles_article", 0)
            for what in ("deleted", "inserted", "truncated", "updated")
        }
        harvest.add(("harvest_corrected", "articles_correction", 1))
        stories = {("article_left_story", "articles_article", 0)}
        assert set(cursor.fetchall()) == logging | guarding | harvest | stories
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'article_search'")
        assert "USING gin (search)" in str(cursor.fetchone())
