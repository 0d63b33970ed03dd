"""Helpers that create mentions and read the parts of an article page."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from articles.models import Article, Capture, Entity, Mention
from tests.html import Tag


def mention(article: Article, entity: Entity, words: str, field: str = "body", **values: object) -> Mention:
    """Create a mention of the entity at the first occurrence of the words."""
    start = getattr(article, field).index(words)
    given: dict[str, object] = {"kind": entity.kind, "evidence": "name", "origin": "test", "score": 0.9}
    given |= {"field": field, "start": start, "end": start + len(words), "surface": words}
    return Mention.objects.create(article=article, entity=entity, **(given | values))


def capture(
    article: Article, raw: bytes, reference: str = "https://news.example/1", **values: object
) -> Capture:
    given: dict[str, Any] = {"media_type": "text/html", "parser": "html/1"}
    given["cleaning"] = ["banner", "headline said twice"]
    given["captured_at"] = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
    return Capture.objects.create(
        article=article,
        reference=reference,
        sha256=hashlib.sha256(raw).hexdigest(),
        raw=raw,
        **(given | values),
    )


def marks(page: Tag) -> list[tuple[str, str]]:
    """Return the names in headline, lead texts and body, with their links; "" for names that are no links."""
    return [
        (tag.raw_text, tag.attributes.get("href", ""))
        for tag in page.one("article").all("a")
        if any(name.startswith("e-") for name in tag.classes)
    ]


def lines(section: Tag) -> list[Tag]:
    """Return the entries of a section of the margin, without their reasons."""
    (listed,) = [child for child in section.children if isinstance(child, Tag) and child.name == "ul"]
    return [child for child in listed.children if isinstance(child, Tag)]


def margin(page: Tag) -> dict[str, list[str]]:
    """Return the margin as heading -> names."""
    return {
        section.one("h2").text: [item.one("a", class_="who").text for item in lines(section)]
        for section in page.one("aside").all("section")
    }
