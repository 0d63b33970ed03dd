"""How often extraction is right, from the links that were drawn at random and that editors have checked."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Literal, get_args

from django.db import connection

from articles.models import Kind

#: A figure from fewer links says too little to show it.
LEAST_CHECKED = 20
#: The number of standard deviations around the middle of a normal distribution with 95 % of it.
Z95 = 1.96

_CHECKED = """
    SELECT entity.kind, coalesce(source.name, ''), coalesce(extract(year FROM article.published_on)::int, 0),
           drawn.evidence, link.status = 'confirmed' AND link.is_about, count(*)
      FROM articles_entitysample AS drawn
      JOIN articles_articleentity AS link
        ON link.article_id = drawn.article_id AND link.entity_id = drawn.entity_id
      JOIN articles_entity AS entity ON entity.id = drawn.entity_id
      JOIN articles_article AS article ON article.id = drawn.article_id
      LEFT JOIN articles_source AS source ON source.id = article.source_id
     WHERE link.status <> 'automatic'
     GROUP BY 1, 2, 3, 4, 5
"""
#: What the figures can be broken down by.
Group = Literal["kind", "source", "year", "evidence"]
GROUPS: tuple[Group, ...] = get_args(Group)


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `checked` links, `right` are right. Percentages are 0 to 100."""

    right: int
    checked: int

    @property
    def percent(self) -> int:
        """The share that is right, rounded; 0 if none was checked."""
        return round(100 * self.right / self.checked) if self.checked else 0

    @property
    def interval(self) -> tuple[int, int]:
        """The Wilson score interval of the share at 95 %, in percent; from 0 to 100 if none was checked.

        Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
        """
        n = self.checked
        if not n:
            return 0, 100
        share, z2 = self.right / n, Z95 * Z95
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return round(100 * (middle - half)), round(100 * (middle + half))

    @property
    def is_enough(self) -> bool:
        """Whether enough links were checked to show the figure to readers."""
        return self.checked >= LEAST_CHECKED


def precision_by(group: Group) -> dict[str, Precision]:
    """Return the precision by "kind", "source", "year" or "evidence", most checked first.

    Sources are named as stored; "" stands for no source, no date or no evidence.
    """
    index = GROUPS.index(group)
    right: defaultdict[str, int] = defaultdict(int)
    checked: defaultdict[str, int] = defaultdict(int)
    for row, is_right, number in _rows():
        value = str(row[index] or "")
        checked[value] += number
        right[value] += number if is_right else 0
    ordered = sorted(checked, key=lambda value: (-checked[value], value))
    return {value: Precision(right[value], checked[value]) for value in ordered}


def shown_precision() -> dict[str, Precision]:
    """Return the precision by kind, in the usual order, where enough links were checked."""
    found = precision_by("kind")
    return {kind: found[kind] for kind in Kind.values if kind in found and found[kind].is_enough}


def _rows() -> Iterator[tuple[tuple[str, str, int, str], bool, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED)
        for *row, is_right, number in cursor.fetchall():
            yield (row[0], row[1], row[2], row[3]), is_right, number
