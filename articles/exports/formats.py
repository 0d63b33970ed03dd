"""The formats in which the articles of a search can be exported, each written as a stream."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from articles.exports.article_rows import ExportedArticle
from articles.exports.citations.references import bibtex, ris
from articles.exports.tables import rows

INCOMPLETE = "INCOMPLETE: the archive could not send the rest. Download the file again."
_PIECE = 32_768  # characters sent at once


@dataclass(frozen=True, slots=True)
class ExportHeader:
    """What a format may write before the articles: the search, the article count, problems with the query."""

    search: str
    count: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format. media_type: includes the character set; write: yields the file's text in order.

    whole: whether the file includes the article texts. broken: written at the end if the export fails, so
    that readers notice: to many programs, a truncated response looks like a complete one.
    """

    label: str
    media_type: str
    write: Callable[[ExportHeader, Iterable[ExportedArticle]], Iterator[str]]
    broken: str
    whole: bool = True

    def texts(self, head: ExportHeader, articles: Iterable[ExportedArticle]) -> Iterator[str]:
        """Yield the file's text. On an error, yield ``broken`` and raise the error again."""
        try:
            yield from self.write(head, articles)
        except Exception:
            yield self.broken
            raise


def pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield the texts in UTF-8, joined into larger pieces."""
    waiting: list[str] = []
    size = 0
    try:
        for text in texts:
            waiting.append(text)
            size += len(text)
            if size >= _PIECE:
                yield "".join(waiting).encode()
                waiting, size = [], 0
    except Exception:
        yield "".join(waiting).encode()
        raise
    if waiting:
        yield "".join(waiting).encode()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(head: ExportHeader, articles: Iterable[ExportedArticle]) -> Iterator[str]:
    problems = _dumps(head.problems)
    yield f'{{"search": {_dumps(head.search)}, "count": {head.count}, "problems": {problems}, "articles": ['
    before = "\n"
    for each in articles:
        yield before + _dumps(each.record)
        before = ",\n"
    yield "\n]}\n"


def _jsonl(_head: ExportHeader, articles: Iterable[ExportedArticle]) -> Iterator[str]:
    return (f"{_dumps(each.record)}\n" for each in articles)


def _csv(_head: ExportHeader, articles: Iterable[ExportedArticle]) -> Iterator[str]:
    return rows(articles)


def _ris(_head: ExportHeader, articles: Iterable[ExportedArticle]) -> Iterator[str]:
    return (ris(each.citation) for each in articles)


def _bibtex(_head: ExportHeader, articles: Iterable[ExportedArticle]) -> Iterator[str]:
    return (bibtex(each.citation) for each in articles)


_BROKEN_RIS = f"TY  - GEN\r\nTI  - {INCOMPLETE}\r\nER  - \r\n"
_BROKEN_BIB = f"@misc{{newsarchive-incomplete,\n  title = {{{{{INCOMPLETE}}}}},\n}}\n"
FORMATS = {
    "csv": ExportFormat("CSV", "text/csv; charset=utf-8; header=present", _csv, f'"{INCOMPLETE}"\r\n'),
    "jsonl": ExportFormat(
        "JSON lines", "application/x-ndjson; charset=utf-8", _jsonl, f"{_dumps({'error': INCOMPLETE})}\n"
    ),
    # Without its closing brackets, a truncated file is invalid JSON.
    "json": ExportFormat("JSON", "application/json; charset=utf-8", _json, f"\n{INCOMPLETE}\n"),
    "ris": ExportFormat(
        "RIS", "application/x-research-info-systems; charset=utf-8", _ris, _BROKEN_RIS, whole=False
    ),
    "bib": ExportFormat("BibTeX", "application/x-bibtex; charset=utf-8", _bibtex, _BROKEN_BIB, whole=False),
}
