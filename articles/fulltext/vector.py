"""The definition of the search vector: its weights, accent folding and text limits; words: see plain.py."""

import re
import unicodedata

from django.contrib.postgres.search import SearchVectorField
from django.db.models import CharField, F, Func, Value
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Concat, Left

# A tsvector above 1 MB aborts the INSERT; this many characters of any text at all stay below it.
BODY_CHARACTERS = 100_000
LEAD_CHARACTERS = 10_000
NAMES_CHARACTERS = 20_000
# ts_rank's weights in PostgreSQL's order D, C, B, A.
RANK_WEIGHTS = [0.1, 0.3, 0.5, 1.0]
# Accents are folded where they are a matter of spelling: over Latin and Greek letters, and over the Russian е
# and stressed vowels. й and ї are letters of their own and stay. Only lower case is matched, since lexemes
# are in lower case.
_ACCENTS = re.compile(r"(?<=[a-zßæœøþłđðıħŧα-ωе])[\u0300-\u036f]+|(?<=[аиоуыэюя])[\u0300\u0301]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def fold(text: str) -> str:
    """Fold accents in a lower-case text as the search column does.

    "łódź" becomes "lodz", "straße" becomes "strasse"; "й" stays.
    """
    if text.isascii():
        return text
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


class ArticlesVector(Func):
    """The folded lexemes of a text in a language, by the SQL function articles_vector(language, text).

    Migration 0014 creates the function.
    """

    function = "articles_vector"
    template = "setweight(%(function)s(%(expressions)s), '%(weight)s')"
    output_field = SearchVectorField()

    def __init__(self, *expressions: Combinable | str, weight: str) -> None:
        super().__init__(*expressions, weight=weight)


def _vector(text: Combinable, weight: str) -> ArticlesVector:
    return ArticlesVector(F("language"), text, weight=weight)


def _joined(left: Combinable, right: Combinable) -> CombinedExpression:
    return CombinedExpression(left, "||", right, output_field=SearchVectorField())


def article_vector() -> CombinedExpression:
    """Return the expression of the ``search`` column: headline A, lead texts B, entity names C, body D."""
    leads = Concat(
        Left("standfirst", LEAD_CHARACTERS),
        Value("\n"),
        Left("caption", LEAD_CHARACTERS),
        output_field=CharField(),
    )
    above = _joined(_vector(F("headline"), "A"), _vector(leads, "B"))
    names = _vector(Left("entity_names", NAMES_CHARACTERS), "C")
    return _joined(_joined(above, names), _vector(Left("body", BODY_CHARACTERS), "D"))


def headline_vector() -> Func:
    """Return the headline's part of the ``search`` column, which the index article_headline is on."""
    return Func(F("search"), Value("{a}"), function="ts_filter", output_field=SearchVectorField())
