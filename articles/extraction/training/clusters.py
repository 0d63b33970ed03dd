"""Word clusters from unlabelled text: words in similar contexts share a cluster.

Positive pointwise mutual information of each word with its left and right neighbours (Church and Hanks 1990;
Levy and Goldberg 2014), reduced by a randomised singular value decomposition (Halko, Martinsson, Tropp 2011),
then spherical k-means, and k-means over its centres for the coarse clusters. Surnames end up together, and so
do cities and companies: the cluster of a word that is not in the training data still shows what it is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from articles.extraction.lexicon.tokens import TOKEN
from articles.extraction.recognise.crf.features import DIGIT

Array = NDArray[np.float32]
MOST_WORDS = 60_000
LEAST_COUNT = 8
NEIGHBOURS = 1500
DIMENSIONS = 100
SPARE_DIMENSIONS = 20
FINE, COARSE = 600, 64
ROUNDS = 25
BUFFER = 2_000_000


def make_clusters(texts: Callable[[], Iterable[str]], seed: int) -> dict[str, tuple[int, int]]:
    """Return the (fine, coarse) cluster of each frequent word; `texts` is iterated twice."""
    counts: Counter[str] = Counter()
    for text in texts():
        counts.update(_words(text))
    words = [word for word, count in counts.most_common(MOST_WORDS) if count >= LEAST_COUNT]
    if len(words) <= FINE:
        return {}
    vectors = _vectors(_cooccurrences(texts(), words), seed)
    weights = np.array([counts[word] for word in words], dtype=np.float32) ** np.float32(0.3)
    chance = np.random.default_rng(seed)
    fine, centres = _kmeans(vectors, FINE, weights, chance)
    coarse, _ = _kmeans(centres, COARSE, np.ones(FINE, dtype=np.float32), chance)
    return {
        word: (int(cluster), int(coarse[cluster]))
        for word, cluster in zip(words, fine.tolist(), strict=True)
        if not word[0].isspace()
    }


def _words(text: str) -> Iterator[str]:
    for token in TOKEN.findall(text):
        yield "\n" if token[0].isspace() else DIGIT.sub("0", token)


def _cooccurrences(texts: Iterable[str], words: list[str]) -> Array:
    """Count how often each word follows and precedes each of the most frequent ones (last column: others)."""
    index = {word: number for number, word in enumerate(words)}
    other = len(words)
    width = NEIGHBOURS + 1
    table: Array = np.zeros((other + 1, 2 * width), dtype=np.float32)
    buffer: list[int] = []
    for text in texts:
        buffer.extend(index.get(word, other) for word in _words(text))
        buffer.append(other)
        if len(buffer) > BUFFER:
            _count(table, buffer, width)
            buffer = []
    _count(table, buffer, width)
    return table[:other]


def _count(table: Array, buffer: list[int], width: int) -> None:
    if len(buffer) < 2:
        return
    ids = np.array(buffer, dtype=np.int64)
    neighbours = np.minimum(ids, NEIGHBOURS)
    flat = table.reshape(-1)
    for cells in (ids[1:] * 2 * width + neighbours[:-1], ids[:-1] * 2 * width + width + neighbours[1:]):
        places, times = np.unique(cells, return_counts=True)
        flat[places] += times


def _vectors(table: Array, seed: int) -> Array:
    """Return unit vectors of the words: the table's mutual information, reduced to DIMENSIONS."""
    rows = np.maximum(table.sum(axis=1, keepdims=True), 1)
    columns = np.maximum(table.sum(axis=0, keepdims=True), 1)
    table = table * table.sum()
    table /= rows
    table /= columns
    np.log(np.maximum(table, 1), out=table)
    basis: Array = np.random.default_rng(seed).standard_normal(
        (table.shape[1], DIMENSIONS + SPARE_DIMENSIONS), dtype=np.float32
    )
    for _ in range(4):
        basis, _ = np.linalg.qr(table.T @ (table @ basis))
    left, strength, _ = np.linalg.svd(table @ basis, full_matrices=False)
    return _unit((left * np.sqrt(strength))[:, :DIMENSIONS])


def _unit(vectors: Array) -> Array:
    result: Array = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return result


def _kmeans(
    vectors: Array, count: int, weights: Array, chance: np.random.Generator
) -> tuple[NDArray[np.int64], Array]:
    """Return the cluster of each vector, by angle, and the centres; empty clusters get new centres."""
    picked = chance.choice(len(vectors), count, replace=False, p=weights / weights.sum())
    centres = vectors[picked]
    nearest: NDArray[np.int64] = np.zeros(len(vectors), dtype=np.int64)
    for _ in range(ROUNDS):
        nearest = np.argmax(vectors @ centres.T, axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, vectors * weights[:, None])
        empty = np.bincount(nearest, minlength=count) == 0
        sums[empty] = vectors[chance.choice(len(vectors), int(empty.sum()))]
        centres = _unit(sums)
    return nearest, centres
