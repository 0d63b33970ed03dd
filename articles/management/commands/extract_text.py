"""``extract_text``: extraction as a filter, from articles to mentions, both as JSON lines."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.extraction import extract, prepare
from articles.extraction.annotations import FIELDS, Document, Extraction


class BadLineError(ValueError):
    """A line is not an article; the message says why."""


class Command(BaseCommand):
    """manage.py extract_text < articles.jsonl > mentions.jsonl"""

    help = (
        "Read articles as JSON lines (id, date, headline, standfirst, dateline, caption, body) on standard "
        "input and write what each mentions, one JSON line per article in the same order. Uses no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="read this file instead of standard input")

    def handle(self, *_args: Any, path: Path | None, **_options: Any) -> None:
        """Process every line. Exit code 1 if one was bad."""
        prepare()
        if path is None:
            # Invalid UTF-8 becomes U+FFFD instead of stopping the command.
            if isinstance(sys.stdin, TextIOWrapper):
                sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
            bad = self._filter(sys.stdin)
        else:
            with path.open(encoding="utf-8-sig", errors="replace") as lines:
                bad = self._filter(lines)
        if bad:
            raise CommandError(f"{bad} bad line{'s' if bad > 1 else ''}", returncode=1)

    def _filter(self, lines: Iterable[str]) -> int:
        """Process each non-blank line; return how many were bad."""
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
            self.stdout.flush()  # callers may wait for each line's result
        return bad


def parse_line(line: str) -> dict[str, Any]:
    """Parse one line. Raises BadLineError."""
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
    """Return the fields for extraction. Missing or null fields, and dates not in ISO 8601, are empty."""
    texts = {str(name): record.get(name) or "" for name in FIELDS}
    try:
        published = date.fromisoformat(str(record.get("date") or "")[:10])
    except ValueError:
        published = None
    return Document(**texts, published=published)


def answer(identifier: Any, found: Extraction) -> str:
    """Format the extraction of one article as a JSON line."""
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
