"""The trained model: one vector of label scores per distinct word, then forward-backward in numpy.

A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001), trained with python-crfsuite.
Applying it needs only numpy.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from django.core.exceptions import ImproperlyConfigured
from numpy.typing import NDArray

from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.recognise.crf.features import DIGIT, Features
from articles.extraction.recognise.crf.runs import phrase_tags, runs
from newsarchive.atomic import atomic_write

Array = NDArray[np.float32]
MODEL = Path(__file__).with_name("weights") / "recognizer.npz"
#: Labels of the chain; the first one means "not a name". MISC: adjectives, events, works, laws.
LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC")
KINDS = ("O", "PER", "LOC", "ORG", "MISC")
#: Parts of a word's vector, each with one score per label: for the word's own label, for that if it starts a
#: sentence, and as the word before, after, two before and two after the labelled token.
OWN, OPENING, BEFORE, AFTER, TWO_BEFORE, TWO_AFTER = range(6)
PARTS = 6
TAGS = (
    "",
    "B-person",
    "I-person",
    "B-country",
    "I-country",
    "B-organisation",
    "I-organisation",
    "B-place",
    "I-place",
)
TAG_ROWS = {tag: row for row, tag in enumerate(TAGS)}
#: Maximum number of cached vectors; beyond this the cache is cleared (noise keeps adding words).
MOST_WORDS = 150_000
#: Offsets of the neighbours whose vectors are added to a token's own.
OFFSETS = ((BEFORE, -1), (AFTER, 1), (TWO_BEFORE, -2), (TWO_AFTER, 2))


class ModelError(ImproperlyConfigured):
    """The model file is missing or damaged; the message says how to fix it."""


@dataclass(frozen=True)
class Weights:
    """The trained weights.

    names: of the features, by group; scores: features x (labels of each part), by group; transitions: from x
    to; tags: TAGS x labels; clusters: of words; card: how the model was made.
    Groups: own -> OWN, opening -> OPENING, near -> BEFORE and AFTER, far -> TWO_BEFORE and TWO_AFTER.
    """

    names: dict[str, list[str]]
    scores: dict[str, Array]
    transitions: Array
    tags: Array
    clusters: dict[str, tuple[int, int]]
    card: dict[str, object]

    def save(self, path: Path) -> None:
        """Write a compressed file atomically, with scores rounded to half precision."""
        words = list(self.clusters)
        arrays: dict[str, NDArray[np.generic]] = {
            "transitions": self.transitions.astype(np.float32),
            "tags": self.tags.astype(np.float32),
            "cluster_words": _pack(words),
            "clusters": np.array([self.clusters[word] for word in words], dtype=np.int16).reshape(-1, 2),
            "card": _pack([json.dumps(self.card, sort_keys=True)]),
        }
        for group in GROUPS:
            arrays[f"{group}_names"] = _pack(self.names[group])
            arrays[f"{group}_scores"] = self.scores[group].astype(np.float16)
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as part, part.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path = MODEL) -> "Weights":
        """Read a file written by `save`. Raises ModelError if it is missing or damaged."""
        try:
            # numpy does not close a file that it cannot read
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                weights = cls._of(file)
                fault = weights._fault()
        except FileNotFoundError as error:
            raise ModelError(_advice(path, "is missing")) from error
        except DAMAGE as error:
            raise ModelError(_advice(path, "cannot be read: it is damaged or not a model")) from error
        if fault:
            raise ModelError(_advice(path, f"is damaged: {fault}"))
        return weights

    @classmethod
    def _of(cls, file: Mapping[str, NDArray[np.generic]]) -> "Weights":
        # There are only a few hundred distinct pairs; sharing one object for each speeds up loading.
        pairs, numbers = np.unique(file["clusters"], axis=0, return_inverse=True)
        shared = [(int(fine), int(coarse)) for fine, coarse in pairs.tolist()]
        clusters = map(shared.__getitem__, numbers.reshape(-1).tolist())
        return cls(
            names={group: _unpack(file[f"{group}_names"]) for group in GROUPS},
            scores={group: file[f"{group}_scores"].astype(np.float32) for group in GROUPS},
            transitions=file["transitions"].astype(np.float32),
            tags=file["tags"].astype(np.float32),
            clusters=dict(zip(_unpack(file["cluster_words"]), clusters, strict=True)),
            card=json.loads(_unpack(file["card"])[0]),
        )

    def _fault(self) -> str:
        """Return an inconsistency in the arrays, or ""."""
        size = len(LABELS)
        if self.transitions.shape != (size, size) or self.tags.shape != (len(TAGS), size):
            return "its labels do not match this version"
        for group, parts in GROUPS.items():
            if self.scores[group].shape != (len(self.names[group]), len(parts) * size):
                return f"the features {group!r} do not fit their scores"
        arrays = (self.transitions, self.tags, *self.scores.values())
        return "" if all(np.isfinite(array).all() for array in arrays) else "not all scores are numbers"


GROUPS: dict[str, tuple[int, ...]] = {
    "own": (OWN,), "opening": (OPENING,), "near": (BEFORE, AFTER), "far": (TWO_BEFORE, TWO_AFTER),
}  # fmt: skip


#: Exceptions raised by reading a file that is not a model.
DAMAGE = (OSError, EOFError, KeyError, IndexError, TypeError, ValueError, BadZipFile, zlib.error)


def _advice(path: Path, what: str) -> str:
    return (
        f"The model that finds names, {path}, {what}. Restore the file that comes with the archive, make a "
        "new one (manage.py train_recognizer), or set EXTRACTION_BACKEND=rules to do without."
    )


def _pack(lines: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _unpack(packed: NDArray[np.generic]) -> list[str]:
    return packed.tobytes().decode("utf-8", "surrogatepass").split("\n") if packed.size else []


class Model:
    """Computes the probabilities of the kinds for the tokens of a text."""

    def __init__(self, weights: Weights, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._features = Features(gazetteer, weights.clusters)
        self._rows = {
            group: {name: row for row, name in enumerate(names)} for group, names in weights.names.items()
        }
        self._scores = weights.scores
        self._tags = weights.tags
        # Subtracting a constant keeps the exponentials small without changing the distribution.
        self._transitions: Array = np.exp(weights.transitions - weights.transitions.max())
        self._forget()

    def _forget(self) -> None:
        self._index: dict[str, int] = {}
        self._vectors: Array = np.zeros((4096, PARTS, len(LABELS)), dtype=np.float32)

    def probabilities(self, text: TokenizedText) -> "Probabilities":
        """Return the probability of each kind for each token in a run."""
        spans = runs(text)
        if not spans:
            return Probabilities({}, np.zeros((0, len(KINDS)), dtype=np.float32))
        tokens = [token for first, last in spans for token in range(first, last)]
        scores = self._emissions(text, spans, tokens)
        chance = self._marginals(scores, np.array([last - first for first, last in spans]))
        kinds = np.empty((len(tokens), len(KINDS)), dtype=np.float32)
        kinds[:, 0] = chance[:, 0]
        kinds[:, 1:] = chance[:, 1::2] + chance[:, 2::2]
        return Probabilities({token: row for row, token in enumerate(tokens)}, kinds)

    def _emissions(self, text: TokenizedText, spans: list[tuple[int, int]], tokens: list[int]) -> Array:
        """Return the scores (tokens x labels) from the surrounding words and known phrases."""
        if len(self._index) > MOST_WORDS:
            self._forget()
        words = text.words
        # Two extra positions at either end are the edges of the text.
        ids = np.array([-1, -1, *map(self._index.get, words, repeat(-1)), -1, -1])
        at = np.array(tokens) + 2
        # Words that are not near a run need no vector.
        wanted = at[:, None] + np.arange(-2, 3)
        for place in set(wanted[ids[wanted] < 0].tolist()):
            ids[place] = self._row(text.word(place - 2))
        vectors = self._vectors
        scores: Array = vectors[ids[at], OWN]
        for part, offset in OFFSETS:
            scores += vectors[ids[at + offset], part]
        opening = [row for row, token in enumerate(tokens) if text.begins_sentence(token)]
        scores[opening] += vectors[ids[at[opening]], OPENING]
        tagged, tags, row = [], [], 0
        for first, last in spans:
            if last - first > 1:
                for position, tag in phrase_tags(text, self._gazetteer, first, last).items():
                    tagged.append(row + position - first)
                    tags.append(TAG_ROWS[tag])
            row += last - first
        if tags:
            scores[tagged] += self._tags[tags]
        return scores

    def _row(self, word: str) -> int:
        """Return the row of the word's vector, which may have been added since the first look-up."""
        known = self._index.get(word)
        return self._learn(word) if known is None else known

    def _learn(self, word: str) -> int:
        """Add the word's vector and return its row."""
        plain = DIGIT.sub("0", word)
        if plain != word and plain in self._index:
            return self._index[plain]
        row = len(self._index)
        if row == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
        features = self._features.of(plain)
        for group, parts in GROUPS.items():
            rows = self._rows[group]
            known = [rows[name] for name in getattr(features, group) if name in rows]
            if known:
                total = self._scores[group][known].sum(axis=0)
                for position, part in enumerate(parts):
                    self._vectors[row, part] = total[position * len(LABELS) : (position + 1) * len(LABELS)]
        self._index[plain] = row
        return row

    def _marginals(self, scores: Array, lengths: NDArray[np.int64]) -> Array:
        """Return marginal probabilities (tokens x labels): forward-backward over all runs in parallel.

        Runs are preceded and followed by a token that is not a name.
        """
        steps = int(lengths.max())
        potentials = np.zeros((steps + 1, len(lengths), len(LABELS)), dtype=np.float32)
        potentials[:, :, 0] = 1.0  # runs are padded with "not a name"
        run = np.repeat(np.arange(len(lengths)), lengths)
        step = np.arange(len(run)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        potentials[step, run] = np.exp(scores - scores.max(axis=1, keepdims=True))
        forward = np.empty_like(potentials)
        state: Array = np.zeros((len(lengths), len(LABELS)), dtype=np.float32)
        state[:, 0] = 1.0
        for at in range(steps + 1):
            state = (state @ self._transitions) * potentials[at]
            state /= state.sum(axis=1, keepdims=True) + np.float32(1e-30)
            forward[at] = state
        backward = np.ones_like(state)
        chance = np.empty_like(potentials)
        for at in range(steps, -1, -1):
            both = forward[at] * backward
            chance[at] = both / (both.sum(axis=1, keepdims=True) + np.float32(1e-30))
            backward = (potentials[at] * backward) @ self._transitions.T
            backward /= backward.sum(axis=1, keepdims=True) + np.float32(1e-30)
        result: Array = chance[step, run]
        return result


@dataclass(frozen=True)
class Probabilities:
    """Probabilities of the tokens in runs (rows) for each of KINDS. rows: token index -> row."""

    rows: dict[int, int]
    chances: Array

    def of(self, kind: str, first: int, last: int) -> float:
        """Return the lowest probability of the kind from first to last (exclusive); 0 outside runs."""
        rows = [self.rows[token] for token in range(first, last) if token in self.rows]
        if len(rows) < last - first:
            return 0.0
        return float(self.chances[rows, KINDS.index(kind)].min())

    @cached_property
    def spans(self) -> list[tuple[int, int, str, float]]:
        """(first, last, kind, probability) of each stretch of tokens with the same most likely kind."""
        best = self.chances.argmax(axis=1)
        found: list[tuple[int, int, str, float]] = []
        previous, before = -2, 0
        for token, row in self.rows.items():
            kind = int(best[row])
            chance = float(self.chances[row, kind])
            if kind and kind == before and token == previous + 1:
                first, _, name, least = found[-1]
                found[-1] = (first, token + 1, name, min(least, chance))
            elif kind:
                found.append((token, token + 1, KINDS[kind], chance))
            previous, before = token, kind
        return found
