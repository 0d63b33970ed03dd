"""Updating cached ids."""

import numpy as np

from articles.search.columns.cache.matches import update_ids


def test_ids_of_any_size_take_the_place_of_narrow_ones() -> None:
    """The cached ids may fit in 32 bits when the new ones do not, and vice versa."""
    narrow, wide = np.array([3, 7], np.int32), np.array([5, 2**40], np.int64)
    assert update_ids(narrow, frozenset([7, 5, 2**40]), wide).tolist() == [3, 5, 2**40]
    assert update_ids(np.array([], np.int32), frozenset([2**31]), np.array([2**31])).tolist() == [2**31]
    assert update_ids(wide, frozenset([2**40, 7]), np.array([7], np.int32)).tolist() == [5, 7]


def test_what_no_longer_matches_is_gone() -> None:
    ids = np.array([1, 2, 3], np.int32)
    assert update_ids(ids, frozenset([2, 9]), np.array([], np.int32)).tolist() == [1, 3]
