"""Numbers of charts: round scales, and percentages in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST_TICKS = 4


def steps_to(most: float, *, whole: bool) -> list[float]:
    """Return at most MOST_TICKS + 1 round numbers, evenly spaced from 0 to at least ``most``."""
    size = 1.0 if whole else 0.0001
    while True:
        for factor in (1, 2, 5):
            step = size * factor
            needed = max(1, -int(-max(most, 0) // step))
            if needed <= MOST_TICKS:
                return [round(n * step, 6) for n in range(needed + 1)]
        size *= 10


def percent(number: float) -> str:
    """Format a percentage such as "1.25%", with more decimals for small shares."""
    places = 1 if number >= 1 else 2 if number >= 0.1 or number == 0 else 4
    return _("%(number)s%%") % {"number": number_format(round(number, places), places)}
