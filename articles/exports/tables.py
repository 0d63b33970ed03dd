"""Articles as CSV that is safe to open in a spreadsheet: no cell is run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator

from articles.exports.article_rows import ExportedArticle
from articles.models.entities import PATHS

_NAMES = ("authors", *PATHS.values())
COLUMNS = (
    *("id", "headline", "standfirst", "date", "published_at", "source", "byline", "dateline", "caption"),
    *("section", "language", "url", "archive_url", *_NAMES, "body", "sample"),
)
BOM = "\ufeff"  # without it, Excel reads UTF-8 as the local 8-bit encoding
# Spreadsheets treat cells with these prefixes as formulas, in full-width form too.
_STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def rows(articles: Iterable[ExportedArticle]) -> Iterator[str]:
    """Yield the table as in RFC 4180: a header, then one row per article; names in a cell joined by "; "."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    yield BOM + _taken(line)
    for article in articles:
        record = article.record
        for kind in _NAMES:
            record[kind] = "; ".join(each["name"] for each in record[kind])
        writer.writerow(safe_cell(str(record.get(name, ""))) for name in COLUMNS)
        yield _taken(line)


def safe_cell(text: str) -> str:
    """Return the text, prefixed with an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text
