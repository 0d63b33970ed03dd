"""Work for the tests of the worker processes; a module of its own, so that those can import it."""

import os
from collections.abc import Sequence


def double(numbers: list[int]) -> list[int]:
    """Twice each number; 13 kills the process, as a fault in a C library would."""
    if 13 in numbers:
        os.abort()
    return [2 * number for number in numbers]


def die(numbers: list[int]) -> list[int]:
    """Never works."""
    os._exit(len(numbers) and 3)


def parts(numbers: list[int]) -> list[list[int]]:
    """One by one."""
    return [[number] for number in numbers]


def lost(numbers: list[int]) -> list[int]:
    """Marks what was lost."""
    return [-1 for _ in numbers]


def join(results: Sequence[list[int]]) -> list[int]:
    """All results in one list."""
    return [one for result in results for one in result]
