"""Articles as a table: CSV that a spreadsheet opens and never runs."""

import csv
import io
from collections.abc import Iterable, Iterator

from articles.exports.article_rows import Outgoing
from articles.models.entities import PATHS

COLUMNS = (
    *("id", "headline", "standfirst", "date", "published_at", "source", "byline", "dateline", "caption"),
    *("section", "language", "url", "archive_url", *PATHS.values(), "body"),
)
BOM = "\ufeff"  # without it, Excel reads UTF-8 as the local 8-bit encoding
# A spreadsheet runs what begins so, in its full-width form too.
_STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def rows(articles: Iterable[Outgoing]) -> Iterator[str]:
    """The table as RFC 4180 has it, head first: an article a row, names in a cell parted by "; "."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    yield BOM + _taken(line)
    for article in articles:
        record = article.record
        for kind in PATHS.values():
            record[kind] = "; ".join(each["name"] for each in record[kind])
        writer.writerow(safe_cell(str(record.get(name, ""))) for name in COLUMNS)
        yield _taken(line)


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text
