"""Articles as CSV that is safe to open in a spreadsheet: no cell is run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator

from articles.exports.article_rows import ExportedArticle, corrections_of
from articles.importers.field_mapping.fields import STARTS_FORMULA
from articles.models.entities.entities import PATHS

_NAMES = ("authors", *PATHS.values())
COLUMNS = (
    *("id", "headline", "standfirst", "date", "published_at", "source", "byline", "dateline", "caption"),
    *("section", "language", "url", "archive_url", *_NAMES, "body", "sample", "date_text"),
    *("capture_reference", "corrections"),
)
BOM = "\ufeff"  # without it, Excel reads UTF-8 as the local 8-bit encoding


def rows(articles: Iterable[ExportedArticle]) -> Iterator[str]:
    """Yield the table as in RFC 4180: a header, then one row per article; names in a cell joined by "; "."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    yield BOM + taken(line)
    for article in articles:
        record = article.record
        for kind in _NAMES:
            record[kind] = "; ".join(each["name"] for each in record[kind])
        record["corrections"] = "\n".join(corrections_of(article.article))
        writer.writerow(safe_cell(str(record.get(name, ""))) for name in COLUMNS)
        yield taken(line)


def safe_cell(text: str) -> str:
    """Return the text, prefixed with an apostrophe if a spreadsheet would take it for a formula.

    One that begins with an apostrophe and a formula gets another, so that an import can take it off again.
    """
    return f"'{text}" if text.lstrip("'").startswith(STARTS_FORMULA) else text


def taken(line: io.StringIO) -> str:
    """Return what was written to the buffer, and empty it."""
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text
