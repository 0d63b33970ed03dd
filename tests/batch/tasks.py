"""Jobs for the worker tests, in a separate module so that worker processes can import it."""

import os
from collections.abc import Iterator

from articles.batch.workers import Job, Loss, time_limit


def double(numbers: list[int], start: int) -> Iterator[int]:
    """Double each number. 13 aborts the process, as a bug in a C library would, and 99 never ends."""
    for number in numbers[start:]:
        if number == 13:
            os.abort()
        with time_limit(0.2):
            while number == 99:
                pass
        yield 2 * number


def die(numbers: list[int], start: int) -> Iterator[int]:
    """Exit at once."""
    os._exit(3)


def lost(numbers: list[int], number: int, loss: Loss) -> int:
    """Mark a lost result."""
    return -99 if loss == "timeout" else -1


DOUBLING = Job(double, len, lost)
DYING = Job(die, len, lost)
