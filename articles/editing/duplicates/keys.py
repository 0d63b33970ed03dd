"""Keys that the names of duplicates share: the same words, or the same letters but one.

The first is OpenRefine's fingerprint method, the second its nearest neighbours, with one difference at most.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz.distance import OSA

from articles.extraction.lexicon.words import GIVEN_NAMES
from articles.text import fold

SHORTEST = 6  # letters of names that may differ in one
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_GIVEN = frozenset(name.casefold() for name in GIVEN_NAMES)
#: Words that do not tell organisations apart.
_LEGAL = frozenset(
    "the of and co corp corporation company inc ltd limited plc llc gmbh ag sa group".split()  # noqa: SIM905
)


def plain(name: str) -> str:
    """Return the words of a name without accents, capitals and punctuation: "Kerry, J." becomes "j kerry"."""
    before, comma, after = name.partition(",")
    turned = f"{after} {before}" if comma and len(after.split()) in (1, 2) else name
    return " ".join(_PUNCTUATION.sub(" ", fold(turned).replace("'", "")).split())


def fingerprint(kind: str, name: str) -> str:
    """Return the words of a name, each once, in alphabetical order, without legal forms; "" for one."""
    words = set(plain(name).split())
    if kind == "organisation":
        words = words - _LEGAL or words
    return " ".join(sorted(words)) if len(words) > 1 else ""


def groups(keys: Iterable[tuple[Hashable, int]]) -> Iterator[list[int]]:
    """Yield the entities that share a key, ascending."""
    found: defaultdict[Hashable, set[int]] = defaultdict(set)
    for key, entity_id in keys:
        found[key].add(entity_id)
    yield from (sorted(ids) for ids in found.values() if len(ids) > 1)


def near_pairs(names: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Yield pairs whose plain names differ in one letter: one more, less, other, or two exchanged.

    Two names with one difference have a text in common after deleting at most one letter from each. The
    hashes of these texts are sorted, so that 150,000 names take seconds.
    """
    ids = [pk for pk, name in names.items() if len(name) >= SHORTEST]
    hashes, owners = _deletions([names[pk] for pk in ids])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    begins = np.flatnonzero(np.diff(hashes, prepend=hashes[:1] - 1))
    ends = np.append(begins[1:], len(hashes))
    several = ends - begins > 1
    seen: set[tuple[int, int]] = set()
    for begin, end in zip(begins[several].tolist(), ends[several].tolist(), strict=True):
        run = owners[begin:end]
        members = sorted({ids[each] for each in run.tolist()})
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                if (one, other) not in seen and _is_near(names[one], names[other]):
                    seen.add((one, other))
                    yield one, other


def _deletions(names: Sequence[str]) -> tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", ...]:
    lengths = np.array([len(name) + 1 for name in names], np.int64)
    total = int(lengths.sum())
    texts = (
        text for name in names for text in (name, *(name[:at] + name[at + 1 :] for at in range(len(name))))
    )
    hashes = np.fromiter((hash(text) for text in texts), np.int64, total)
    return hashes, np.repeat(np.arange(len(names)), lengths)


def _is_near(one: str, other: str) -> bool:
    """Whether two different names have one difference, and not one that makes another name of it."""
    if one == other or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    left, right = one.split(), other.split()
    if len(left) != len(right):
        return True
    differing = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
    return all(_may_be_same(*pair) for pair in differing)


def _may_be_same(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 4 or any(letter.isdigit() for letter in one + other):
        return False
    return not (one in _GIVEN and other in _GIVEN)
