"""Bring the stories of the whole archive up to date."""

from collections.abc import Callable, Iterator

from articles.stories.grouping import group_new
from articles.stories.store import remember_next


def refresh(wanted: Callable[[], bool] = lambda: True) -> Iterator[int]:
    """Store missing fingerprints and group new ones, while ``wanted``; yield the articles done at each step.

    What is done is stored at every step, so a run that is stopped loses nothing.
    """
    after = -(2**63)
    while wanted():
        last, number = remember_next(after)
        if not number:
            break
        after = last
        yield number
    groups = group_new()
    while wanted() and (number := next(groups, 0)):
        yield number
