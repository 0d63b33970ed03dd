"""Train weights with python-crfsuite (L-BFGS with an elastic net; Okazaki 2007)."""

import random
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.recognise.crf.features import Features, WordFeatures
from articles.extraction.recognise.crf.model import GROUPS, LABELS, TAGS, Weights
from articles.extraction.recognise.crf.runs import phrase_tags, runs
from articles.extraction.training.corpus import CorpusError
from articles.extraction.training.examples import Example

#: In this share of the training tokens, the word's identity is hidden, leaving its form and context; in half
#: of these, its lists are hidden, too. Otherwise the model would rely on the lists alone.
HIDDEN = 0.5
SETTINGS = {"c1": 0.3, "c2": 0.02, "feature.minfreq": 3, "feature.possible_transitions": True}
#: Attribute prefixes for the parts of a word's vector, by feature group.
PREFIXES = {"own": ("0",), "opening": ("^",), "near": ("-1", "+1"), "far": ("-2", "+2")}
TAG_PREFIX = "m="
EDGE = ["edge"]


class LibraryError(RuntimeError):
    """python-crfsuite is not installed; the message says how to install it."""


def load_library() -> Any:
    """Import python-crfsuite, which only training needs. Raises LibraryError."""
    try:
        return import_module("pycrfsuite")
    except ImportError as error:
        raise LibraryError(
            "Training needs python-crfsuite, which is not installed: install the archive's extra “training” "
            "(pip install python-crfsuite in its environment)."
        ) from error


class Trainer:
    """Collects examples, then trains. `seed` decides which words are hidden."""

    def __init__(self, gazetteer: Gazetteer, clusters: dict[str, tuple[int, int]], seed: int) -> None:
        self._gazetteer = gazetteer
        self._clusters = clusters
        self._of = lru_cache(maxsize=300_000)(Features(gazetteer, clusters).of)
        self._chance = random.Random(seed)  # noqa: S311 - for repeatable training, not for secrets
        self._library = load_library()
        self._trainer: Any = self._library.Trainer(verbose=False)
        #: Attributes are numbered, since the library fails to read back some characters.
        self._numbers: dict[str, int] = {}
        self.tokens = 0

    def add(self, examples: Iterable[Example]) -> int:
        """Add the examples' runs; return their number of tokens."""
        before = self.tokens
        for example in examples:
            labels = example.labels()
            for first, last in runs(example.text):
                if first >= example.first and last <= example.last:
                    items = [EDGE, *self._attributes(example, first, last), EDGE]
                    self._trainer.append(list(map(self._numbered, items)), ["O", *labels[first:last], "O"])
                    self.tokens += last - first
        return self.tokens - before

    def _attributes(self, example: Example, first: int, last: int) -> Iterator[list[str]]:
        text = example.text
        tags = phrase_tags(text, self._gazetteer, first, last)
        for index in range(first, last):
            own = self._of(text.words[index])
            hides = self._chance.random() < HIDDEN
            found = [f"0{name}" for name in (self._hidden(own) if hides else own.own)]
            if text.begins_sentence(index):
                found += [f"^{name}" for name in (own.opening[:1] if hides else own.opening)]
            for offset, group in ((-1, "near"), (1, "near"), (-2, "far"), (2, "far")):
                found += [
                    f"{offset:+d}{name}" for name in getattr(self._of(text.word(index + offset)), group)
                ]
            if index in tags:
                found.append(TAG_PREFIX + tags[index])
            yield found

    def _numbered(self, attributes: list[str]) -> list[str]:
        numbers = self._numbers
        return [str(numbers.setdefault(attribute, len(numbers))) for attribute in attributes]

    def _hidden(self, word: WordFeatures) -> list[str]:
        hidden = "wck" if self._chance.random() < 0.5 else "wcklg"
        return [name for name in word.own if name[0] not in hidden]

    def train(self, iterations: int, card: dict[str, object]) -> Weights:
        """Train and return the weights; `card` is stored with them. Raises CorpusError without examples."""
        if not self.tokens:
            raise CorpusError("There is nothing to learn from: the texts contain no names.")
        self._trainer.set_params({**SETTINGS, "max_iterations": iterations})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model"
            self._trainer.train(str(path))
            tagger: Any = self._library.Tagger()
            tagger.open(str(path))
            info = tagger.info()
            return self._weights(info, {**card, "tokens": self.tokens, "iterations": iterations})

    def _weights(self, info: Any, card: dict[str, object]) -> Weights:
        states: dict[tuple[str, str], float] = info.state_features
        attributes = list(self._numbers)
        transitions = np.full((len(LABELS), len(LABELS)), -20.0, dtype=np.float32)
        for (before, after), weight in info.transitions.items():
            transitions[LABELS.index(before), LABELS.index(after)] = weight
        tags = np.zeros((len(TAGS), len(LABELS)), dtype=np.float32)
        groups: dict[str, dict[str, list[float]]] = {group: {} for group in GROUPS}
        for (number, label), weight in states.items():
            attribute = attributes[int(number)]
            column = LABELS.index(label)
            if attribute.startswith(TAG_PREFIX):
                tags[TAGS.index(attribute[len(TAG_PREFIX) :]), column] = weight
                continue
            place = _place(attribute)
            if place is not None:
                group, part, name = place
                row = groups[group].setdefault(name, [0.0] * len(LABELS) * len(GROUPS[group]))
                row[part * len(LABELS) + column] = weight
        return Weights(
            names={group: sorted(rows) for group, rows in groups.items()},
            scores={
                group: np.array([rows[name] for name in sorted(rows)], dtype=np.float32).reshape(
                    len(rows), len(LABELS) * len(GROUPS[group])
                )
                for group, rows in groups.items()
            },
            transitions=transitions,
            tags=tags,
            clusters=self._clusters,
            card=card,
        )


def _place(attribute: str) -> tuple[str, int, str] | None:
    """Return (group, part within the group, feature) of an attribute, or None."""
    for group, prefixes in PREFIXES.items():
        for part, prefix in enumerate(prefixes):
            if attribute.startswith(prefix):
                return group, part, attribute[len(prefix) :]
    return None
