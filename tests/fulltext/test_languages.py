"""Articles in several languages: accents, stems, and queries in every language."""

import gettext
import re
from datetime import date
from pathlib import Path
from typing import Literal

import django
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.fulltext.languages import CONFIGS, config_of, configs_in_use, forget_languages
from articles.fulltext.stemming import Lexemes
from articles.fulltext.vector import fold
from articles.models import Article
from articles.search.engine import run
from articles.search.page.facets import all_values
from articles.search.page.highlighting import kept_letters
from articles.search.query.compiler import read_query
from articles.search.request import SearchRequest
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

pytestmark = pytest.mark.django_db

TEXTS = {
    "fr": "Les élèves préparées sont à l’école nationale de Besançon.",
    "de": "Die Häuser in der Straße nach München wurden verkauft.",
    "es": "Las canciones de la nación, según el niño.",
    "pt": "As eleições e a educação em São Paulo.",
    "it": "Le città italiane perché più università.",
    "ru": "Чайковский и ёлки: российские выборы, Пу́тин.",
    "en": "The voters of Łódź read their résumés in a café; Putin’s ballots.",
    "pl": "Wybory w Krakowie, głosy.",
}


@pytest.fixture
def archive(db: None) -> dict[str, Article]:
    return {
        code: ArticleFactory.create(language=code, body=text, published_on=date(2014, 3, 17))
        for code, text in TEXTS.items()
    }


def found(archive: dict[str, Article], q: str) -> list[str]:
    articles = set(Article.objects.filter(read_query(q).where).values_list("pk", flat=True))
    return [code for code, article in archive.items() if article.pk in articles]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        *(("Lodz", ["en"]), ("Łódź", ["en"]), ("łodz", ["en"]), ('"voters of lodz"', ["en"])),
        *(("resume", ["en"]), ("resumes", ["en"]), ("résumé", ["en"]), ("cafe", ["en"]), ("cafés", ["en"])),
        *(("Putin", ["en"]), ("Putin's", ["en"]), ("putin’s", ["en"]), ("Łódź’s", ["en"])),
        *(("ecole", ["fr"]), ("écoles", ["fr"]), ("ECOLES", ["fr"]), ("eleve", ["fr"])),
        *(("preparees", ["fr"]), ("préparer", ["fr"]), ("préparée", ["fr"]), ("nationaux", ["fr"])),
        *(('"école nationale"', ["fr"]), ('"ecole nationale"', ["fr"]), ('"nationale ecole"', [])),
        *(
            ("strasse", ["de"]),
            ("Straßen", ["de"]),
            ("haus", ["de"]),
            ("munchen", ["de"]),
            ("muenchen", ["de"]),
        ),
        *(("nacion", ["es"]), ("naciones", ["es"]), ("canción", ["es"]), ("ninos", ["es"])),
        *(("eleições", ["pt"]), ("eleicoes", ["pt"]), ("educacao", ["pt"]), ("sao paulo", ["pt"])),
        *(("citta", ["it"]), ("universita", ["it"]), ("italiano", ["it"])),
        *(("елка", ["ru"]), ("ёлок", []), ("ёлка", ["ru"]), ("чайковского", ["ru"]), ("выбора", ["ru"])),
        *(("Путина", ["ru"]), ("Чаиковский", [])),
        *(("Krakowie", ["pl"]), ("krakow*", ["pl"]), ("glosy", ["pl"])),
        *(("ecol*", ["fr"]), ("écol*", ["fr"]), ("prépar*", ["fr"])),
        # "die" and "les" are stop words in one language and words in the other.
        *(("die häuser", ["de"]), ("les élèves", ["fr"]), ("in der straße", ["de"])),
        *(("the voters", ["en"]), ("voters -ballots", []), ("haus -strasse", []), ("haus -ballots", ["de"])),
        *(("ecole OR haus", ["fr", "de"]), ("(ecole OR haus) -munchen", ["fr"])),
        *(("-ecole -haus", ["es", "pt", "it", "ru", "en", "pl"]), ("haus after:2014 OR ecole", ["de"])),
    ],
)
def test_what_is_found(archive: dict[str, Article], q: str, expected: list[str]) -> None:
    assert found(archive, q) == expected


def test_nested_exclusions_in_every_language_are_read_quickly(archive: dict[str, Article]) -> None:
    q = "haus -(strasse -(ecole -(nacion -(eleicao -(citta -(voters -(ballots -(cafe -(die les)))))))))"
    assert len(read_query(q).tsquery) < 5_000


