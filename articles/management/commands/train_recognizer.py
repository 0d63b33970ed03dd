"""``train_recognizer``: train the model of the name recogniser."""

import random
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.extraction.annotations import Document, ExtractedMention
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.link.linker import Linker
from articles.extraction.recognise.crf.model import MODEL
from articles.extraction.recognise.rules import RulesRecognizer
from articles.extraction.training.clusters import make_clusters
from articles.extraction.training.corpus import CorpusError
from articles.extraction.training.decisions import read_decided
from articles.extraction.training.examples import Example
from articles.extraction.training.gmb import read_gmb
from articles.extraction.training.trainer import LibraryError, Trainer, load_library
from articles.extraction.training.unlabelled import Find, read_texts, tag

#: Every third article is tagged by the rules for training; all of them are used for the clusters.
EVERY = 3


class Command(BaseCommand):
    """manage.py train_recognizer --gmb PATH [--unlabelled PATH] [--decisions PATH] [--out PATH]"""

    help = (
        "Train the model that finds names, from the Groningen Meaning Bank's tokens (cleaned), from untagged"
        " news, and from what editors decided. Needs python-crfsuite (the extra “training”). Takes minutes on"
        " two cores."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--gmb", type=Path, required=True, help="columns sentence, word, POS, tag; .csv or .csv.xz"
        )
        parser.add_argument(
            "--unlabelled", type=Path, help="news as JSON lines (headline, body), plain, .gz or .xz"
        )
        parser.add_argument(
            "--articles", type=int, default=8000, help="how many of them to tag with the rules"
        )
        parser.add_argument(
            "--decisions", type=Path, help="what editors decided, written by check_precision --export"
        )
        parser.add_argument("--iterations", type=int, default=60)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--out", type=Path, default=MODEL, help="the model's file (default: the shipped one)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Train and save the model. Nothing is written if anything fails."""
        try:
            self._train(**options)
        except (OSError, CorpusError, LibraryError) as error:
            raise CommandError(str(error)) from error

    def _train(
        self,
        *,
        gmb: Path,
        unlabelled: Path | None,
        decisions: Path | None,
        articles: int,
        iterations: int,
        seed: int,
        out: Path,
        **_others: Any,
    ) -> None:
        self._begun = monotonic()
        load_library()  # reports a missing library before minutes of reading
        _check_options(articles=articles, iterations=iterations, out=out)
        gazetteer = Gazetteer()
        clusters: dict[str, tuple[int, int]] = {}
        if unlabelled is not None:
            clusters = make_clusters(lambda: (each.body for each in read_texts(unlabelled)), seed)
            self._say(f"{len(clusters):,} words in clusters")
        trainer = Trainer(gazetteer, clusters, seed)
        self._say(f"{trainer.add(read_gmb(gmb, gazetteer)):,} tokens from {gmb.name}")
        if unlabelled is not None:
            added = trainer.add(_tagged(unlabelled, gazetteer, articles, seed))
            self._say(f"{added:,} tokens from {unlabelled.name}")
        if decisions is not None:
            added = trainer.add(read_decided(decisions, _by_rules(gazetteer), gazetteer))
            self._say(f"{added:,} tokens from {decisions.name}")
        card: dict[str, object] = {
            "gmb": gmb.name,
            "unlabelled": unlabelled.name if unlabelled else "",
            "decisions": decisions.name if decisions else "",
            "seed": seed,
        }
        weights = trainer.train(iterations, card)
        weights.save(out)
        self._say(f"{out} written, {out.stat().st_size / 1e6:.1f} MB")

    def _say(self, what: str) -> None:
        print(f"{monotonic() - self._begun:5.0f} s  {what}", file=sys.stderr, flush=True)  # noqa: T201


def _check_options(*, articles: int, iterations: int, out: Path) -> None:
    if articles < 0 or iterations < 1:
        raise CommandError("--articles must be 0 or more, --iterations 1 or more.")
    if out.is_dir():
        raise CommandError(f"--out {out} is a folder; name a file.")


def _by_rules(gazetteer: Gazetteer) -> Find:
    """Return a function that finds the names in a document by the rules alone."""
    recognizer, linker = RulesRecognizer(gazetteer), Linker(gazetteer)

    def find(document: Document) -> list[ExtractedMention]:
        return linker.link(document, recognizer.find(document))

    return find


def _tagged(path: Path, gazetteer: Gazetteer, articles: int, seed: int) -> Iterator[Example]:
    find = _by_rules(gazetteer)
    chance = random.Random(seed)  # noqa: S311 - for repeatable training, not for secrets
    for number, document in enumerate(read_texts(path)):
        if articles == 0:
            return
        if number % EVERY == 0:
            articles -= 1
            yield from tag(document, find, gazetteer, chance)
