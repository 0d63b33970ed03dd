"""Extraction that returns errors instead of raising them."""

from collections.abc import Iterator

from articles.batch.workers import RECORD_SECONDS, Job, Loss, time_limit
from articles.extraction.annotations import Document, Extraction

ENDED = "reading it crashed the process; the record may be far too large"


def seconds_for(size: int, seconds: float) -> float:
    """Return the CPU time limit for ``size`` bytes: ``seconds``, plus a quarter for each megabyte."""
    return seconds * (1 + size / 4_000_000)


def try_extract(document: Document) -> tuple[Extraction | None, str]:
    """Return (extraction, "") or (None, error): an article is worth keeping without its entities."""
    from articles.extraction import extract  # noqa: PLC0415  (its word lists load slowly)

    try:
        return extract(document), ""
    except Exception as error:  # noqa: BLE001  (extraction promises to raise nothing)
        return None, f"{type(error).__name__}: {error}"


Texts = list[tuple[int, Document]]


Extracted = tuple[Extraction | None, str]


def extract_texts(texts: Texts, start: int = 0) -> Iterator[Extracted]:
    """Yield the result for each (article id, document) from ``start`` on, in order."""
    for _, document in texts[start:]:
        with time_limit(seconds_for(len(document.body), RECORD_SECONDS)):
            result = try_extract(document)
        yield result


def _extraction_lost(_texts: Texts, _number: int, loss: Loss) -> Extracted:
    return None, "reading it took too long" if loss == "timeout" else ENDED


EXTRACTING = Job(extract_texts, len, _extraction_lost)