def test_an_archive_in_english_reads_queries_in_english_alone(db: None) -> None:
    ArticleFactory.create(language="en-GB")
    ArticleFactory.create(language="pl")
    assert configs_in_use() == ("english",)
    assert read_query("les misérables").tsquery == read_query('les ("misérables")').tsquery
    assert read_query("referendum vote").tsquery == "(('referendum') & ('vote'))"


def test_the_languages_in_use_are_those_of_the_articles(archive: dict[str, Article]) -> None:
    assert configs_in_use() == ("english", *CONFIGS.values())
    Article.objects.exclude(language="pt").delete()
    forget_languages()
    assert configs_in_use() == ("english", "portuguese")


@pytest.mark.parametrize(
    ("code", "config"),
    [("pt-BR", "portuguese"), ("fr", "french"), ("frr", "english"), ("en-US", "english"), ("pl", "english")],
)
def test_a_language_code_means_the_same_to_the_column_and_to_queries(code: str, config: str) -> None:
    assert config_of(code) == config
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT articles_vector(%s, text) = to_tsvector(%s::regconfig, text)"
            " FROM (VALUES ('nationales the les')) AS given (text)",
            [code, config],
        )
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("text", ["lodz", "Łódź", "łodz’s", "lodz's"])
@pytest.mark.parametrize("facet", ["person", "source"])
def test_names_are_found_without_their_accents_and_as_genitives(
    db: None, facet: Literal["person", "source"], text: str
) -> None:
    people = [EntityFactory.create(name="Anna Łódź"), EntityFactory.create(name="Anna Lublin")]
    ArticleFactory.create(entities=people, source=SourceFactory.create(name="Gazeta Łódź"))
    [value] = all_values(SearchRequest(), facet, text=text).values
    assert "Łódź" in value.label
    [part] = read_query(f'{facet}:"{text}"').understanding.parts
    assert "Łódź" in part.text


@pytest.mark.parametrize(
    ("q", "code", "marked"),
    [
        ("lodz", "en", "<mark>Łódź</mark>"),
        ("resumes", "en", "<mark>résumés</mark>"),
        ("cafés", "en", "<mark>café</mark>"),
        ("ecole", "fr", "l’<mark>école</mark> nationale"),
        ('"écoles nationales"', "fr", "<mark>école nationale</mark>"),
        ("l'école", "fr", "l’<mark>école</mark>"),
        ("préparer", "fr", "<mark>préparées</mark>"),
        ("preparees", "fr", "<mark>préparées</mark>"),
        ("strasse", "de", "der <mark>Straße</mark>"),
        ("haus", "de", "<mark>Häuser</mark>"),
        ("naciones", "es", "<mark>nación</mark>"),
        ("elei*", "pt", "<mark>eleições</mark>"),
        ("citta", "it", "<mark>città</mark>"),
        ("выбора", "ru", "<mark>выборы</mark>"),
        ("елка", "ru", "<mark>ёлки</mark>"),
    ],
)
def test_what_is_marked(archive: dict[str, Article], q: str, code: str, marked: str) -> None:
    [hit] = run(SearchRequest(q=q)).hits
    assert hit.article == archive[code]
    assert marked in hit.snippet


def test_marking_a_page_asks_for_its_foreign_words_once(archive: dict[str, Article]) -> None:
    run(SearchRequest(q="haus OR ecole OR nacion"))
    with CaptureQueriesContext(connection) as known:
        assert run(SearchRequest(q="haus OR ecole OR nacion")).count == 3
    assert not [query for query in known if "articles_vector" in query["sql"]]
    with CaptureQueriesContext(connection) as unknown:
        assert run(SearchRequest(q="munchen OR besancon OR nino")).count == 3
    assert len([query for query in unknown if "articles_vector" in query["sql"]]) <= 2


@pytest.mark.parametrize("code", CONFIGS)
def test_words_begin_as_their_lexemes_do(code: str) -> None:
    """Words start like their lexemes, as highlighting assumes; they are from Django's own translations."""
    words: set[str] = set()
    for path in Path(django.__file__).parent.glob(f"**/locale/{code}/LC_MESSAGES/django.mo"):
        with path.open("rb") as file:
            texts = " ".join(gettext.GNUTranslations(file)._catalog.values())  # type: ignore[attr-defined]
        words |= {word.lower() for word in re.findall(r"[^\W\d_]+", texts)}
    assert len(words) > 800
    lexemes = Lexemes()
    lexemes.learn((code, word) for word in words)
    for word in words:
        for lexeme in lexemes.of(code, word):
            assert fold(word)[: kept_letters(lexeme, code)] == lexeme[: kept_letters(lexeme, code)], word
