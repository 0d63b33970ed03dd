"""The formats in which the articles of a search can be exported, each written as a stream."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from articles.exports.article_rows import ExportedArticle, exported_articles
from articles.exports.citations.references import bibtex, ris
from articles.exports.originals.wacz import wacz
from articles.exports.originals.zip_file import zip_file
from articles.exports.tables import rows
from articles.exports.wire.newsml import newsml
from articles.exports.wire.ninjs import ninjs

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

    def stream(self, head: ExportHeader, ids: Sequence[int], site: str) -> Iterator[bytes]:
        """Yield the file of the published ones of these articles. site: the archive's base URL."""
        return pieces(self.texts(head, exported_articles(ids, site, whole=self.whole)))


@dataclass(frozen=True, slots=True)
class OriginalsFormat:
    """A file of the originals of articles; it is unreadable if the export fails. write: yields its bytes."""

    label: str | Promise
    media_type: str
    write: Callable[[Sequence[int], str], Iterator[bytes]]

    def stream(self, _head: ExportHeader, ids: Sequence[int], site: str) -> Iterator[bytes]:
        """Yield the file of the originals of the published ones of these articles."""
        return self.write(ids, site)


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


def _ninjs(_head: ExportHeader, articles: Iterable[ExportedArticle]) -> Iterator[str]:
    before = "[\n"
    for each in articles:
        yield before + _dumps(ninjs(each))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _newsml(_head: ExportHeader, articles: Iterable[ExportedArticle]) -> Iterator[str]:
    return newsml(articles)


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
    # Without their ends, these two are invalid JSON and XML.
    "ninjs": ExportFormat("ninjs", "application/json; charset=utf-8", _ninjs, f"\n{INCOMPLETE}\n"),
    "newsml": ExportFormat(
        "NewsML-G2", "application/vnd.iptc.g2.newsmessage+xml; charset=utf-8", _newsml, f"\n{INCOMPLETE}\n"
    ),
}
#: Every file of a search, of its articles or of their originals, by its ending.
FILES: dict[str, ExportFormat | OriginalsFormat] = {
    **FORMATS,
    "zip": OriginalsFormat(gettext_lazy("Originals (ZIP)"), "application/zip", zip_file),
    "wacz": OriginalsFormat(gettext_lazy("Originals (WACZ)"), "application/wacz", wacz),
}
