"""The short texts of tests/extraction/short_texts, and what extraction finds in them."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from articles.extraction import extract
from articles.extraction.annotations import Document, Extraction

FOLDER = Path(__file__).with_name("short_texts")


def texts(name: str) -> Iterator[dict[str, Any]]:
    """Yield the texts of a file, named without its ending."""
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def extracted(text: dict[str, Any]) -> Extraction:
    """Return what extraction finds in a text with a headline, a body and a date of publication."""
    published = date.fromisoformat(text["published"]) if "published" in text else None
    return extract(Document(headline=text.get("headline", ""), body=text["body"], published=published))


def names(found: Extraction, kind: str) -> set[str]:
    """Return the entities of a kind that words are linked to."""
    return {m.entity for m in found.mentions if m.kind == kind and m.status == "linked" and m.entity}


def differences(wanted: list[str], found: set[str]) -> list[str]:
    """Return what is missing, and what should not be there.

    In ``wanted``, "A|B" accepts either name, and "~A" allows a name without requiring it.
    """
    groups = [{name.lstrip("~") for name in each.split("|")} for each in wanted]
    allowed = {name for group in groups for name in group}
    required = [group for each, group in zip(wanted, groups, strict=True) if each[0] != "~"]
    missing = [f"no {'/'.join(sorted(group))}" for group in required if not group & found]
    return missing + sorted(found - allowed)
