"""What full-text search looks at, defined once: the configuration, the weights, and how much of a body."""

from django.contrib.postgres.search import SearchVector
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Left

CONFIG = "english"
# A tsvector above 1 MB aborts the INSERT; this many characters of any text at all stay below it.
BODY_CHARACTERS = 100_000
LEAD_CHARACTERS = 10_000
NAMES_CHARACTERS = 20_000
# ts_rank's weights in PostgreSQL's order D, C, B, A.
RANK_WEIGHTS = [0.1, 0.3, 0.5, 1.0]


def article_vector() -> CombinedExpression:
    """The expression of the stored ``search`` column: headline A, lead texts B, entity names C, body D."""
    return (
        SearchVector("headline", weight="A", config=CONFIG)
        + SearchVector(
            Left("standfirst", LEAD_CHARACTERS), Left("caption", LEAD_CHARACTERS), weight="B", config=CONFIG
        )
        + SearchVector(Left("entity_names", NAMES_CHARACTERS), weight="C", config=CONFIG)
        + SearchVector(Left("body", BODY_CHARACTERS), weight="D", config=CONFIG)
    )
