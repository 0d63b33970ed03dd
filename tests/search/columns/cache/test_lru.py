"""The cache that counts bytes."""

from articles.search.columns.cache.lru import ByteLRU


def test_what_was_used_longest_ago_goes_first() -> None:
    kept: ByteLRU[str, int] = ByteLRU(100)
    for number, key in enumerate("abc"):
        kept.put(key, number, 33)
    assert kept.get("a") == 0
    kept.put("d", 3, 33)
    assert [kept.get(key) for key in "abcd"] == [0, None, 2, 3]


def test_a_new_value_takes_the_place_of_the_old() -> None:
    kept: ByteLRU[str, str] = ByteLRU(100)
    kept.put("b", "other", 40)
    for size in (60, 10, 60):
        kept.put("a", f"{size} bytes", size)
    assert (kept.get("a"), kept.get("b")) == ("60 bytes", "other")


def test_a_value_beyond_the_bound_is_not_kept_and_displaces_only_its_key() -> None:
    kept: ByteLRU[str, str] = ByteLRU(100)
    kept.put("a", "small", 50)
    kept.put("b", "other", 50)
    kept.put("a", "large", 101)
    assert (kept.get("a"), kept.get("b")) == (None, "other")
