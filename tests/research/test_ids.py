"""Sets of ids: compact encoding, and a checksum that others can reproduce."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.research.ids import checksum, common, difference, pack, union, unpack

IDS = st.sets(st.integers(1, 2**63 - 1), max_size=300).map(lambda found: np.array(sorted(found), np.int64))


@given(IDS)
def test_what_is_packed_comes_out_again(ids: np.ndarray) -> None:
    assert unpack(pack(ids)).tolist() == ids.tolist()
    assert unpack(memoryview(pack(ids))).tolist() == ids.tolist()


@given(IDS, IDS)
def test_sets_are_sets(one: np.ndarray, two: np.ndarray) -> None:
    first, second = set(one.tolist()), set(two.tolist())
    assert difference(one, two).tolist() == sorted(first - second)
    assert union(one, two).tolist() == sorted(first | second)
    assert common(one, two).tolist() == sorted(first & second)


def test_nothing_is_packed_as_nothing() -> None:
    assert unpack(b"").tolist() == []
    assert unpack(pack(np.empty(0, np.int64))).tolist() == []


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="not packed ids"):
        unpack(b"\x02something")


def test_the_checksum_is_that_of_a_list_of_numbers_in_lines() -> None:
    assert checksum(np.array([3, 12, 101], np.int64)) == hashlib.sha256(b"3\n12\n101\n").hexdigest()
    assert checksum(np.empty(0, np.int64)) == hashlib.sha256(b"").hexdigest()


def test_a_million_ids_take_little_room() -> None:
    every = np.arange(1, 1_000_001, dtype=np.int64)
    assert len(pack(every)) < 20_000
    chosen = np.random.default_rng(1).choice(5_000_000, 1_000_000, replace=False) + 1
    assert len(pack(np.sort(chosen))) < 1_000_000  # one byte per id
