"""Ids of matches that are kept, brought up to date."""

import numpy as np
from articles.search.columns.cache.matches import replaced


def test_ids_of_any_size_take_the_place_of_narrow_ones() -> None:
    """What was kept may fit 32 bits where what is new does not, and the other way round."""
    narrow, wide = np.array([3, 7], np.int32), np.array([5, 2**40], np.int64)
    assert replaced(narrow, frozenset([7, 5, 2**40]), wide).tolist() == [3, 5, 2**40]
    assert replaced(np.array([], np.int32), frozenset([2**31]), np.array([2**31])).tolist() == [2**31]
    assert replaced(wide, frozenset([2**40, 7]), np.array([7], np.int32)).tolist() == [5, 7]


def test_what_no_longer_matches_is_gone() -> None:
    ids = np.array([1, 2, 3], np.int32)
    assert replaced(ids, frozenset([2, 9]), np.array([], np.int32)).tolist() == [1, 3]
