"""Apply editors' decisions about single places of a text, which are found again after the text was edited."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.models import PlaceDecision

CONTEXT = 40  # characters on each side, as many as the columns hold


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a text and the entity that it means there.

    start: the offset when it was decided; before, after: the text on both sides at that time.
    """

    field: str
    start: int
    surface: str
    before: str
    after: str
    entity_id: int
    kind: str
    code: str


def context_of(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the text before and after a place."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def places_in(article_ids: Sequence[int]) -> dict[int, list[Place]]:
    """Load the decisions on places, by article, oldest first."""
    rows = PlaceDecision.objects.filter(article__in=article_ids).order_by("pk").values_list(
        *("article_id", "field", "start", "surface", "before", "after"),
        *("entity_id", "entity__kind", "entity__code"),
    )  # fmt: skip
    found: dict[int, list[Place]] = {}
    for article_id, *values in rows:
        found.setdefault(article_id, []).append(Place(*values))
    return found


def find(place: Place, text: str) -> int | None:
    """Return where the place is in a text. None: the text around it has changed on both sides, or is gone.

    Of several that look the same, it is the nearest to where it was.
    """
    starts = list(_starts(text, place.surface))
    around = {start: context_of(text, start, start + len(place.surface)) for start in starts}
    both = [start for start in starts if around[start] == (place.before, place.after)]
    either = [start for start in starts if _fits(around[start], place)]
    return min(both or either, key=lambda start: abs(start - place.start), default=None)


def _fits(around: tuple[str, str], place: Place) -> bool:
    before, after = around
    return (bool(before) and before == place.before) or (bool(after) and after == place.after)


def _starts(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def located(places: Iterable[Place], article: object) -> dict[tuple[str, int, int], Place]:
    """Return the places that an article still has, by field, start and end; of two at one place the newer."""
    found = {}
    for place in places:
        start = find(place, getattr(article, place.field))
        if start is not None:
            found[place.field, start, start + len(place.surface)] = place
    return found
