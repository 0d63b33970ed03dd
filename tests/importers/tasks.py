"""Work for the tests of the worker processes; a module of its own, so that those can import it."""

import os
from collections.abc import Iterator

from articles.batch.workers import Job, limited


def double(numbers: list[int], start: int) -> Iterator[int]:
    """Each number doubled. 13 kills the process, as a fault in a C library would, and 99 never ends."""
    for number in numbers[start:]:
        if number == 13:
            os.abort()
        with limited(0.2):
            while number == 99:
                pass
        yield 2 * number


def die(numbers: list[int], start: int) -> Iterator[int]:
    """Never works."""
    os._exit(3)


def lost(numbers: list[int], number: int, by_time: bool) -> int:
    """Marks what was lost."""
    return -99 if by_time else -1


DOUBLING = Job(double, len, lost)
DYING = Job(die, len, lost)
