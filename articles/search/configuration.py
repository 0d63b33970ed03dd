"""What full-text search looks at, defined once: the configuration, the weights, and how much of a body."""

import re

from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Left, Replace

CONFIG = "english"
# A tsvector above 1 MB aborts the INSERT; this many characters of any text at all stay below it.
BODY_CHARACTERS = 100_000
LEAD_CHARACTERS = 10_000
NAMES_CHARACTERS = 20_000
# ts_rank's weights in PostgreSQL's order D, C, B, A.
RANK_WEIGHTS = [0.1, 0.3, 0.5, 1.0]
# Where the character types of a database are those of C, as the embedded one's are, PostgreSQL takes every
# character beyond ASCII for a letter: “gas” and Russia’s would be words with their quotation marks. So marks,
# dashes and spaces beyond ASCII are made plain first; the ranges leave out the letters among them.
_APOSTROPHE = "\u2019"
PUNCTUATION = (
    r"[\u00A0-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u2000-\u200B\u200E-\u206F\u20A0-\u20CF"
    r"\u2190-\u245F\u2500-\u2775\u2794-\u2BFF\u3000-\u3004\u3008-\u3020\u3030\uFE10-\uFE6F\uFEFF"
    r"\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\U0001F000-\U0001F0FF\U0001F300-\U0001FAFF]"
)
_PLAIN = re.compile(PUNCTUATION)


def plain(text: str) -> str:
    """``text`` with the punctuation that the search column has, one character for each."""
    return _PLAIN.sub(" ", text.replace(_APOSTROPHE, "'"))


def _plain(text: Combinable) -> Func:
    """The same in the database."""
    straight = Replace(text, Value(_APOSTROPHE), Value("'"), output_field=TextField())
    values = (Value(PUNCTUATION), Value(" "), Value("g"))
    return Func(straight, *values, function="regexp_replace", output_field=TextField())


def article_vector() -> CombinedExpression:
    """The expression of the stored ``search`` column: headline A, lead texts B, entity names C, body D."""
    return (
        SearchVector(_plain(F("headline")), weight="A", config=CONFIG)
        + SearchVector(
            _plain(Left("standfirst", LEAD_CHARACTERS)),
            _plain(Left("caption", LEAD_CHARACTERS)),
            weight="B",
            config=CONFIG,
        )
        + SearchVector(_plain(Left("entity_names", NAMES_CHARACTERS)), weight="C", config=CONFIG)
        + SearchVector(_plain(Left("body", BODY_CHARACTERS)), weight="D", config=CONFIG)
    )
