"""Measures how well the text of articles is found on web pages, as they are and with changed markup.

    .venv/bin/python -m benchmarks.web_pages ../shared/corpora/html
    .venv/bin/python -m benchmarks.web_pages ../shared/corpora/html --changes --rules

F1 compares sequences of four words; it is the harmonic mean of mean precision and mean recall. A page loses a
sentence if less than half of the sequences of one of its true sentences are in the text, so that a dateline,
which is a field of its own, may be missing. Trafilatura's default call is measured beside ours.

--changes: each page again with other markup of the same meaning
--rules: without each rule in turn, on two halves of the pages
"""

import argparse
import gzip
import hashlib
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from unittest.mock import patch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")

from trafilatura import bare_extraction, load_html

from articles.importers.cleaning.encodings import decode_page
from articles.importers.formats import parse
from articles.importers.pages import body
from articles.importers.record import RawRecord, ReadOptions, RecordError
from benchmarks.support.markup import CHANGES, changed

Reader = Callable[[bytes], str]
_BODY = "articles.importers.pages.body."
#: What each rule is replaced with to measure the reading without it.
_RULES: dict[str, tuple[str, object]] = {
    "sentences between those found": (f"{_BODY}_fill_gaps", lambda *_: None),
    "paragraphs in other sections": (f"{_BODY}_add_like", lambda *_: None),
    "sentences below the heading": (f"{_BODY}_sentences_below_heading", lambda *_: []),
    "labels above the text": (f"{_BODY}_without_labels_above", lambda blocks: blocks),
    "what is left over at the end": (f"{_BODY}_is_left_over", lambda _: False),
    "calls and links to other stories": (f"{_BODY}_is_call", lambda _: False),
    "other readers": (f"{_BODY}_HARDLY", -1.0),
    "parts named by their class": ("articles.importers.pages.tree._PARTS", frozenset()),
}


@dataclass(frozen=True, slots=True)
class Scores:
    """F1, precision and recall; pages that lose a sentence; pages without text; milliseconds a page."""

    f1: float
    precision: float
    recall: float
    losing: int
    unread: int
    milliseconds: float

    def __str__(self) -> str:
        return (
            f"F1 {self.f1:.4f}  precision {self.precision:.4f}  recall {self.recall:.4f}"
            f"  lose a sentence {self.losing:2}  unread {self.unread}  {self.milliseconds:5.1f} ms a page"
        )


def ours(raw: bytes) -> str:
    """Return the body of the article."""
    try:
        record = parse(RawRecord("html", raw, "page", "file:///page.html", "page"), ReadOptions())
    except RecordError:
        return ""
    return record.body


def trafilatura(raw: bytes) -> str:
    """Return the text as trafilatura's default call reads it."""
    document = bare_extraction(load_html(decode_page(raw)), with_metadata=False)
    return (document.text or "") if document is not None else ""  # type: ignore[union-attr]


def measure(reader: Reader, pages: Mapping[str, bytes], truth: Mapping[str, str]) -> Scores:
    """Read pages and compare them with their true texts."""
    shares, losing, unread, seconds = [], 0, 0, []
    for key, raw in pages.items():
        began = time.perf_counter()
        text = reader(raw)
        seconds.append(time.perf_counter() - began)
        shares.append(_precision_and_recall(text, truth[key]))
        losing += _loses_a_sentence(text, truth[key])
        unread += not text
    precision, recall = (mean(each) for each in zip(*shares, strict=True))
    f1 = 2 * precision * recall / (precision + recall)
    return Scores(f1, precision, recall, losing, unread, 1000 * median(seconds))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _sequences(text: str) -> Counter[tuple[str, ...]]:
    words = _words(text)
    return Counter(
        tuple(words[start : start + 4]) for start in range(max(len(words) - 3, min(len(words), 1)))
    )


def _precision_and_recall(text: str, truth: str) -> tuple[float, float]:
    found, wanted = _sequences(text), _sequences(truth)
    same = (found & wanted).total()
    return same / max(found.total(), 1), same / max(wanted.total(), 1)


def _loses_a_sentence(text: str, truth: str) -> bool:
    found = _sequences(text.casefold())
    for sentence in re.split(r"(?<=[.!?…])[\"”’')]*\s+|\n", truth.casefold()):
        wanted = _sequences(sentence)
        if len(_words(sentence)) >= 4 and sum(each in found for each in wanted) < len(wanted) / 2:
            return True
    return False


def _halves(pages: Iterable[str]) -> tuple[set[str], set[str]]:
    odd = {key for key in pages if int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2}
    return set(pages) - odd, odd


def _print_rules(pages: Mapping[str, bytes], truth: Mapping[str, str]) -> None:
    for half in _halves(pages):
        some = {key: raw for key, raw in pages.items() if key in half}
        print(f"\n{len(some)} pages\n{'all rules':36} {measure(ours, some, truth)}")
        for name, (target, without) in _RULES.items():
            with patch(target, without):
                print(f"{'without: ' + name:36} {measure(ours, some, truth)}", flush=True)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="pages (*.html.gz) and ground-truth.json")
    parser.add_argument("--changes", action="store_true")
    parser.add_argument("--rules", action="store_true")
    arguments = parser.parse_args()
    stated = json.loads((arguments.folder / "ground-truth.json").read_text(encoding="utf-8"))
    truth = {key: each["articleBody"] for key, each in stated.items()}
    pages = {key: gzip.decompress((arguments.folder / f"{key}.html.gz").read_bytes()) for key in truth}
    body.article_text  # noqa: B018  (imported before its rules are patched)
    for change in [None, *(CHANGES if arguments.changes else ())]:
        some = {key: changed(raw, change) for key, raw in pages.items()} if change else pages
        print(f"\n{change or 'as they are'}", flush=True)
        print(f"  trafilatura  {measure(trafilatura, some, truth)}", flush=True)
        print(f"  ours         {measure(ours, some, truth)}", flush=True)
    if arguments.rules:
        _print_rules(pages, truth)


if __name__ == "__main__":
    main()
