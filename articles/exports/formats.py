"""The formats in which all articles of a search go out, and how each is written piece by piece."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from articles.exports.article_rows import Outgoing
from articles.exports.citations.references import bibtex, ris
from articles.exports.tables import rows

INCOMPLETE = "INCOMPLETE: the archive could not send the rest. Ask for the file again."
_PIECE = 32_768  # characters that go out at once


@dataclass(frozen=True, slots=True)
class Head:
    """What a format may say before the articles: the search, how many there are, what could not be used."""

    search: str
    count: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Format:
    """media_type: with its character set; write: the texts that make the file, in order.

    whole: whether it holds the articles' own texts. broken: what to end with where the rest cannot be had,
    for the reader to see. The end of a broken answer looks to many programs like that of a whole one.
    """

    label: str
    media_type: str
    write: Callable[[Head, Iterable[Outgoing]], Iterator[str]]
    broken: str
    whole: bool = True

    def texts(self, head: Head, articles: Iterable[Outgoing]) -> Iterator[str]:
        """The file, whole or ending with ``broken``; raises what broke it then."""
        try:
            yield from self.write(head, articles)
        except Exception:
            yield self.broken
            raise


def pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """The texts in UTF-8, gathered into pieces worth sending."""
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


def _json(head: Head, articles: Iterable[Outgoing]) -> Iterator[str]:
    problems = _dumps(head.problems)
    yield f'{{"search": {_dumps(head.search)}, "count": {head.count}, "problems": {problems}, "articles": ['
    before = "\n"
    for each in articles:
        yield before + _dumps(each.record)
        before = ",\n"
    yield "\n]}\n"


def _jsonl(_head: Head, articles: Iterable[Outgoing]) -> Iterator[str]:
    return (f"{_dumps(each.record)}\n" for each in articles)


def _csv(_head: Head, articles: Iterable[Outgoing]) -> Iterator[str]:
    return rows(articles)


def _ris(_head: Head, articles: Iterable[Outgoing]) -> Iterator[str]:
    return (ris(each.citation) for each in articles)


def _bibtex(_head: Head, articles: Iterable[Outgoing]) -> Iterator[str]:
    return (bibtex(each.citation) for each in articles)


_BROKEN_RIS = f"TY  - GEN\r\nTI  - {INCOMPLETE}\r\nER  - \r\n"
_BROKEN_BIB = f"@misc{{newsarchive-incomplete,\n  title = {{{{{INCOMPLETE}}}}},\n}}\n"
FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8; header=present", _csv, f'"{INCOMPLETE}"\r\n'),
    "jsonl": Format(
        "JSON lines", "application/x-ndjson; charset=utf-8", _jsonl, f"{_dumps({'error': INCOMPLETE})}\n"
    ),
    # Without its closing brackets it is no JSON.
    "json": Format("JSON", "application/json; charset=utf-8", _json, f"\n{INCOMPLETE}\n"),
    "ris": Format(
        "RIS", "application/x-research-info-systems; charset=utf-8", _ris, _BROKEN_RIS, whole=False
    ),
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", _bibtex, _BROKEN_BIB, whole=False),
}
