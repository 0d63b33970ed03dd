"""Extraction that never fails: a text that cannot be read gives the reason instead."""

from collections.abc import Iterator

from articles.batch.workers import RECORD_SECONDS, Job, limited
from articles.extraction.annotations import Document, Extraction

ENDED = "reading it crashed the process; the record may be far too large"


def seconds_for(size: int, seconds: float) -> float:
    """The computing time for a text of ``size`` bytes: ``seconds``, and a quarter more for each megabyte."""
    return seconds * (1 + size / 4_000_000)


def try_extract(document: Document) -> tuple[Extraction | None, str]:
    """What the document names, or None and why: an article is worth keeping without its entities."""
    from articles.extraction import extract  # noqa: PLC0415  (its word lists take a while to load)

    try:
        return extract(document), ""
    except Exception as error:  # noqa: BLE001  (extraction promises to raise nothing)
        return None, f"{type(error).__name__}: {error}"


Texts = list[tuple[int, Document]]


Extracted = tuple[Extraction | None, str]


def extract_texts(texts: Texts, start: int = 0) -> Iterator[Extracted]:
    """What each of these texts, given with their articles' ids, names; in order."""
    for _, document in texts[start:]:
        with limited(seconds_for(len(document.body), RECORD_SECONDS)):
            result = try_extract(document)
        yield result


def _extraction_lost(_texts: Texts, _number: int, by_time: bool) -> Extracted:
    return None, "reading it took too long" if by_time else ENDED


EXTRACTING = Job(extract_texts, len, _extraction_lost)
