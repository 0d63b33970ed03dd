"""Helpers for the importer tests: sample texts, files, and a snapshot of the archive."""

import json
from collections.abc import Iterable
from pathlib import Path

from articles.importers.inputs import Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions
from articles.importers.run import import_paths
from articles.importers.summary import Summary
from articles.models import Article, ArticleEntity, Capture, Entity, Mention

#: Laid out like scraped pages: banner, headline twice, caption, dateline.
SCRAPED = """This Article is From May 4, 2011\r
\r
Harbour strike ends after nine days\r
\r
Harbour strike ends after nine days\r
\r
Dockers leave the harbour on May 3, 2011 in Rotterdam\r
\r
Rotterdam: Dockers in the Netherlands went back to work on Wednesday &amp; cranes moved again.\r
\r
\r
"We have what we came for," said Anna de Vries, who led the strike. Germany had lent a hand.\r
"""


def write_jsonl(path: Path, records: Iterable[object]) -> Path:
    """A file with one record per line."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def run(path: Path, *, extract: bool = False, source: str = "") -> Summary:
    """Import one path."""
    return import_paths([str(path)], ReadOptions(source=source, extract=extract))


def counts(summary: Summary) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, failed."""
    got = summary.counts
    return got["created"], got["updated"], got["unchanged"], got["failed"]


def raw_record(format_name: str, raw: bytes, name: str = "file") -> RawRecord:
    """A record that is an entire file."""
    origin = Origin(Path(f"/nowhere/{name}"), name)
    return RawRecord(format_name, raw, name, origin.uri, origin.stem)


def paragraphs_of(record: ArticleRecord) -> list[str]:
    """The body's paragraphs."""
    return record.body.split("\n\n")


def archive() -> dict[str, list[tuple[object, ...]]]:
    """Everything an import wrote, without ids and timestamps, sorted, so that archives can be compared."""
    name = ("article__headline", "entity__kind", "entity__name")
    return {
        "articles": sorted(
            Article.objects.values_list(
                "headline", "body", "dateline", "published_on", "source__name", "entity_names", "extractor"
            ),
            key=repr,
        ),
        "captures": sorted(Capture.objects.values_list("reference", "sha256", "article__headline")),
        "entities": sorted(Entity.objects.values_list("kind", "name", "slug", "code")),
        "links": sorted(ArticleEntity.objects.values_list(*name, "status", "mention_count", "is_about")),
        "mentions": sorted(Mention.objects.values_list(*name, "field", "start", "end", "surface"), key=repr),
    }
