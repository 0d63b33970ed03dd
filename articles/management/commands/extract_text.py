"""Extraction as a filter: articles as JSON lines in, what they name as JSON lines out."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.extraction import extract, prepare
from articles.extraction.annotations import FIELDS, Document, Extraction


class BadLineError(ValueError):
    """A line that holds no article."""


class Command(BaseCommand):
    """manage.py extract_text < articles.jsonl > mentions.jsonl"""

    help = (
        "Read articles as JSON lines (id, headline, standfirst, dateline, caption, body) on standard input "
        "and write what each mentions, one JSON line per article in the same order. Uses no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """An optional file in place of standard input."""
        parser.add_argument("path", nargs="?", type=Path, help="read this file instead of standard input")

    def handle(self, *_args: Any, path: Path | None, **_options: Any) -> None:
        """Answer every line; exit 1 at the end if one was bad."""
        prepare()
        if path is None:
            # Undecodable bytes become U+FFFD instead of stopping everything after them.
            if isinstance(sys.stdin, TextIOWrapper):
                sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
            bad = self._filter(sys.stdin)
        else:
            with path.open(encoding="utf-8-sig", errors="replace") as lines:
                bad = self._filter(lines)
        if bad:
            raise CommandError(f"{bad} bad line{'s' if bad > 1 else ''}", returncode=1)

    def _filter(self, lines: Iterable[str]) -> int:
        """Answer each line that is not blank; how many could not be read."""
        bad = 0
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = parse_line(line)
            except BadLineError as error:
                bad += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            self.stdout.write(answer(record.get("id"), extract(document_of(record))))
            self.stdout.flush()  # whoever sends one line and waits for its answer gets it
        return bad


def parse_line(line: str) -> dict[str, Any]:
    """The article in one line. Raises BadLineError where there is none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise BadLineError("not a JSON object")
    for name in FIELDS:
        if not isinstance(record.get(name) or "", str):
            raise BadLineError(f'"{name}" is not text')
    return record


def document_of(record: dict[str, Any]) -> Document:
    """The parts of the article that extraction reads; an absent one or null is empty."""
    texts = {str(name): record.get(name) or "" for name in FIELDS}
    return Document(**texts)


def answer(identifier: Any, found: Extraction) -> str:
    """The JSON line for one article."""
    people = dict.fromkeys(
        mention.entity for mention in found.mentions if mention.kind == "person" and mention.entity
    )
    mentions = [
        {
            "field": mention.field,
            "kind": mention.kind,
            "start": mention.start,
            "end": mention.end,
            "text": mention.text,
            "entity": mention.entity,
            "code": mention.code,
            "evidence": mention.evidence,
            "score": mention.score,
        }
        for mention in found.mentions
    ]
    return json.dumps(
        {"id": identifier, "countries": list(found.countries), "people": list(people), "mentions": mentions},
        ensure_ascii=True,
    )
